// Runs a plan that the core has exported: operations in topological order, by slot.

import { KERNELS } from "./kernels.js";

/** @typedef {import("./kernels.js").Slot} Slot */
/** @typedef {import("./numbers.js").Tensor} Tensor */
/**
 * @typedef {object} Plan  see gradviz/core/export.py
 * @property {number[]} feeds
 * @property {number[]} fetches
 * @property {number[][]} shapes
 * @property {[number, (number | string)[]][]} constants
 * @property {[string, number[], number | number[], any][]} steps
 */

/** Whether there is a kernel for every operation. @param {Plan} plan */
export const runnable = (plan) => plan.steps.every(([type]) => type in KERNELS);

export class Program {
  /** @param {Plan} plan */
  constructor(plan) {
    this.plan = plan;
    /** @type {Slot[]} */
    this.slots = plan.shapes.map((shape) => ({ shape, data: new Float64Array(shape.reduce((a, b) => a * b, 1)) }));
    for (const [slot, entries] of plan.constants) this.slots[slot].data.set(entries.map(Number));
    /** What the operations do, in order. */
    this.calls = plan.steps.map(([type, inputs, outs, attributes]) =>
      KERNELS[type](inputs.map((slot) => this.slots[slot]), [outs].flat().map((slot) => this.slots[slot]), attributes));
  }

  /** @param {ArrayLike<number>[]} feeds  entries of the fed tensors, in the plan's order */
  run(feeds) {
    this.feed(feeds);
    for (const call of this.calls) call();
  }

  /** @param {ArrayLike<number>[]} feeds  as for `run` */
  feed(feeds) {
    this.plan.feeds.forEach((slot, at) => this.slots[slot].data.set(feeds[at]));
  }

  /** @param {number} place  among the plan's fetches */
  fetched(place) {
    return this.slots[this.plan.fetches[place]];
  }

  /** What has to be done for one fetch, and then for all others. @param {number} fetch */
  split(fetch) {
    const { steps, fetches } = this.plan;
    const needed = new Set([fetches[fetch]]);
    /** @type {(() => void)[]} */
    const first = [];
    /** @type {(() => void)[]} */
    const rest = [];
    for (let at = steps.length - 1; at >= 0; at -= 1) {
      const [, inputs, outs] = steps[at];
      const wanted = [outs].flat().some((slot) => needed.has(slot));
      if (wanted) for (const slot of inputs) needed.add(slot);
      (wanted ? first : rest).push(this.calls[at]);
    }
    return [first.reverse(), rest.reverse()];
  }

  /** What has to be done again for one fetch when some feeds have changed. @param {number} fetch @param {number[]} changed @param {number[]} fixed  fetches that stay as they are all the same */
  path(fetch, changed, fixed = []) {
    const { steps, fetches, feeds } = this.plan;
    const still = new Set(fixed.map((place) => fetches[place]));
    const moved = new Set(changed.map((feed) => feeds[feed]));
    for (const [, inputs, outs] of steps) {
      if (!inputs.some((slot) => moved.has(slot))) continue;
      for (const slot of [outs].flat()) if (!still.has(slot)) moved.add(slot);
    }
    const needed = new Set([fetches[fetch]]);
    const path = [];
    for (let at = steps.length - 1; at >= 0; at -= 1) {
      const [, inputs, outs] = steps[at];
      if (![outs].flat().some((slot) => needed.has(slot) && moved.has(slot))) continue;
      for (const slot of inputs) needed.add(slot);
      path.push(this.calls[at]);
    }
    return path.reverse();
  }
}

/** Entries as nested lists; what is not finite as JSON's readers write it. @param {Slot} slot @returns {Tensor} */
export function nested({ shape, data }) {
  let at = 0;
  /** @returns {Tensor} */
  const list = (/** @type {number} */ axis) => {
    if (axis < shape.length) return Array.from({ length: shape[axis] }, () => list(axis + 1));
    const value = data[at];
    at += 1;
    return Number.isFinite(value) ? value : String(value);
  };
  return list(0);
}
