// What the graph's message says, handed on to everything else on the page that shows it.

/**
 * @typedef {object} Update
 * @property {import("./picture.js").Frame} frame  as far as it is known at the step that is shown
 * @property {import("./picture.js").Frame} whole  all of it
 * @property {string} target  what is differentiated
 * @property {{at: number, count: number, step: import("./walk.js").Step} | null} walk  the step that is shown
 * @property {string | null} selected  a node's or an edge's name
 * @property {import("./subject.js").Subject | null} subject  the same with the part and the entry
 * @property {{id?: string, formulas?: import("./derivation.js").Formula[], asked?: import("./asking.js").Asked | null, rows?: Record<string, import("./numbers.js").Tensor>, locals?: Record<string, string>, numbers?: Record<string, import("./explanation.js").Explanation | string>, entry?: (import("./explanation.js").Explanation & {of: string, rows?: Record<string, import("./rows.js").RowSpec>}) | null, checks?: Record<string, import("./derivation.js").Check>}} derivation
 * @property {import("./plots.js").Plots} plots
 * @property {Map<string, import("./picture.js").Part>} parts  what the drawing says of each node and edge
 * @property {(name: string | null) => void} select
 * @property {(question: import("./asking.js").Question) => void} ask
 * @property {(field: HTMLElement, key: string | null, result: string | null) => void} grip  makes an element the place where a number is dragged and typed
 * @property {(values: Record<string, number>, done: boolean) => void} move  moves parameters as a hand does
 * @property {import("./descent_ways.js").Ways} ways  the ways of a descent over the surface
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
