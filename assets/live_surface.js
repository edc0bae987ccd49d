// The cost surface while a hand moves what it is made from: computed here at fewer places, in the same colors. On
// release the server draws it anew.

import { giveBack, lend, redrawn } from "./figure.js";

/** @typedef {import("./plots.js").Chart} Chart */
/** @typedef {import("./live.js").Live} Live */
/** @typedef {import("./plane.js").Plane} Plane */

/** Places along each axis: at least, or the form would not be seen, and at most. */
const LEAST = 13;
const MOST = 41;
/** Milliseconds that the costs may take. */
const BUDGET = 8;
/** Milliseconds until it is seen: what takes longer would hold up the hand, as space does without a graphics processor. */
const LONGEST = /** @type {Record<string, number>} */ ({ contour: 400, surface: 120 });
/** How often in turn it may take longer: the first time always does. */
const PATIENCE = 3;
/** Rest after a drawing, in its own durations. */
const REST = 2;

export class LiveSurface {
  constructor() {
    /** The chart that is drawn here. @type {Chart | null} */
    this.chart = null;
    /** When it may be drawn again. */
    this.rested = 0;
    /** How many places a model's costs are computed at in time; 0: too few. @type {WeakMap<Live, number>} */
    this.sides = new WeakMap();
    /** How often charts took too long. @type {WeakMap<object, number>} */
    this.slow = new WeakMap();
  }

  /**
   * Follows the hand.
   * @param {Chart | null} chart @param {Live | null} live  with the numbers that the hand has now @param {Plane | undefined} plane
   * @returns {boolean} whether it can
   */
  follow(chart, live, plane) {
    const trace = chart?.data[0];
    if (!chart || !live || !plane || !trace?.meta?.kind || (this.slow.get(chart) ?? 0) >= PATIENCE) return false;
    const sides = this.sides.get(live) ?? affordable(live, plane);
    this.sides.set(live, sides);
    if (!sides) return false;
    this.wanted = () => this.draw(chart, live, plane, sides);
    this.soon();
    return true;
  }

  /** Draws the newest wish, when the last one has been seen. */
  soon() {
    if (this.waiting || this.rested === Infinity) return;
    this.waiting = setTimeout(() => {
      this.waiting = 0;
      const { wanted } = this;
      this.wanted = null;
      wanted?.();
    }, Math.max(0, this.rested - performance.now()));
  }

  /** @param {Chart} chart @param {Live} live @param {Plane} plane @param {number} sides */
  async draw(chart, live, plane, sides) {
    const start = performance.now();
    const [x, y] = plane.ends.map((ends) => places(ends, sides));
    const costs = live.over(plane, x, y);
    if (!costs || !chart.isConnected) return;
    lend(chart);
    this.chart = chart;
    const [trace] = chart.data;
    const heights = costs.map((row) => row.map((cost) => height(cost, trace.meta)));
    const { customdata: _, ...rest } = trace;
    const shown = rest.type === "surface" ? { ...rest, x, y, z: costs, surfacecolor: heights } : { ...rest, x, y, z: heights };
    // What else the figure marks is of the old numbers; what follows them is filled in by those who do.
    chart.data.splice(0, chart.data.length, { ...shown, hoverinfo: "skip", hovertemplate: null }, ...chart.data.slice(1).filter(({ mode }) => mode === "markers"));
    this.rested = Infinity;
    await redrawn(chart);
    await painted();
    const end = performance.now();
    this.rested = end + REST * (end - start);
    this.slow.set(chart, end - start > LONGEST[trace.type] ? (this.slow.get(chart) ?? 0) + 1 : 0);
    if (this.wanted) this.soon();
  }

  /** The hand has let go. */
  end() {
    clearTimeout(this.waiting);
    this.waiting = 0;
    this.wanted = null;
    if (this.chart) giveBack(this.chart);
    this.chart = null;
  }
}

/** When the browser has painted what was drawn last, by a graphics processor or without one. */
const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));

/** How many places along each axis can be had in time. @param {Live} live @param {Plane} plane */
function affordable(live, plane) {
  const [x, y] = plane.ends.map((ends) => places(ends, LEAST));
  let start = performance.now();
  // The first time is slower; and of a large graph it is enough.
  if (!live.over(plane, x.slice(0, 2), y) || performance.now() - start > BUDGET) return 0;
  start = performance.now();
  live.over(plane, x, y);
  const each = (performance.now() - start) / LEAST ** 2;
  const sides = Math.floor(Math.sqrt(BUDGET / Math.max(each, 1e-6)));
  return sides < LEAST ? 0 : Math.min(sides, MOST);
}

/** @param {number[]} ends @param {number} count */
const places = ([low, high], count) => Array.from({ length: count }, (_, at) => low + ((high - low) * at) / (count - 1));

/** As `Scale.height` has it: what is not finite is a gap. @param {number} cost @param {{kind: string, low: number}} scale */
function height(cost, { kind, low }) {
  if (!Number.isFinite(cost)) return null;
  if (kind !== "log") return Math.sign(cost) * Math.sqrt(Math.abs(cost));
  return cost < 0 ? null : Math.max(Math.log10(cost), low);
}
