// A result under the hand: the parameters go where it becomes what the hand wants, and what that meets is said.

import { keyOf } from "./held.js";

/** Milliseconds of a frame that the way to the wanted number may take; the picture needs the others. */
const BUDGET = 3;

export class Pulling {
  /** @param {HTMLElement} words  where it is said */
  constructor(words) {
    this.words = words;
    /** What pulls the selected number. @type {import("./pull.js").Puller | null} */
    this.puller = null;
    /** What the hand wants. @type {{text: string, number: number} | null} */
    this.wanted = null;
    /** How far that is. @type {import("./pull.js").Pull | null} */
    this.under = null;
  }

  /** Whether a result is the one that can be pulled at the moment. @param {string} text  "cost:0|value|0" */
  can(text) {
    return this.puller?.spec.of === text.split("|").slice(0, 2).join("|");
  }

  /** The hand wants a result to be a number. @param {string} text  "cost:0|value|0" @param {number} number */
  want(text, number) {
    if (this.wanted?.text === text && this.wanted.number === number) return;
    this.wanted = { text, number };
    this.under = null;
  }

  /**
   * Goes on towards what the hand wants: as far as there is time in a frame, or to the end where the hand lets go.
   * @param {import("./picture.js").Frame | null} frame  where everything is now; null where nothing can be moved
   * @param {string[]} still  what is marked as held constant and does not move
   * @param {(name: string) => number[]} shapeOf
   * @param {boolean} done
   * @returns {Record<string, number> | null}  where the parameters go; null where they stay
   */
  go(frame, still, shapeOf, done) {
    const { wanted, puller } = this;
    let { under } = this;
    // What has been under way with another program is no wish any more.
    if (done || (under && under.puller !== puller)) this.wanted = this.under = null;
    if (!wanted || !frame || !puller || (under && under.puller !== puller) || !this.can(wanted.text)) return null;
    if (under?.finished && !done) return null;
    const end = performance.now() + BUDGET;
    under ??= puller.start(frame, Number(wanted.text.split("|")[2]), wanted.number, still);
    if (!done) this.under = under;
    under.go(() => done || performance.now() < end);
    // While it is not known whether it can be reached, there is nothing to say.
    this.words.textContent = under.words;
    this.words.hidden = !under.words;
    const values = Object.entries(under.parameters).flatMap(([parameter, numbers]) =>
      numbers.map((number, place) => /** @type {[string, number]} */ ([keyOf(parameter, place, shapeOf(parameter)), number])));
    return Object.fromEntries(values);
  }

  /** Whether there is more to do for what the hand wants. */
  get unfinished() {
    return this.wanted !== null && this.under !== null && !this.under.finished;
  }
}
