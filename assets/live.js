// While a hand moves a number, all numbers are computed here, by the core's own program; on release NumPy has the last word.

import { withHeld } from "./held.js";
import { elements } from "./numbers.js";
import { pointOn } from "./plane.js";
import { Program, nested, runnable } from "./program.js";

/** @typedef {import("./picture.js").Frame} Frame */
/** @typedef {import("./picture.js").Numbers} Numbers */
/** @typedef {import("./derivation.js").Check} Check */
/** @typedef {import("./plots.js").Plots} Plots */
/** @typedef {{plan: import("./program.js").Plan, feeds: string[]}} Prediction */
/** @typedef {number | [null, number] | null} Place  among the fetches; or a number that is everywhere the same */
/**
 * @typedef {object} Spec  what the server sends once for every structure; see gradviz/study/program.py
 * @property {string} id
 * @property {import("./program.js").Plan} plan
 * @property {string[]} feeds
 * @property {Record<string, [Place, Place]>} nodes
 * @property {Record<string, [Place, Place, Place, number[]]>} edges
 * @property {Record<string, number>} seeds  by what is differentiated, places among the fetches
 * @property {{objective: number, seed: string | null, fixed: number[], parameters: string[], step: number, agreement: number}} checks  seed: what the objective has still to be multiplied with
 * @property {Prediction & {single: boolean}} [line]  the fitted curve; `single`: one place of it after the other
 * @property {[string, string, string]} [fit]  feature, prediction and target
 * @property {Pick<Spec, "plan" | "feeds" | "nodes" | "edges" | "seeds">} [more]  of what is drawn, where that is another graph
 */
/** @typedef {{frame: Frame, checks: Record<string, Check>, plots: Plots}} Shown */

/** An entry of what is fed: "X:0[1]". */
const ENTRY = /^(.*)\[(\d+)\]$/;

export class Live {
  /** @param {Spec} spec  one that `computable` says yes to */
  constructor(spec) {
    this.spec = spec;
    this.program = new Program(spec.plan);
    this.line = spec.line && runnable(spec.line.plan) ? new Program(spec.line.plan) : null;
    this.more = spec.more ? new Program(spec.more.plan) : null;
    const { objective, fixed, parameters } = spec.checks;
    this.objective = this.program.fetched(objective);
    /** For each parameter, what the objective at another value of it needs; what is cut off stays as it is. */
    this.paths = parameters.map((name) => this.program.path(objective, [spec.feeds.indexOf(name)], fixed));
    /** What the objective at another place of a plane needs, by the numbers that the plane moves. @type {Map<string, (() => void)[]>} */
    this.cones = new Map();
  }

  /** Whether the browser has what it takes. @param {any} spec @returns {spec is Spec} */
  static computable(spec) {
    return Boolean(spec?.plan) && runnable(spec.plan) && (!spec.more || runnable(spec.more.plan));
  }

  /**
   * Everything at the numbers of a frame, but for those under the hand.
   * @param {Frame} frame @param {Plots} plots @param {import("./held.js").Held} held
   * @param {Record<string, string>} standIns  by drawn names of single numbers, the entries that they are
   * @returns {Shown | null}  null where cost or gradients are not finite
   */
  at(frame, plots, held, standIns) {
    /** @type {Record<string, number[]>} */
    const fed = {};
    for (const name of this.spec.feeds) fed[name] = elements(withHeld(held, name, fedOf(frame, name)));
    this.scale = this.spec.checks.seed ? (fed[this.spec.checks.seed][0] ?? 1) : 1;
    this.program.run(this.spec.feeds.map((name) => fed[name]));
    const slopes = this.slopes();
    if (![this.objective.data[0], ...slopes.values()].every(Number.isFinite)) return null;
    const now = frameOf(this.program, this.spec);
    const checked = this.checks(slopes);
    const shown = { frame: now, checks: checked, plots: this.marks(now, plots, fed) };
    const { more } = this.spec;
    if (!more || !this.more) return shown;
    this.more.run(more.feeds.map((name) => (name in standIns ? [entryFed(fed, standIns[name])] : fed[name])));
    const drawn = frameOf(this.more, more);
    return { ...shown, frame: { nodes: { ...now.nodes, ...drawn.nodes }, edges: { ...now.edges, ...drawn.edges } } };
  }

  /** ∂cost/∂parameter, for the parameters that are numbers. @returns {Map<string, number>} */
  slopes() {
    const { nodes, checks } = this.spec;
    const found = new Map();
    for (const name of checks.parameters) {
      const [, place] = nodes[name] ?? [];
      const slot = typeof place === "number" ? this.program.fetched(place) : null;
      if (slot && slot.data.length === 1) found.set(name, slot.data[0]);
    }
    return found;
  }

  /** Central differences, with the core's own step. @param {Map<string, number>} slopes @returns {Record<string, Check>} */
  checks(slopes) {
    const { checks, feeds } = this.spec;
    /** @type {Record<string, Check>} */
    const found = {};
    checks.parameters.forEach((name, at) => {
      const gradient = slopes.get(name);
      if (gradient === undefined) return;
      const { data } = this.program.slots[this.spec.plan.feeds[feeds.indexOf(name)]];
      const [center] = data;
      const step = checks.step * Math.max(1, Math.abs(center));
      const [right, left] = [center + step, center - step];
      const [above, below] = [right, left].map((place) => {
        data[0] = place;
        for (const call of this.paths[at]) call();
        return this.objective.data[0] * (this.scale ?? 1);
      });
      data[0] = center;
      for (const call of this.paths[at]) call();
      const numeric = (above - below) / (right - left);
      const scale = Math.max(1, Math.abs(gradient), Math.abs(numeric));
      found[name] = { numeric, agrees: Math.abs(gradient - numeric) <= checks.agreement * scale };
    });
    return found;
  }

