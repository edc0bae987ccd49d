// Point, −∇ and minimum over the surface: drawn by us, so that a drag never redraws the surface itself.

import { Ways } from "./descent_ways.js";
import { toNumber } from "./numbers.js";

/** @typedef {import("./plots.js").Chart} Chart */
/** @typedef {import("./plots.js").Plots} Plots */
/** @typedef {{x: number, y: number}} Pixels */

const NAMESPACE = "http://www.w3.org/2000/svg";
/** The arrow's length in pixels, and as a part of the chart's smaller side: enough to be seen, never too much. */
const SHORTEST = 16;
const LONGEST = 1 / 3;
const SHAPES = `
  <g class="ways"></g>
  <g class="minimum"><path class="halo" d="M-9 0H9M0 -9V9"/><path d="M-9 0H9M0 -9V9"/><circle r="6"/><text y="24">minimum</text></g>
  <g class="arrow"><path class="halo"/><path class="shaft"/><path class="tip" d="M2 0L-9 -5.5L-9 5.5Z"/><text>−∇</text></g>
  <g class="point"><circle class="reach" r="16"/><circle class="dot" r="6.5"/></g>`;
// Its own layer: else every move would paint the surface again.
const STYLE = `
  .gradviz-overlay{position:absolute;inset:0;width:100%;height:100%;overflow:hidden;pointer-events:none;z-index:3;will-change:transform}
  .gradviz-overlay text{font:600 14px sans-serif;stroke:var(--gv-card);stroke-width:4px;paint-order:stroke;text-anchor:middle}
  .gradviz-overlay .dot{fill:var(--gv-forward);stroke:var(--gv-card);stroke-width:3}
  .gradviz-overlay .reach{fill:transparent;pointer-events:all;cursor:move;touch-action:none}
  .gradviz-overlay .halo{stroke:var(--gv-card);stroke-width:7;stroke-linecap:round;fill:none}
  .gradviz-overlay .shaft{stroke:var(--gv-backward);stroke-width:3;stroke-dasharray:7 3;fill:none}
  .gradviz-overlay .tip{fill:var(--gv-backward);stroke:var(--gv-card);stroke-width:1.5}
  .gradviz-overlay .arrow text{fill:var(--gv-backward)}
  .gradviz-overlay .minimum circle{fill:none;stroke:var(--gv-minimum);stroke-width:2}
  .gradviz-overlay .minimum path{stroke:var(--gv-minimum);stroke-width:2}
  .gradviz-overlay .minimum .halo{stroke:var(--gv-card);stroke-width:5}
  .gradviz-overlay .way { fill:none; stroke-linejoin:round }
  .gradviz-overlay .minimum text{fill:var(--gv-minimum)}`;
const COLORS = ["--gv-forward", "--gv-backward", "--gv-minimum", "--gv-card", ...[0, 1, 2, 3].map((at) => `--gv-run-${at}`)];

export class SurfaceOverlay {
  /** @param {import("./courier.js").Courier} courier @param {() => void} onEcho */
  constructor(courier, onEcho) {
    this.courier = courier;
    this.onEcho = onEcho;
    this.dragging = false;
    this.svg = document.createElementNS(NAMESPACE, "svg");
    this.svg.setAttribute("class", "gradviz-overlay");
    this.svg.setAttribute("aria-hidden", "true");
    this.svg.innerHTML = `<style>${STYLE}</style><clipPath id="gradviz-plot-area"><rect/></clipPath><g clip-path="url(#gradviz-plot-area)">${SHAPES}</g>`;
    const part = (/** @type {string} */ name) => /** @type {SVGElement} */ (this.svg.querySelector(name));
    this.area = part("rect");
    this.minimum = part(".minimum");
    this.arrow = part(".arrow");
    this.point = part(".point");
    this.reach = part(".reach");
    this.ways = new Ways(part(".ways"));
    /** Charts on which a click moves the point. @type {WeakSet<Element>} */
    this.clicked = new WeakSet();
    this.reach.addEventListener("pointerdown", (event) => this.press(/** @type {PointerEvent} */ (event)));
  }

  /** Takes the component's colors over to the page. @param {HTMLElement} host */
  paint(host) {
    if (host.dataset.scheme === this.scheme) return;
    this.scheme = host.dataset.scheme;
    const colors = getComputedStyle(host);
    for (const name of COLORS) this.svg.style.setProperty(name, colors.getPropertyValue(name));
  }

  /** Which numbers the point's two coordinates are. @param {Record<string, import("./scrub.js").Scrub>} scrubs */
  follow(scrubs) {
    this.scrubs = scrubs;
  }

  remove() {
    this.svg.remove();
    this.chart = null;
    this.drawn = "";
  }

  /**
   * @param {Chart} chart @param {Plots} plots
   * @param {import("./projection.js").Projection} projection
   * @param {boolean} movable  whether the point can be taken and moved
   */
  draw(chart, plots, projection, movable) {
    this.chart = chart;
    const host = chart.querySelector(".svg-container") ?? chart;
    if (this.svg.parentElement !== host) host.append(this.svg);
    this.movable = movable;
    if (!this.clicked.has(host)) {
      this.clicked.add(host);
      host.addEventListener("click", (/** @type {MouseEvent} */ event) => this.click(event));
    }
    this.ways.draw(projection);
    const now = `${projection.state} ${JSON.stringify([plots.point, plots.minimum])}`;
    if (now === this.drawn) return;
    this.drawn = now;
    const { left, top, width, height } = projection.area;
    for (const [name, value] of Object.entries({ x: left, y: top, width, height })) this.area.setAttribute(name, String(value));
    this.reach.style.display = movable ? "" : "none";
    const start = plots.point ? projection.pixels(plots.point) : null;
    place(this.point, start);
    const lowest = plots.minimum ? projection.pixels(plots.minimum) : null;
    place(this.minimum, lowest);
    // Its name stands on the side where the point is not.
    this.minimum.querySelector("text")?.setAttribute("y", start && lowest && start.y > lowest.y ? "-14" : "24");
    this.drawArrow(plots.point && start ? descent(plots.point, start, projection) : null);
  }

