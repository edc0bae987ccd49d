// A label with characters that no carried typeface has, painted by the browser in the typefaces that it has itself.

import { FAMILIES } from "./typefaces.js";

/** Pixels for each unit of the drawing: more than any printer has. */
const FINE = 12;
/** Room around what the browser says of a text's extent, in pixels. */
const EDGE = 4;

/**
 * @typedef {object} Painted  pixels, and where they stand in the drawing
 * @property {number} left
 * @property {number} top
 * @property {number} width
 * @property {number} height
 * @property {number} columns
 * @property {number} rows
 * @property {Uint8Array} colors  red, green and blue of each pixel
 * @property {Uint8Array} cover  how much of each pixel is covered
 */

/** @type {Promise<unknown> | undefined} */
let known;

/** Makes the carried typefaces known to the page's canvases under the names that the SVG gives them. @param {Map<import("./typefaces.js").Face, import("./typefaces.js").Typeface>} faces */
export function makeKnown(faces) {
  known ??= Promise.all(
    [...faces].map(async ([face, { bytes }]) => {
      const name = FAMILIES[face].split(",")[0].replaceAll("'", "");
      document.fonts.add(await new FontFace(name, /** @type {BufferSource} */ (bytes)).load());
    }),
  );
  return known;
}

/** @param {import("./scene.js").Label} label @returns {Painted | null} null where nothing would be seen */
export function painted({ text, x, y, anchor, size, face, fill, room }) {
  const canvas = document.createElement("canvas");
  const brush = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
  const font = `${size * FINE}px ${FAMILIES[face]}`;
  brush.font = font;
  const seen = brush.measureText(text);
  const squeeze = room === null || !seen.width ? 1 : (room * FINE) / seen.width;
  const ink = { left: seen.actualBoundingBoxLeft * squeeze, right: seen.actualBoundingBoxRight * squeeze };
  const [before, above] = [Math.ceil(ink.left) + EDGE, Math.ceil(seen.actualBoundingBoxAscent) + EDGE];
  canvas.width = Math.max(1, before + Math.ceil(ink.right) + EDGE);
  canvas.height = Math.max(1, above + Math.ceil(seen.actualBoundingBoxDescent) + EDGE);
  brush.font = font; // another size of the canvas, another state
  brush.fillStyle = fill;
  brush.translate(before, above);
  brush.scale(squeeze, 1);
  brush.fillText(text, 0, 0);
  const { data } = brush.getImageData(0, 0, canvas.width, canvas.height);
  const count = canvas.width * canvas.height;
  const [colors, cover] = [new Uint8Array(3 * count), new Uint8Array(count)];
  // An edge's color is not exact where little of it is covered: a sign of one color has that of its text.
  const own = [1, 3, 5].map((at) => parseInt(fill.slice(at, at + 2), 16));
  const many = colorful(data, own);
  for (let at = 0; at < count; at += 1) {
    colors.set(many ? data.subarray(4 * at, 4 * at + 3) : own, 3 * at);
    cover[at] = data[4 * at + 3];
  }
  if (!cover.some(Boolean)) return null;
  const start = x - ({ start: 0, middle: 0.5, end: 1 }[anchor] * seen.width * squeeze) / FINE;
  return {
    left: start - before / FINE,
    top: y - above / FINE,
    width: canvas.width / FINE,
    height: canvas.height / FINE,
    columns: canvas.width,
    rows: canvas.height,
    colors,
    cover,
  };
}

/** Whether a picture has other colors than its text's, as emoji have. @param {Uint8ClampedArray} data @param {number[]} own */
function colorful(data, own) {
  for (let at = 0; at < data.length; at += 4) {
    if (data[at + 3] > 250 && own.some((part, place) => Math.abs(data[at + place] - part) > 8)) return true;
  }
  return false;
}
