// A scene as an SVG file that stands alone: no style sheet, its own letters, the exact numbers.

import { FAMILIES } from "./typefaces.js";

/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("./typefaces.js").Face} Face */

/** @param {Scene} scene @param {Map<Face, import("./typefaces.js").Typeface>} faces @returns {string} */
export function svgFile({ box, background, groups, title }, faces) {
  const used = new Set(groups.flatMap((group) => group.labels.map((label) => label.face)));
  const rules = [...used].map((face) => fontRule(face, faces.get(face)?.base64() ?? ""));
  const frame = `x="${box.left}" y="${box.top}" width="${box.width}" height="${box.height}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<svg xmlns="http://www.w3.org/2000/svg" width="${box.width}" height="${box.height}" ` +
      `viewBox="${box.left} ${box.top} ${box.width} ${box.height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<style>${rules.join("")}text{white-space:pre}</style>`,
    background ? `<rect ${frame} fill="${background}"/>` : "",
    ...groups.map(writeGroup),
    "</svg>",
  ].join("\n");
}

/** @param {Face} face @param {string} data */
const fontRule = (face, data) =>
  `@font-face{font-family:${FAMILIES[face].split(",")[0]};src:url(data:font/ttf;base64,${data}) format("truetype")}`;

/** @param {import("./scene.js").Group} group */
function writeGroup({ kind, name, shapes, labels }) {
  // A name scope's frame is neither node nor edge.
  const named = name ? ` data-${kind}="${escaped(name)}"` : "";
  return `<g${named}>${shapes.map(writeShape).join("")}${labels.map(writeLabel).join("")}</g>`;
}

/** @param {import("./scene.js").Shape} shape */
function writeShape({ d, fill, stroke, width, dash, opacity }) {
  const line = stroke ? ` stroke="${stroke}" stroke-width="${width}"` : "";
  const dashes = dash.length ? ` stroke-dasharray="${dash.join(" ")}"` : "";
  return `<path d="${d}" fill="${fill ?? "none"}"${line}${dashes}${faded(opacity)}/>`;
}

/** @param {import("./scene.js").Label} label */
function writeLabel({ text, x, y, anchor, size, face, fill, opacity, room, exact }) {
  const squeezed = room === null ? "" : ` textLength="${room}" lengthAdjust="spacingAndGlyphs"`;
  const number = exact ? ` data-part="${exact.part}" data-number="${escaped(exact.number)}"` : "";
  return (
    `<text x="${x.toFixed(2)}" y="${y.toFixed(2)}" text-anchor="${anchor}" font-family="${FAMILIES[face]}" ` +
    `font-size="${size}" fill="${fill}"${faded(opacity)}${squeezed}${number}>${escaped(text)}</text>`
  );
}

/** @param {number} opacity */
const faded = (opacity) => (opacity < 1 ? ` opacity="${opacity}"` : "");

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** @param {string} text */
const escaped = (text) => text.replace(/[&<>"]/g, (letter) => ENTITIES[/** @type {keyof typeof ENTITIES} */ (letter)]);