  /** @param {{from: Pixels, to: Pixels} | null} arrow */
  drawArrow(arrow) {
    this.arrow.style.display = arrow ? "" : "none";
    if (!arrow) return;
    const { from, to } = arrow;
    const length = Math.hypot(to.x - from.x, to.y - from.y);
    const [right, down] = [(to.x - from.x) / length, (to.y - from.y) / length];
    const line = `M${from.x.toFixed(1)} ${from.y.toFixed(1)}L${(to.x - right * 6).toFixed(1)} ${(to.y - down * 6).toFixed(1)}`;
    for (const path of this.arrow.querySelectorAll(".halo, .shaft")) path.setAttribute("d", line);
    const angle = (Math.atan2(down, right) * 180) / Math.PI;
    this.arrow.querySelector(".tip")?.setAttribute("transform", `translate(${to.x.toFixed(1)} ${to.y.toFixed(1)}) rotate(${angle.toFixed(1)})`);
    const text = this.arrow.querySelector("text");
    text?.setAttribute("x", (to.x + right * 14).toFixed(1));
    text?.setAttribute("y", (to.y + down * 14 + 4).toFixed(1));
  }

  /** The point goes where the pointer is, on the surface. @param {MouseEvent} now @param {boolean} done */
  say(now, done) {
    const names = Object.keys(this.scrubs ?? {}).slice(0, 2);
    const { xaxis, yaxis } = this.chart?._fullLayout ?? {};
    if (!xaxis || names.length < 2) return;
    const box = this.svg.getBoundingClientRect();
    const inside = (/** @type {number} */ at, /** @type {any} */ axis) => axis.p2d(Math.min(axis._length, Math.max(0, at - axis._offset)));
    const values = [inside(now.clientX - box.left, xaxis), inside(now.clientY - box.top, yaxis)];
    const steps = names.map((name) => this.scrubs?.[name].step ?? 0.01);
    const rounded = values.map((value, at) => Number((Math.round(value / steps[at]) * steps[at]).toFixed(12)));
    this.courier.post({ [names[0]]: rounded[0], [names[1]]: rounded[1] }, done, "surface");
    this.onEcho();
  }

  /** A click on the surface: the point goes there. @param {MouseEvent} event */
  click(event) {
    const { xaxis, yaxis } = this.chart?._fullLayout ?? {};
    if (!this.movable || !xaxis || event.target === this.reach) return;
    const box = this.svg.getBoundingClientRect();
    const within = (/** @type {number} */ at, /** @type {any} */ axis) => at >= axis._offset && at <= axis._offset + axis._length;
    if (within(event.clientX - box.left, xaxis) && within(event.clientY - box.top, yaxis)) this.say(event, true);
  }

  /** The point is taken and moved. @param {PointerEvent} event */
  press(event) {
    const names = Object.keys(this.scrubs ?? {}).slice(0, 2);
    if (event.button !== 0 || names.length < 2) return;
    event.preventDefault();
    event.stopPropagation();
    const reach = /** @type {SVGElement} */ (event.target);
    reach.setPointerCapture(event.pointerId);
    const listening = new AbortController();
    const { signal } = listening;
    const say = (/** @type {PointerEvent} */ now, /** @type {boolean} */ done) => this.say(now, done);
    let moved = false;
    this.dragging = true;
    reach.addEventListener("pointermove", (now) => { moved = true; say(now, false); }, { signal });
    for (const type of ["pointerup", "pointercancel"]) {
      reach.addEventListener(type, (now) => {
        listening.abort();
        this.dragging = false;
        if (moved) say(/** @type {PointerEvent} */ (now), true);
      }, { signal });
    }
  }
}

/**
 * The arrow along −∇, and along the surface's slope there: at most a part of the chart, never too short to be seen.
 * @param {NonNullable<Plots["point"]>} point @param {Pixels} from @param {import("./projection.js").Projection} projection
 */
function descent(point, from, projection) {
  const longest = Math.min(projection.area.width, projection.area.height) * LONGEST;
  const [x, y, z, gx, gy] = [point.x, point.y, point.z, point.gx, point.gy].map(toNumber);
  for (let part = 1; part > 1e-12; part /= 2) {
    const to = projection.pixels({ x: x - part * gx, y: y - part * gy, z: z - part * (gx * gx + gy * gy) });
    const travel = to ? Math.hypot(to.x - from.x, to.y - from.y) : Infinity;
    if (!to || travel > longest) continue;
    if (travel < 1e-9) return null;
    const stretch = Math.max(SHORTEST, part === 1 ? travel : longest) / travel;
    return { from, to: { x: from.x + (to.x - from.x) * stretch, y: from.y + (to.y - from.y) * stretch } };
  }
  return null;
}

/** @param {SVGElement} mark @param {{x: number, y: number} | null | undefined} at */
function place(mark, at) {
  mark.style.display = at ? "" : "none";
  if (at) mark.setAttribute("transform", `translate(${at.x.toFixed(1)} ${at.y.toFixed(1)})`);
}
