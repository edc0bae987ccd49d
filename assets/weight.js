// The size of what comes back along an edge, as the width and tone of its line: the largest gradient
// of the frame is the strongest line, one ten thousand times smaller the weakest.

import { elements } from "./numbers.js";

/** Steps between the weakest and the strongest; style sheets know each of them. */
const STEPS = 8;
const DECADES = 4;

/** @param {import("./picture.js").Picture} picture @param {import("./picture.js").Frame} frame */
export function weigh(picture, frame) {
  const sizes = new Map();
  let largest = 0;
  for (const part of picture.parts.values()) {
    if (part.type !== "edge") continue;
    const size = magnitude(frame.edges?.[part.name]?.gradient);
    sizes.set(part, size);
    if (Number.isFinite(size)) largest = Math.max(largest, size);
  }
  for (const [part, size] of sizes) {
    const weight = String(step(size, largest));
    if (part.element.dataset.weight !== weight) part.element.dataset.weight = weight;
  }
}

/** @param {number} size @param {number} largest */
function step(size, largest) {
  if (size === 0 || Number.isNaN(size)) return 0;
  if (size === Infinity) return STEPS;
  const part = 1 + Math.log10(size / largest) / DECADES;
  return Math.round(STEPS * Math.min(1, Math.max(0, part)));
}

/** The largest entry's absolute value. @param {import("./numbers.js").Tensor | undefined} tensor */
function magnitude(tensor) {
  let largest = 0;
  for (const value of elements(tensor)) largest = Math.max(largest, Math.abs(value));
  return largest;
}
