// The point under the hand: dragged over the surface, put down by a click, moved by keys.

import { toNumber } from "./numbers.js";
import { moved, snapped } from "./plane.js";

/** @typedef {import("./plane.js").Plane} Plane */

/** Steps of an arrow key; with Shift, with Alt. */
const STEPS = { usual: 10, fine: 1, coarse: 100 };
const WAYS = /** @type {Record<string, [number, number]>} */ ({ ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] });

export class SurfaceHand {
  /**
   * @param {SVGElement} reach  what is taken @param {import("./courier.js").Courier} courier
   * @param {() => void} onEcho @param {(event: KeyboardEvent) => boolean} otherKey
   */
  constructor(reach, courier, onEcho, otherKey) {
    this.reach = reach;
    this.courier = courier;
    this.onEcho = onEcho;
    this.otherKey = otherKey;
    this.dragging = false;
    /** When a key was pressed last. */
    this.pressed = -Infinity;
    /** Charts on which a click moves the point. @type {WeakSet<Element>} */
    this.clicked = new WeakSet();
    reach.addEventListener("pointerdown", (event) => this.press(/** @type {PointerEvent} */ (event)));
    reach.addEventListener("keydown", (event) => this.key(/** @type {KeyboardEvent} */ (event)));
  }

  /**
   * @param {import("./plots.js").Chart} chart @param {Element} host @param {Plane | undefined} plane
   * @param {import("./plane.js").Point | undefined} point @param {boolean} movable
   */
  follow(chart, host, plane, point, movable) {
    Object.assign(this, { chart, host, plane, point, movable });
    if (this.clicked.has(host)) return;
    this.clicked.add(host);
    host.addEventListener("click", (event) => this.click(/** @type {MouseEvent} */ (event)));
  }

  /** @param {number[]} at  on the plane, in whole steps or as it is @param {boolean} done */
  say(at, done) {
    if (!this.plane || !at.every(Number.isFinite)) return;
    this.courier.post(moved(this.plane, at), done, "surface");
    this.onEcho();
  }

  /** The point goes where the pointer is, on the surface. @param {MouseEvent} now @param {boolean} done */
  put(now, done) {
    const { xaxis, yaxis } = this.chart?._fullLayout ?? {};
    if (!xaxis || !this.host) return;
    const box = this.host.getBoundingClientRect();
    const inside = (/** @type {number} */ at, /** @type {any} */ axis) => axis.p2d(Math.min(axis._length, Math.max(0, at - axis._offset)));
    const at = [inside(now.clientX - box.left, xaxis), inside(now.clientY - box.top, yaxis)];
    this.say(at.map((value, axis) => snapped(value, this.plane?.steps[axis] ?? 1)), done);
  }

  /** A click on the surface: the point goes there. @param {MouseEvent} event */
  click(event) {
    const { xaxis, yaxis } = this.chart?._fullLayout ?? {};
    if (!this.movable || !xaxis || !this.host || event.target === this.reach) return;
    const box = this.host.getBoundingClientRect();
    const within = (/** @type {number} */ at, /** @type {any} */ axis) => at >= axis._offset && at <= axis._offset + axis._length;
    if (within(event.clientX - box.left, xaxis) && within(event.clientY - box.top, yaxis)) this.put(event, true);
  }

  /** The point is taken and moved. @param {PointerEvent} event */
  press(event) {
    if (event.button !== 0 || !this.plane) return;
    event.preventDefault();
    event.stopPropagation();
    const reach = /** @type {SVGElement} */ (event.target);
    reach.setPointerCapture(event.pointerId);
    reach.focus({ preventScroll: true });
    const listening = new AbortController();
    const { signal } = listening;
    let held = false;
    this.dragging = true;
    reach.addEventListener("pointermove", (now) => { held = true; this.put(now, false); }, { signal });
    for (const type of ["pointerup", "pointercancel"]) {
      reach.addEventListener(type, (now) => {
        listening.abort();
        this.dragging = false;
        if (held) this.put(/** @type {PointerEvent} */ (now), true);
      }, { signal });
    }
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    this.pressed = performance.now();
    const way = WAYS[event.key];
    if (!way || event.ctrlKey || event.metaKey) {
      this.otherKey(event);
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    if (!this.plane || !this.point) return;
    const steps = event.shiftKey ? STEPS.fine : event.altKey ? STEPS.coarse : STEPS.usual;
    const { x, y } = this.point;
    // Along one axis: the other number stays what it is, to the last digit.
    const axis = way[0] ? 0 : 1;
    const at = [x, y].map(toNumber);
    at[axis] = snapped(at[axis] + this.plane.steps[axis] * steps * way[axis], this.plane.steps[axis]);
    this.say(at, true);
  }
}
