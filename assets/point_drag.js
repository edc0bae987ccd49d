// Data points under the hand: taken in the scatter plot, moved, and let go; everything follows as for any number.

import { toNumber } from "./numbers.js";

/** How near the pointer has to be, in pixels. */
const REACH = 14;

/** @typedef {import("./plots.js").Chart} Chart */
/** @typedef {{residuals: number[][], grips?: string[][]}} Fit */

export class PointDrag {
  /** @param {import("./courier.js").Courier} courier @param {() => void} onEcho @param {() => Fit | undefined} fit */
  constructor(courier, onEcho, fit) {
    this.courier = courier;
    this.onEcho = onEcho;
    this.fit = fit;
    /** @type {WeakSet<Element>} */
    this.bound = new WeakSet();
    this.dragging = false;
  }

  /** @param {Chart} chart */
  watch(chart) {
    if (this.bound.has(chart)) return;
    this.bound.add(chart);
    // Before Plotly hears of it.
    chart.addEventListener("pointerdown", (/** @type {PointerEvent} */ event) => this.press(chart, event), { capture: true });
    chart.addEventListener("pointermove", (/** @type {PointerEvent} */ event) => {
      const near = this.dragging || this.nearest(chart, event) !== null;
      chart.classList.toggle("gradviz-takes-point", near);
    });
  }

  /** The point under the pointer. @param {Chart} chart @param {PointerEvent} event @returns {number | null} */
  nearest(chart, event) {
    const fit = this.fit();
    const { xaxis, yaxis } = chart._fullLayout ?? {};
    if (!fit?.grips || !xaxis) return null;
    const box = chart.getBoundingClientRect();
    let [found, least] = [/** @type {number | null} */ (null), REACH];
    fit.residuals.forEach(([x, , y], at) => {
      const away = Math.hypot(xaxis._offset + xaxis.d2p(toNumber(x)) - (event.clientX - box.left), yaxis._offset + yaxis.d2p(toNumber(y)) - (event.clientY - box.top));
      if (away < least) [found, least] = [at, away];
    });
    return found;
  }

  /** @param {Chart} chart @param {PointerEvent} event */
  press(chart, event) {
    const at = event.button === 0 ? this.nearest(chart, event) : null;
    const grips = at === null ? null : this.fit()?.grips?.[at];
    if (!grips) return;
    event.preventDefault();
    event.stopPropagation();
    chart.setPointerCapture(event.pointerId);
    this.dragging = true;
    let moved = false;
    const listening = new AbortController();
    const { signal } = listening;
    const say = (/** @type {PointerEvent} */ now, /** @type {boolean} */ done) => {
      const { xaxis, yaxis } = chart._fullLayout;
      const box = chart.getBoundingClientRect();
      const [x, y] = [rounded(xaxis, now.clientX - box.left), rounded(yaxis, now.clientY - box.top)];
      this.courier.post({ [grips[0]]: x, [grips[1]]: y }, done, "graph");
      this.onEcho();
    };
    chart.addEventListener("pointermove", (/** @type {PointerEvent} */ now) => { moved = true; say(now, false); }, { signal });
    for (const type of ["pointerup", "pointercancel"]) {
      chart.addEventListener(type, (/** @type {PointerEvent} */ now) => {
        listening.abort();
        this.dragging = false;
        if (moved) say(now, true);
      }, { signal });
    }
  }
}

/** What stands at a pixel, within the axis, in as many digits as a pixel tells. @param {any} axis @param {number} at */
function rounded(axis, at) {
  const value = axis.p2d(Math.min(axis._length, Math.max(0, at - axis._offset)));
  const pixel = Math.abs(axis.range[1] - axis.range[0]) / axis._length;
  const step = 10 ** Math.floor(Math.log10(pixel || 1));
  return Number((Math.round(value / step) * step).toFixed(12));
}
