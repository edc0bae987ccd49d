// What the graph's message says, handed on to everything else on the page that shows it.

/**
 * @typedef {object} Update
 * @property {import("./picture.js").Frame} frame
 * @property {string | null} selected
 * @property {{id?: string, formulas?: import("./derivation.js").Formula[], locals?: Record<string, string>, checks?: Record<string, import("./derivation.js").Check>}} derivation
 * @property {import("./plots.js").Plots} plots
 * @property {Map<string, import("./picture.js").Part>} parts  what the drawing says of each node and edge
 * @property {(name: string | null) => void} select
 */

/** @type {Set<(update: Update) => void>} */
const listeners = new Set();
/** @type {Update | null} */
let latest = null;

/** @param {Update} update */
export function publish(update) {
  latest = update;
  for (const listener of listeners) listener(update);
}

/** Hears the latest update at once, then every further one. @param {(update: Update) => void} listener */
export function subscribe(listener) {
  listeners.add(listener);
  if (latest) listener(latest);
  return () => listeners.delete(listener);
}
