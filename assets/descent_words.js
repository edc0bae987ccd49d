// What the descent bar says of the runs of a race: how they ended, together where they ended alike, and where each is.

import { entryAt } from "./descent_race.js";
import { formatNumber } from "./numbers.js";

/** @typedef {import("./descent_race.js").Race} Race */
/** @typedef {import("./descent_race.js").Run} Run */

/**
 * How each run ended that has.
 * @param {Race} race @param {number} step  that is shown @param {number} last  of the race @param {boolean} going  whether the run that the point follows goes on from there
 */
export function endings(race, step, last, going) {
  /** By what is said of them. @type {Map<string, string[]>} */
  const ended = new Map();
  race.runs.forEach((run, at) => {
    const refused = run.ending.why === "refused" && step === 0;
    const over = run.ending.step <= step && (step > 0 || !going) && (step === last || !going);
    if (!refused && !over) return;
    const words = endOf(race, at);
    ended.set(words, [...(ended.get(words) ?? []), run.title]);
  });
  return [...ended].map(([words, titles]) => (race.runs.length === 1 ? words : `${subject(titles, race)}: ${words}`)).join(" ");
}

/** @param {string[]} titles @param {Race} race */
function subject(titles, { runs }) {
  if (titles.length === runs.length) return titles.length === 2 ? "Both" : "All";
  return new Intl.ListFormat("en").format(titles);
}

/** Where a run of a race is at a step; of one that has come to its end, how. @param {Run} run @param {number} step */
export function standing(run, step) {
  const { ending } = run;
  const cost = run.cost[entryAt(run, step)];
  const number = cost === null || cost === undefined ? "—" : formatNumber(cost);
  if (ending.step > step || ending.why === "steps") return { text: number, title: "Its cost" };
  if (ending.why === "threshold") return { text: `✓ ${ending.step}`, title: `It has arrived: after ${ending.step} steps its cost is ${number}` };
  if (ending.why === "not finite") return { text: `✗ ${ending.step + 1}`, title: ending.words };
  return { text: number, title: ending.words };
}

/** How a run ended; of one that went astray, why. @param {Race} race @param {number} at */
function endOf(race, at) {
  const { ending, cost, astray } = race.runs[at];
  const last = cost[cost.length - 1] ?? Infinity;
  const grown = last > (cost[0] ?? Infinity);
  const words = ending.why === "no progress" && grown ? grownWords(ending.step, cost, last) : ending.words;
  return astray ? `${words} ${astray}` : words;
}

/** That a cost is higher than at the start: it only grows, or it swings. @param {number} step @param {(number | null)[]} cost @param {number} last */
function grownWords(step, cost, last) {
  const known = cost.map((value) => value ?? Infinity);
  const behind = known.slice(known.indexOf(Math.min(...known)));
  const grows = behind.every((value, at) => at === 0 || value >= behind[at - 1]);
  if (grows) return `It diverges: at step ${step} the cost is ${formatNumber(last)}, and it only grows.`;
  return `It does not come down: at step ${step} the cost is ${formatNumber(last)}, more than at the start.`;
}
