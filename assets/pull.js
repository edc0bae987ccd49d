// Pulling a result: the parameters are moved until a chosen number is what the hand wants, by the core's own slopes
// and curvatures. gradviz/study/pull.py does the same; a test compares the two.

import { elements } from "./numbers.js";
import { fedOf } from "./live.js";
import { Program, runnable } from "./program.js";
import { eigen } from "./eigen.js";

/**
 * @typedef {object} PullSpec  see gradviz/study/pull.py
 * @property {string} id
 * @property {string} of  the number: "cost:0|value"
 * @property {import("./program.js").Plan} plan
 * @property {string[]} feeds  the last one is 1 at the entry that is pulled, 0 elsewhere
 * @property {string[]} parameters
 * @property {(number | null)[]} slopes  for each parameter its place among the fetches
 * @property {(number | null)[][]} curvatures
 */
/** @typedef {{value: number, slopes: number[], curvatures: number[][]}} Here */
/** @typedef {[string, number, number]} Moving  a number that may move: its parameter, its place there, its place among all */

const STEPS = 50;
const HALVINGS = 30;
/** Relative distance from the wanted number at which it counts as reached. */
const TOLERANCE = 1e-9;
const FLAT = 1e-9;

export class Puller {
  /** @param {PullSpec} spec  one that `pullable` says yes to */
  constructor(spec) {
    this.spec = spec;
    this.program = new Program(spec.plan);
    // A step that is too long is known by the number alone, which is a small part of the program.
    [this.number, this.bends] = this.program.split(0);
  }

  /** @param {any} spec @returns {spec is PullSpec} */
  static pullable(spec) {
    return Boolean(spec?.plan) && runnable(spec.plan);
  }

  /**
   * @param {import("./picture.js").Frame} frame  where everything is now
   * @param {number} entry @param {number} wanted
   * @param {string[]} still  parameters that must not move
   */
  start(frame, entry, wanted, still) {
    const { feeds, parameters, slopes } = this.spec;
    /** @type {Map<string, number[]>} */
    const at = new Map(feeds.slice(0, -1).map((name) => [name, elements(fedOf(frame, name))]));
    const selector = this.slot(feeds.length - 1).data.length;
    at.set(feeds[feeds.length - 1], Array.from({ length: selector }, (_, place) => Number(place === entry)));
    /** Which numbers may move and lead anywhere. @type {Moving[]} */
    const moving = [];
    let first = 0;
    parameters.forEach((name, place) => {
      const size = at.get(name)?.length ?? 0;
      for (let k = 0; k < size; k += 1) if (slopes[place] !== null && !still.includes(name)) moving.push([name, k, first + k]);
      first += size;
    });
    return new Pull(this, at, moving, wanted);
  }

  /** The number there. @param {Map<string, number[]>} at */
  value(at) {
    this.program.feed(this.spec.feeds.map((name) => at.get(name) ?? []));
    for (const call of this.number) call();
    return this.program.fetched(0).data[0];
  }

  /** @param {number} feed */
  slot(feed) {
    return this.program.slots[this.spec.plan.feeds[feed]];
  }

  /** Its slopes and their slopes where `value` has just been. @param {Map<string, number[]>} at @returns {Here} */
  here(at) {
    const { parameters, slopes, curvatures } = this.spec;
    for (const call of this.bends) call();
    const flat = parameters.flatMap((name, place) => {
      const slope = slopes[place];
      return slope === null ? (at.get(name) ?? []).map(() => 0) : [...this.program.fetched(slope).data];
    });
    const count = flat.length;
    const bent = curvatures.length === count && curvatures.every((row) => row.length === count);
    const matrix = flat.map((_, row) => flat.map((__, column) => {
      const place = bent ? curvatures[row][column] : null;
      return place === null ? 0 : this.program.fetched(place).data[0];
    }));
    return { value: this.program.fetched(0).data[0], slopes: flat, curvatures: matrix };
  }

