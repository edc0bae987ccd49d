// Numbers as they stand on the screen. gradviz/show/theme.py does the same; a test compares the two.

/** @typedef {number | string | null | Tensor[]} Tensor  nested lists; "NaN", "Infinity", "-Infinity" are numbers */

const SMALLEST_FIXED = -2;
const FIRST_SCIENTIFIC = 5;
const MOST_CHARACTERS = 9;

/** @param {number | string} item @returns {number} */
export const toNumber = (item) => (typeof item === "number" ? item : Number(item));

/** All elements of a tensor in order; none for null. @param {Tensor | undefined} tensor @returns {number[]} */
export function elements(tensor) {
  if (tensor === null || tensor === undefined) return [];
  return Array.isArray(tensor) ? tensor.flatMap(elements) : [toNumber(tensor)];
}

/** Four significant digits, at most nine characters. @param {number} value @returns {string} */
export function formatNumber(value) {
  if (Number.isNaN(value)) return "NaN";
  if (value === 0) return "0";
  const sign = value < 0 ? "−" : "";
  const magnitude = Math.abs(value);
  if (magnitude === Infinity) return `${sign}∞`;
  const digits = magnitude >= 1e4 ? 5 : 4;
  const exponent = exponentOf(magnitude, digits);
  if (exponent >= SMALLEST_FIXED && exponent < FIRST_SCIENTIFIC) {
    return sign + shortened(magnitude.toFixed(Math.max(0, digits - 1 - exponent)), magnitude);
  }
  let text = "";
  for (let kept = 3; kept >= 0; kept -= 1) {
    text = sign + scientific(magnitude, kept);
    if (text.length <= MOST_CHARACTERS) break;
  }
  return text;
}

/** Two significant digits, for ranges. @param {number} value @returns {string} */
export function formatBrief(value) {
  if (!Number.isFinite(value) || value === 0) return formatNumber(value);
  const sign = value < 0 ? "−" : "";
  const magnitude = Math.abs(value);
  const exponent = exponentOf(magnitude, 2);
  if (exponent < SMALLEST_FIXED || exponent >= FIRST_SCIENTIFIC - 1) return sign + scientific(magnitude, 1);
  const rounded = Number(magnitude.toExponential(1));
  return sign + shortened(rounded.toFixed(Math.max(0, 1 - exponent)), magnitude);
}

/** "−1.2…5.6". @param {number[]} values @returns {string} */
export function formatRange(values) {
  if (!values.length) return "—";
  if (values.some(Number.isNaN)) return "NaN";
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  return low === high ? formatNumber(low) : `${formatBrief(low)}…${formatBrief(high)}`;
}

/** "[10×1]" or "scalar". @param {number[]} shape @returns {string} */
export const formatShape = (shape) => (shape.length ? `[${shape.join("×")}]` : "scalar");

/** @param {number} magnitude @param {number} digits */
const exponentOf = (magnitude, digits) => Number(magnitude.toExponential(digits - 1).split("e")[1]);

/** @param {number} magnitude @param {number} decimals */
function scientific(magnitude, decimals) {
  const [mantissa, exponent] = magnitude.toExponential(decimals).split("e");
  return `${shortened(mantissa, magnitude, Number(exponent))}e${Number(exponent)}`;
}

/** The digits without trailing zeros, if they say the number exactly. */
function shortened(/** @type {string} */ text, /** @type {number} */ magnitude, exponent = 0) {
  const exact = text.includes(".") && Number(`${text}e${exponent}`) === magnitude;
  return exact ? text.replace(/\.?0+$/, "") : text;
}
