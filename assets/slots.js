// Numbers inside formulas: <mn data-ref="name|part|entry"> shows that entry of the frame, today and after every drag.

import { elements, formatNumber } from "./numbers.js";

/** @typedef {import("./picture.js").Frame} Frame */

/** What stands where a number is not known yet. */
export const UNKNOWN = "·";
const LATEX_SLOT = /\\(slot|guard|seeded)\{([^}|]*)\|(\w+)\}\{(\d+)\}/g;
const LATEX_PRODUCTS = /\\products\{([^}|]*)\|(\w+)\}\{([^}|]*)\|(\w+)\}/g;

/** A part of a node's or an edge's numbers; undefined if it is not known yet. @param {Frame} frame @param {string} name @param {string} part */
export function tensorOf(frame, name, part) {
  const numbers = frame.nodes?.[name] ?? frame.edges?.[name];
  return part === "local" ? numbers?.local?.value : numbers?.[/** @type {"value" | "gradient" | "seed" | "row"} */ (part)];
}

/** What is filled in an element's formulas. @param {Element} element @returns {(Slot | Products)[]} */
export const slotsOf = (element) => [
  ...[...element.querySelectorAll("[data-ref]")].map((slot) => new Slot(slot)),
  ...[...element.querySelectorAll("[data-products]")].map((row) => new Products(row)),
];

export class Slot {
  /** @param {Element} element */
  constructor(element) {
    this.element = element;
    const [name, part, index] = (element.getAttribute("data-ref") ?? "").split("|");
    this.name = name;
    this.part = part;
    this.index = Number(index ?? 0);
    this.text = "";
    element.classList.add(toneOf(part));
    this.seeded = element.hasAttribute("data-seeded");
    this.guards = element.hasAttribute("data-guard") ? parentheses(element) : [];
  }

  /** @param {Frame} frame */
  fill(frame) {
    const value = elements(tensorOf(frame, this.name, this.part))[this.index];
    const number = value === undefined ? UNKNOWN : formatNumber(value);
    // A seed that is 1 is no factor, and where no seed is known there is none to name.
    const text = !this.seeded ? number : value === 1 || value === undefined ? "" : value < 0 ? `(${number})·` : `${number}·`;
    if (text === this.text && value === this.value) return;
    this.text = text;
    this.value = value;
    this.element.textContent = text;
    if (value === undefined) this.element.removeAttribute("data-number");
    else this.element.setAttribute("data-number", String(value));
    for (const guard of this.guards) guard.style.display = value < 0 ? "" : "none";
  }
}

/** @param {string} part */
const toneOf = (part) => (part === "gradient" || part === "seed" ? "gv-backward" : part === "local" || part === "row" ? "gv-local" : "gv-forward");

/** The products of two tensors' entries, summed: a · b + c · d, without those that a row of local derivatives makes nothing of. */
export class Products {
  /** @param {Element} element */
  constructor(element) {
    this.element = element;
    this.pair = [element.getAttribute("data-products") ?? "", element.getAttribute("data-by") ?? ""].map((text) => text.split("|"));
    this.text = "";
  }

  /** @param {Frame} frame */
  fill(frame) {
    const shown = productsOf(frame, this.pair);
    const text = JSON.stringify(shown);
    if (text === this.text) return;
    this.text = text;
    const parts = shown.flatMap((term, at) => [
      ...(at ? [operator("+")] : []),
      ...(term === null ? [operator("…")] : this.product(term)),
    ]);
    this.element.replaceChildren(...(parts.length ? parts : [numeral("0", "gv-local")]));
  }

  /** @param {{place: number, numbers: number[]}} term */
  product({ place, numbers }) {
    return numbers.flatMap((value, at) => {
      const [name, part] = this.pair[at];
      const text = value < 0 && (at > 0 || place > 0) ? `(${formatNumber(value)})` : formatNumber(value);
      const number = numeral(text, toneOf(part));
      if (part !== "row") {
        number.setAttribute("data-go", `${name}|${part}|${place}`);
        number.classList.add("gv-source");
      }
      return at ? [operator("·"), number] : [number];
    });
  }
}

/** The products that are written, null for those left out in the middle. @param {Frame} frame @param {string[][]} pair */
export function productsOf(frame, pair) {
  const both = pair.map(([name, part]) => elements(tensorOf(frame, name, part)));
  const row = both[pair.findIndex(([, part]) => part === "row")] ?? [];
  const terms = row.flatMap((value, place) => (value === 0 ? [] : [{ place, numbers: both.map((numbers) => numbers[place] ?? NaN) }]));
  return terms.length <= MOST_TERMS ? terms : [...terms.slice(0, 2), null, terms[terms.length - 1]];
}

const MOST_TERMS = 4;

/** @param {string} text @param {string} tone */
function numeral(text, tone) {
  const element = document.createElementNS(MATHML, "mn");
  element.textContent = text;
  element.setAttribute("class", tone);
  return element;
}

/** @param {string} text */
function operator(text) {
  const element = document.createElementNS(MATHML, "mo");
  element.textContent = text;
  return element;
}

const MATHML = "http://www.w3.org/1998/Math/MathML";

/** Parentheses around a number, for when it is negative. @param {Element} element @returns {MathMLElement[]} */
function parentheses(element) {
  // A row of its own: a fraction or a power must keep its number of children.
  const row = document.createElementNS("http://www.w3.org/1998/Math/MathML", "mrow");
  element.replaceWith(row);
  row.append(element);
  return ["(", ")"].map((sign) => {
    const guard = document.createElementNS("http://www.w3.org/1998/Math/MathML", "mo");
    guard.textContent = sign;
    guard.setAttribute("stretchy", "false");
    element.insertAdjacentElement(sign === "(" ? "beforebegin" : "afterend", guard);
    return guard;
  });
}

/** Lines of LaTeX with the current numbers put in, aligned at their first "=". @param {string[]} lines @param {Frame} frame */
export function filledLatex(lines, frame) {
  const filled = lines.map((line) =>
    line.replace(LATEX_PRODUCTS, (_, ...pair) => latexProducts(productsOf(frame, [pair.slice(0, 2), pair.slice(2, 4)]))).replace(LATEX_SLOT, (_, kind, name, part, index) => {
      const value = elements(tensorOf(frame, name, part))[Number(index)];
      const text = latexNumber(value);
      if (kind === "seeded") return value === 1 || value === undefined ? "" : value < 0 ? `\\left(${text}\\right) ` : `${text} `;
      return kind === "guard" && value < 0 ? `\\left(${text}\\right)` : text;
    }),
  );
  if (filled.length < 2) return filled.join("");
  return `\\begin{aligned}\n${filled.map((line) => `  ${line.replace(/=|\\leftarrow/, "&$&")}`).join(" \\\\\n")}\n\\end{aligned}`;
}

/** @param {ReturnType<typeof productsOf>} terms */
function latexProducts(terms) {
  const guarded = (/** @type {number} */ value) => (value < 0 ? `\\left(${latexNumber(value)}\\right)` : latexNumber(value));
  return terms.map((term) => (term ? term.numbers.map(guarded).join(" \\cdot ") : "\\dots")).join(" + ") || "0";
}

/** @param {number | undefined} value */
function latexNumber(value) {
  if (value === undefined) return "\\cdot";
  const text = formatNumber(value).replace("−", "-").replace("∞", "\\infty").replace("NaN", "\\text{NaN}");
  const [mantissa, exponent] = text.split("e");
  return exponent === undefined ? mantissa : `${mantissa} \\cdot 10^{${exponent}}`;
}