  /** The smallest step that reaches the wanted number, as far as slopes and curvature tell. @param {Here} here @param {number[]} moving @param {number} wanted @returns {number[]} */
  step({ value, slopes, curvatures }, moving, wanted) {
    const slope = moving.map((place) => slopes[place]);
    const bends = moving.map((row) => moving.map((column) => (curvatures[row][column] + curvatures[column][row]) / 2));
    const none = slope.map(() => 0);
    if (![...slope, ...bends.flat()].every(Number.isFinite)) return none;
    const { values, vectors } = eigen(bends);
    const [low, high] = [values[0], values[values.length - 1]];
    let direction = slope;
    if (low > FLAT * high && FLAT * high > 0) {
      const along = vectors.map((axis, place) => dot(axis, slope) / values[place]);
      direction = slope.map((_, row) => along.reduce((sum, size, place) => sum + size * vectors[place][row], 0));
    }
    const length = dot(slope, direction);
    const away = wanted - value;
    if (length > 0) return direction.map((part) => (part * away) / length);
    // At a minimum (or maximum) no slope leads away; curvature does.
    const [bend, axis] = away > 0 ? [high, vectors[vectors.length - 1]] : [low, vectors[0]];
    return away * bend > 0 ? axis.map((part) => part * Math.sqrt((2 * away) / bend)) : none;
  }
}

/** One number on the way to what is wanted: a few steps now, more in the next frame, wherever it stands. */
export class Pull {
  /** @param {Puller} puller @param {Map<string, number[]>} at @param {Moving[]} moving @param {number} wanted */
  constructor(puller, at, moving, wanted) {
    this.puller = puller;
    this.at = at;
    this.moving = moving;
    this.wanted = wanted;
    puller.value(at);
    this.here = puller.here(at);
    this.turns = 0;
    this.stuck = !moving.length;
  }

  get finished() {
    return this.stuck || this.turns >= STEPS || reached(this.here.value, this.wanted);
  }

  /** Goes on, at least a step, while there is time. @param {() => boolean} more */
  go(more) {
    while (!this.finished) {
      this.turn();
      if (!more()) return;
    }
  }

  /** A step, or a half of it, a quarter, until the number is nearer; it is stuck where it never is. */
  turn() {
    const { puller, at, moving, here, wanted } = this;
    this.turns += 1;
    const step = puller.step(here, moving.map(([, , place]) => place), wanted);
    const before = moving.map(([name, k]) => /** @type {number[]} */ (at.get(name))[k]);
    const go = (/** @type {number} */ part) => moving.forEach(([name, k], place) => (/** @type {number[]} */ (at.get(name))[k] = before[place] + part * step[place]));
    const tries = step.some(Boolean) ? HALVINGS : 0;
    for (let part = 1, half = 0; half < tries; half += 1, part /= 2) {
      go(part);
      const value = puller.value(at);
      if (Number.isFinite(value) && Math.abs(wanted - value) < Math.abs(wanted - here.value)) {
        this.here = puller.here(at);
        return;
      }
    }
    go(0);
    this.stuck = true;
  }

  /** Where the parameters are now, by drawn name. @returns {Record<string, number[]>} */
  get parameters() {
    return Object.fromEntries(this.puller.spec.parameters.map((name) => [name, [...(this.at.get(name) ?? [])]]));
  }

  /** Why it is not what was wanted; "" where it is, or where that is not known yet. */
  get words() {
    if (!this.moving.length) return "The parameters cannot move this number: it does not depend on them.";
    if (!this.finished || reached(this.here.value, this.wanted)) return "";
    return `${brief(this.wanted)} is out of reach from here; ${brief(this.here.value)} is the nearest that was found.`;
  }
}

/** @param {number} value @param {number} wanted */
const reached = (value, wanted) => Math.abs(wanted - value) <= TOLERANCE * Math.max(1, Math.abs(wanted));

/** @param {number[]} a @param {number[]} b */
const dot = (a, b) => a.reduce((sum, value, place) => sum + value * b[place], 0);

/** @param {number} value */
const brief = (value) => String(Number(value.toPrecision(4))).replace("-", "−");
