// The pass as a list of steps: which numbers are known at a step, and which parts of the drawing act in it.

import { spokenName, subjectOf } from "./subject.js";
import { elements, formatNumber } from "./numbers.js";
import { tensorOf } from "./slots.js";

/** @typedef {import("./picture.js").Frame} Frame */
/** @typedef {import("./picture.js").Numbers} Numbers */
/**
 * @typedef {object} Step
 * @property {"start" | "forward" | "seed" | "contribution" | "join" | "added"} kind
 * @property {string[]} acting  nodes and edges that speak
 * @property {string[]} known  numbers that are known from this step on: "W:0|gradient"
 * @property {string | null} subject  the number that the step is about
 * @property {string} words
 * @property {string} math  MathML with slots, or ""
 */

/** What is spoken of longer tensors. */
const SPOKEN = 4;
/** What each kind of step is called, and which way it goes. @type {Record<Step["kind"], {word: string, way: "forward" | "backward"}>} */
export const KINDS = {
  start: { word: "→ forward · given", way: "forward" },
  forward: { word: "→ forward", way: "forward" },
  seed: { word: "← backward · seed", way: "backward" },
  contribution: { word: "← backward", way: "backward" },
  join: { word: "← backward · sum", way: "backward" },
  added: { word: "← gradient op", way: "backward" },
};

export class Walk {
  /** @param {Step[]} steps */
  constructor(steps) {
    this.steps = steps;
    /** The step from which a number is known. @type {Map<string, number>} */
    this.since = new Map(steps.flatMap((step, at) => step.known.map((number) => [number, at + 1])));
  }

  get count() {
    return this.steps.length;
  }

  /** What no step makes known, because there is none, is said at the end. @param {string} name @param {string} part @param {number} at */
  knows(name, part, at) {
    return (this.since.get(`${name}|${part}`) ?? this.count) <= at;
  }

  /** The frame without the numbers that are not known yet. @param {Frame} frame @param {number} at  from 1 @returns {Frame} */
  masked(frame, at) {
    const kept = (/** @type {Record<string, Numbers>} */ all) =>
      Object.fromEntries(
        Object.entries(all ?? {}).map(([name, { value, gradient, local, seed, row }]) => {
          const back = this.knows(name, "gradient", at);
          const numbers = {
            value: this.knows(name, "value", at) ? value : undefined,
            gradient: back ? gradient : undefined,
            local: back ? local : undefined,
            seed: this.knows(name, "seed", at) ? seed : undefined,
            row: back ? row : undefined,
          };
          return [name, numbers];
        }),
      );
    return /** @type {Frame} */ ({ ...frame, nodes: kept(frame.nodes), edges: kept(frame.edges) });
  }

  /** A step as a screen reader says it. @param {number} at @param {Frame} frame @param {string} target @param {string} words  its sentence */
  spoken(at, frame, target, words) {
    const step = this.steps[at - 1];
    const subject = subjectOf(step.subject);
    const values = subject ? elements(tensorOf(frame, subject.name, subject.part ?? "value")) : [];
    const numbers = values.slice(0, SPOKEN).map((value) => formatNumber(value).replace("−", "minus ")).join(", ");
    const more = values.length > SPOKEN ? ` and ${values.length - SPOKEN} more` : "";
    const result = subject && values.length ? ` ${spokenName(subject, target)} = ${numbers}${more}.` : "";
    return `Step ${at} of ${this.count}, ${KINDS[step.kind].way}. ${words}${result}`;
  }
}
