// A result under the hand: the parameters go where it becomes what the hand wants, and what that meets is said.

import { keyOf } from "./held.js";

export class Pulling {
  /** @param {HTMLElement} words  where it is said */
  constructor(words) {
    this.words = words;
    /** What pulls the selected number. @type {import("./pull.js").Puller | null} */
    this.puller = null;
  }

  /** Whether a result is the one that can be pulled at the moment. @param {string} text  "cost:0|value|0" */
  can(text) {
    return this.puller?.spec.of === text.split("|").slice(0, 2).join("|");
  }

  /**
   * Where the parameters go so that a result becomes what the hand wants; null where nothing can.
   * @param {string} text  "cost:0|value|0" @param {number} wanted @param {import("./picture.js").Frame} frame
   * @param {string[]} still  what is marked as held constant and does not move
   * @param {(name: string) => number[]} shapeOf
   * @returns {Record<string, number> | null}
   */
  to(text, wanted, frame, still, shapeOf) {
    if (!this.puller || !this.can(text)) return null;
    const found = this.puller.pull(frame, Number(text.split("|")[2]), wanted, still);
    this.words.textContent = found.words;
    this.words.hidden = !found.words;
    const values = Object.entries(found.parameters).flatMap(([parameter, numbers]) =>
      numbers.map((number, place) => /** @type {[string, number]} */ ([keyOf(parameter, place, shapeOf(parameter)), number])));
    return Object.fromEntries(values);
  }
}
