// Data points under the hand: taken in the scatter plot, moved, and let go; everything follows as for any number.
// By mouse, by touch and by keys; on an empty place a new one is put down, and the one that is chosen can be deleted.

import { rounded } from "./plane.js";
import { PointKeys } from "./point_keys.js";
import { toNumber } from "./numbers.js";

/** How near the pointer has to be, in pixels: a finger is broader than a mouse's arrow. */
const REACH = { mouse: 14, touch: 26 };
/** Milliseconds between two taps on the same place that are one double tap. */
const DOUBLE = 400;

/** @typedef {import("./plots.js").Chart} Chart */
/** @typedef {{residuals: number[][], grips?: string[][], names?: string[], free?: boolean}} Fit  free: whether points can be added and deleted */
/** @typedef {{add?: number[], remove?: number}} PointChange */

export class PointDrag {
  /**
   * @param {import("./courier.js").Courier} courier @param {() => void} onEcho @param {() => Fit | undefined} fit
   * @param {(change: PointChange) => void} onChange
   */
  constructor(courier, onEcho, fit, onChange) {
    this.courier = courier;
    this.onEcho = onEcho;
    this.fit = fit;
    this.keys = new PointKeys(fit, { read: (row) => this.read(row), move: (row, at, done) => this.move(row, at, done), change: onChange });
    /** @type {WeakSet<Element>} */
    this.bound = new WeakSet();
    this.dragging = false;
    /** The last tap on an empty place. @type {{x: number, y: number, time: number} | null} */
    this.tapped = null;
  }

  /** @param {Chart} chart */
  watch(chart) {
    this.keys.draw(chart);
    if (this.bound.has(chart)) return;
    this.bound.add(chart);
    // Before Plotly hears of it.
    chart.addEventListener("pointerdown", (/** @type {PointerEvent} */ event) => this.press(chart, event), { capture: true });
    chart.addEventListener("pointermove", (/** @type {PointerEvent} */ event) => {
      const near = this.dragging || this.nearest(chart, event) !== null;
      chart.classList.toggle("gradviz-takes-point", near);
    });
    // A finger on a point moves it, and not the page.
    chart.addEventListener("touchstart", (/** @type {TouchEvent} */ event) => {
      if (event.touches.length === 1 && this.nearest(chart, event.touches[0], REACH.touch) !== null) event.preventDefault();
    }, { capture: true, passive: false });
  }

  remove() {
    this.keys.remove();
  }

  destroy() {
    this.keys.destroy();
  }

  /** The point under the pointer. @param {Chart} chart @param {{clientX: number, clientY: number}} event @param {number} [reach] @returns {number | null} */
  nearest(chart, event, reach = REACH.mouse) {
    const fit = this.fit();
    const { xaxis, yaxis } = chart._fullLayout ?? {};
    if (!fit?.grips || !xaxis) return null;
    const box = chart.getBoundingClientRect();
    let [found, least] = [/** @type {number | null} */ (null), reach];
    fit.residuals.forEach(([x, , y], at) => {
      const away = Math.hypot(xaxis._offset + xaxis.d2p(toNumber(x)) - (event.clientX - box.left), yaxis._offset + yaxis.d2p(toNumber(y)) - (event.clientY - box.top));
      if (away < least) [found, least] = [at, away];
    });
    return found;
  }

  /** Where a point is, or is to be as soon as everything has followed. @param {number} row @returns {number[]} */
  read(row) {
    const [x, , y] = this.fit()?.residuals[row] ?? [NaN, NaN, NaN];
    const [across, up] = this.fit()?.grips?.[row] ?? ["", ""];
    const { held } = this.courier;
    return [held.get(across) ?? toNumber(x), held.get(up) ?? toNumber(y)];
  }

  /** @param {number} row @param {number[]} at @param {boolean} done */
  move(row, at, done) {
    const grips = this.fit()?.grips?.[row];
    if (!grips) return;
    this.courier.post({ [grips[0]]: at[0], [grips[1]]: at[1] }, done, "graph");
    this.onEcho();
  }

  /** @param {Chart} chart @param {PointerEvent} event */
  press(chart, event) {
    // The buttons over the chart are none of its places.
    if (event.button !== 0 || this.keys.owns(event.target)) return;
    const row = this.nearest(chart, event, event.pointerType === "mouse" ? REACH.mouse : REACH.touch);
    if (row === null) {
      this.keys.choose(null);
      this.tap(chart, event);
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    this.keys.choose(row);
    chart.setPointerCapture(event.pointerId);
    this.dragging = true;
    let moved = false;
    const listening = new AbortController();
    const { signal } = listening;
    const say = (/** @type {PointerEvent} */ now, /** @type {boolean} */ done) => this.move(row, placeAt(chart, now), done);
    chart.addEventListener("pointermove", (/** @type {PointerEvent} */ now) => { moved = true; say(now, false); }, { signal });
    for (const type of ["pointerup", "pointercancel"]) {
      chart.addEventListener(type, (/** @type {PointerEvent} */ now) => {
        listening.abort();
        this.dragging = false;
        if (moved) say(now, true);
      }, { signal });
    }
  }

  /** Two clicks or taps on an empty place put a point there; Plotly keeps the browser from telling of them. @param {Chart} chart @param {PointerEvent} event */
  tap(chart, event) {
    const now = { x: event.clientX, y: event.clientY, time: performance.now() };
    const last = this.tapped;
    this.tapped = now;
    if (!last || now.time - last.time > DOUBLE || Math.hypot(now.x - last.x, now.y - last.y) > REACH.touch) return;
    this.tapped = null;
    event.preventDefault();
    this.put(chart, event);
  }

  /** A new point at an empty place, within the axes. @param {Chart} chart @param {MouseEvent} event */
  put(chart, event) {
    const { xaxis, yaxis } = chart._fullLayout;
    const box = chart.getBoundingClientRect();
    const inside = (/** @type {any} */ axis, /** @type {number} */ at) => at >= axis._offset && at <= axis._offset + axis._length;
    if (inside(xaxis, event.clientX - box.left) && inside(yaxis, event.clientY - box.top)) this.keys.add(placeAt(chart, event));
  }
}

/** What stands where the pointer is. @param {Chart} chart @param {MouseEvent} now */
function placeAt(chart, now) {
  const { xaxis, yaxis } = chart._fullLayout;
  const box = chart.getBoundingClientRect();
  return [rounded(xaxis, now.clientX - box.left), rounded(yaxis, now.clientY - box.top)];
}
