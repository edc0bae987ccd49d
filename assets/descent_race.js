// A race as the server tells it, and where its runs are at a step. Of a long one not every step is kept.

/**
 * @typedef {object} Entries  what was seen of a run: an entry for each step that was kept
 * @property {number[]} steps
 * @property {(number | null)[]} cost
 * @property {(number | null)[]} gradient_norm
 * @property {(number | null)[][]} points
 * @property {(number | null)[][]} gradient  of what the surface is drawn over
 * @property {Record<string, (number | null)[][]>} states  the same by slot
 * @property {(number | null)[]} [u]
 * @property {(number | null)[]} [v]
 */
/**
 * @typedef {object} Facts
 * @property {string} optimizer
 * @property {string} title
 * @property {Record<string, number>} settings
 * @property {Record<string, "velocity" | "squares">} roles  of its slots
 * @property {number} stride  of how many steps the first, the lowest and the highest are kept
 * @property {{step: number, why: string, words: string}} ending
 * @property {string[][][]} update  for each axis each line: with symbols, with numbers
 * @property {Rates | null} rates
 * @property {string} astray  why it went astray, by the curvature on its way; "" if that is not known
 */
/** @typedef {Entries & Facts} Run */
/** @typedef {{rates: number[], cost: (number | null)[], last: number[], steps: number, start: number | null}} Rates  the cost after some steps over the learning rate; `last`: up to which step it is finite */
/** @typedef {{name: string, symbol: string, usual: number, low: number, high: number, help: string}} Setting */
/** @typedef {{name: string, title: string, summary: string, settings: Setting[]}} Kind */
/** @typedef {{entries: string[], axes: string[], runs: Run[], grips: string[], catalog: Kind[], curvature?: {limit: number | null, words: string[]}}} Race */
/** @typedef {{runs: {optimizer: string, settings: Record<string, number>}[], steps: number, threshold: number | null, rest: boolean, most: number, longest: number}} Asked */

const COLUMNS = /** @type {const} */ (["steps", "cost", "gradient_norm", "points", "gradient", "u", "v"]);

/** The entry of a step, or the last one before it. @param {Entries} run @param {number} step */
export function entryAt({ steps }, step) {
  let [low, high] = [0, steps.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (steps[middle] <= step) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Whether what is seen of a run at a step is just that: it was kept, or the run had ended. @param {Run} run @param {number} step */
export const isExact = (run, step) => run.steps[entryAt(run, step)] === step || step >= run.ending.step || !run.steps.length;

/** The step after which a race ends. @param {Race} race */
export const lastOf = ({ runs }) => Math.max(0, ...runs.map(({ steps }) => steps[steps.length - 1] ?? 0));

/** Of how many steps one is kept at least, over all runs. @param {Race} race */
export const strideOf = ({ runs }) => Math.max(1, ...runs.map(({ stride }) => stride));

/** A race with every step of a part of it. @param {Race} race @param {Entries[]} part @returns {Race} */
export function withPart(race, part) {
  return { ...race, runs: race.runs.map((run, at) => (part[at]?.steps.length ? { ...run, ...merged(run, part[at]) } : run)) };
}

/** @param {Entries} run @param {Entries} part @returns {Entries} */
function merged(run, part) {
  const [first, last] = [part.steps[0], part.steps[part.steps.length - 1]];
  const before = run.steps.filter((step) => step < first).length;
  const behind = run.steps.filter((step) => step <= last).length;
  const joined = (/** @type {any[]} */ all, /** @type {any[]} */ some) => [...all.slice(0, before), ...some, ...all.slice(behind)];
  const found = /** @type {any} */ ({ states: Object.fromEntries(Object.entries(run.states).map(([slot, all]) => [slot, joined(all, part.states[slot])])) });
  for (const name of COLUMNS) {
    const [all, some] = [run[name], part[name]];
    if (all && some) found[name] = joined(all, some);
  }
  return found;
}
