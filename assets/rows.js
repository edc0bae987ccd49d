// The local derivatives that make the selected entry, where an op mixes entries: computed here by the core's own program.

import { fedOf } from "./live.js";
import { elements } from "./numbers.js";
import { Program, nested, runnable } from "./program.js";

/** @typedef {{plan: import("./program.js").Plan, feeds: string[]}} RowSpec  the last feed is 1 at the entry, 0 elsewhere */

/** @type {Map<RowSpec, Program>} */
const programs = new Map();
const REMEMBERED = 16;

/**
 * A frame with the rows of the selected entry, in the frame's own numbers.
 * @param {import("./picture.js").Frame} frame @param {import("./hub.js").Update["derivation"]} derivation
 */
export function withRows(frame, { entry, rows }) {
  if (!entry?.rows || !Object.keys(entry.rows).length) return frame;
  const place = Number(entry.of.split("|")[2]);
  const edges = { ...frame.edges };
  for (const [edge, spec] of Object.entries(entry.rows)) {
    if (edges[edge]) edges[edge] = { ...edges[edge], row: runnable(spec.plan) ? computed(frame, spec, place) : rows?.[edge] };
  }
  return { ...frame, edges };
}

/** @param {import("./picture.js").Frame} frame @param {RowSpec} spec @param {number} place */
function computed(frame, spec, place) {
  const program = programs.get(spec) ?? new Program(spec.plan);
  programs.set(spec, program);
  if (programs.size > REMEMBERED) programs.delete(/** @type {RowSpec} */ (programs.keys().next().value));
  const selector = program.slots[spec.plan.feeds[spec.feeds.length - 1]].data.length;
  const one = Array.from({ length: selector }, (_, at) => Number(at === place));
  program.run(spec.feeds.map((name, at) => (at === spec.feeds.length - 1 ? one : elements(fedOf(frame, name)))));
  return nested(program.fetched(0));
}