  /**
   * What is differentiated, at the places of a grid on a plane; all else as it was in the last `at`.
   * @param {import("./plane.js").Plane} plane @param {number[]} across @param {number[]} up  coordinates on the plane
   * @returns {number[][] | null}  a row for each coordinate upwards; null for a plane of other numbers
   */
  over({ keys, origin, ways }, across, up) {
    const { feeds, plan, checks } = this.spec;
    const grips = keys.map((key) => {
      const [, name, entry] = ENTRY.exec(key) ?? [key, key, "0"];
      return { feed: feeds.indexOf(name), entry: Number(entry) };
    });
    if (grips.some(({ feed }) => feed < 0)) return null;
    const name = keys.join();
    const cone = this.cones.get(name) ?? this.program.path(checks.objective, grips.map(({ feed }) => feed));
    this.cones.set(name, cone);
    const slots = grips.map(({ feed }) => this.program.slots[plan.feeds[feed]].data);
    const before = grips.map(({ entry }, at) => slots[at][entry]);
    const put = (/** @type {(at: number) => number} */ value) => {
      grips.forEach(({ entry }, at) => { slots[at][entry] = value(at); });
      for (const call of cone) call();
      return this.objective.data[0] * (this.scale ?? 1);
    };
    const costs = up.map((v) => across.map((u) => put((at) => origin[at] + u * ways[0][at] + v * ways[1][at])));
    put((at) => before[at]);
    return costs;
  }

  /** @param {Frame} frame @param {Plots} before @param {Record<string, number[]>} fed @returns {Plots} */
  marks({ nodes }, before, fed) {
    const plots = { ...before };
    if (before.point && before.plane) {
      const { keys } = before.plane;
      const [at, slopes] = /** @type {const} */ (["value", "gradient"]).map((part) => keys.map((key) => entryOf(nodes, key, part)));
      plots.point = pointOn(before.plane, at, slopes, this.objective.data[0] * (this.scale ?? 1));
    }
    const ends = before.fit?.line[0];
    if (!ends || !this.spec.fit) return plots;
    const [at, predicted, given] = this.spec.fit.map((name) => elements(nodes[name].value));
    plots.fit = {
      ...before.fit,
      line: [ends, this.spec.line ? this.curve(ends, fed) : ends],
      residuals: at.map((place, row) => [place, predicted[row], given[row]]),
    };
    return plots;
  }

  /** The predictions at some places. @param {number[]} places @param {Record<string, number[]>} fed @returns {number[]} */
  curve(places, fed) {
    const { line, fit } = this.spec;
    const program = this.line;
    if (!line || !fit || !program) return [];
    const run = (/** @type {number[]} */ at) => {
      program.run(line.feeds.map((name) => (name === fit[0] ? at : name === fit[2] ? at.map(() => 0) : fed[name])));
      return [...program.fetched(0).data];
    };
    return line.single ? places.flatMap((place) => run([place])) : run(places);
  }
}

/** What a program has computed, by node and edge. @param {Program} program @param {Pick<Spec, "nodes" | "edges" | "seeds">} places @returns {Frame} */
function frameOf(program, { nodes, edges, seeds }) {
  /** @type {Map<number, import("./numbers.js").Tensor>} */
  const lists = new Map();
  const tensor = (/** @type {Place} */ place) => {
    if (typeof place !== "number") return null;
    if (!lists.has(place)) lists.set(place, nested(program.fetched(place)));
    return lists.get(place) ?? null;
  };
  /** @type {Frame} */
  const frame = { nodes: {}, edges: {} };
  for (const [name, [value, gradient]] of Object.entries(nodes)) {
    frame.nodes[name] = { value: tensor(value), gradient: tensor(gradient) };
  }
  for (const [name, place] of Object.entries(seeds)) frame.nodes[name].seed = tensor(place);
  for (const [name, [value, back, local, shape]] of Object.entries(edges)) {
    const derivative = Array.isArray(local) ? filled(local[1], shape) : tensor(local);
    const numbers = /** @type {Numbers} */ ({ value: tensor(value), gradient: tensor(back) });
    if (derivative !== null) numbers.local = { value: derivative };
    frame.edges[name] = numbers;
  }
  return frame;
}

/** One entry of what is fed: "X:0[1]". @param {Record<string, number[]>} fed @param {string} key */
function entryFed(fed, key) {
  const [, name, place] = ENTRY.exec(key) ?? [key, key, "0"];
  return fed[name][Number(place)];
}

/** The numbers of what is fed: of a node, or of its seed. @param {Frame} frame @param {string} name */
export function fedOf(frame, name) {
  const [node, part] = name.split("|");
  const numbers = frame.nodes[node];
  return (part === "seed" ? numbers?.seed : numbers?.value) ?? [];
}

/** One number of a node, or of an entry of it: "W:0", "w:0[1]". @param {Frame["nodes"]} nodes @param {string} key @param {"value" | "gradient"} part */
function entryOf(nodes, key, part) {
  const [, name, place] = ENTRY.exec(key) ?? [key, key, "0"];
  const tensor = nodes[name][part];
  return tensor === null ? 0 : elements(tensor)[Number(place)];
}

/** @param {number} value @param {number[]} shape @returns {import("./numbers.js").Tensor} */
const filled = (value, [extent, ...rest]) => (extent === undefined ? value : Array.from({ length: extent }, () => filled(value, rest)));
