// Point, −∇ and minimum over the surface: drawn by us, so that a drag never redraws the surface itself.

import { Ways } from "./descent_ways.js";
import { above, alongside, anchored, beyond, marked, named, taken } from "./label_place.js";
import { formatNumber, toNumber } from "./numbers.js";
import { snapped } from "./plane.js";
import { SurfaceHand } from "./surface_hand.js";
import { SurfaceRange } from "./surface_range.js";

/** @typedef {import("./plots.js").Chart} Chart */
/** @typedef {import("./plots.js").Plots} Plots */
/** @typedef {{x: number, y: number}} Pixels */

const NAMESPACE = "http://www.w3.org/2000/svg";
/** The arrow's length in pixels, and as a part of the chart's smaller side: enough to be seen, never too much. */
const SHORTEST = 16;
const LONGEST = 1 / 3;
/** Milliseconds after a key in which the focus comes back to the point. */
const KEPT = 3000;
const SHAPES = `
  <g aria-hidden="true"><g class="bends"></g>
  <g class="ways"></g>
  <g class="minimum"><path class="halo" d="M-9 0H9M0 -9V9"/><path d="M-9 0H9M0 -9V9"/><circle r="6"/><text y="24">minimum</text></g>
  <g class="arrow"><path class="halo"/><path class="shaft"/><path class="tip" d="M2 0L-9 -5.5L-9 5.5Z"/><text>−∇</text></g></g>
  <g class="point"><circle class="reach" r="16" role="slider" tabindex="0" aria-roledescription="point in two dimensions"/><circle class="dot" r="6.5"/></g>`;
// Its own layer: else every move would paint the surface again.
const STYLE = `
  .gradviz-overlay{position:absolute;inset:0;width:100%;height:100%;overflow:hidden;pointer-events:none;z-index:3;will-change:transform}
  .gradviz-overlay text{font:600 14px sans-serif;stroke:var(--gv-card);stroke-width:4px;paint-order:stroke;text-anchor:middle}
  .gradviz-overlay .dot{fill:var(--gv-forward);stroke:var(--gv-card);stroke-width:3}
  .gradviz-overlay .reach{fill:transparent;pointer-events:all;cursor:move;touch-action:none}
  .gradviz-overlay .reach:focus{outline:none}
  .gradviz-overlay .reach:focus-visible{stroke:var(--gv-forward);stroke-width:2;stroke-dasharray:4 3}
  .gradviz-overlay .bends path{stroke:var(--gv-quiet);stroke-width:2.5;stroke-linecap:round}
  .gradviz-overlay .bends .halo{stroke-width:5;opacity:.7}
  .gradviz-overlay .bends text{fill:var(--gv-ink);font-weight:500}
  .gradviz-overlay .halo{stroke:var(--gv-card);stroke-width:7;stroke-linecap:round;fill:none}
  .gradviz-overlay .shaft{stroke:var(--gv-backward);stroke-width:3;stroke-dasharray:7 3;fill:none}
  .gradviz-overlay .tip{fill:var(--gv-backward);stroke:var(--gv-card);stroke-width:1.5}
  .gradviz-overlay .arrow text{fill:var(--gv-backward)}
  .gradviz-overlay .minimum circle{fill:none;stroke:var(--gv-minimum);stroke-width:2}
  .gradviz-overlay .minimum path{stroke:var(--gv-minimum);stroke-width:2}
  .gradviz-overlay .minimum .halo{stroke:var(--gv-card);stroke-width:5}
  .gradviz-overlay .way { fill:none; stroke-linejoin:round }
  .gradviz-overlay .minimum text{fill:var(--gv-minimum)}`;
const COLORS = ["--gv-forward", "--gv-backward", "--gv-minimum", "--gv-card", "--gv-ink", "--gv-quiet", ...[0, 1, 2, 3].map((at) => `--gv-run-${at}`)];

export class SurfaceOverlay {
  /** @param {import("./courier.js").Courier} courier @param {() => void} onEcho @param {(ends: number[][] | null) => void} onRange @param {"surface" | "beside"} place  which of two surfaces it lies over */
  constructor(courier, onEcho, onRange, place) {
    this.called = place === "surface" ? "The point on the cost surface" : "The point on the surface beside";
    const clip = `gradviz-plot-area-${place}`;
    this.svg = document.createElementNS(NAMESPACE, "svg");
    this.svg.setAttribute("class", "gradviz-overlay");
    this.svg.innerHTML = `<style>${STYLE}</style><clipPath id="${clip}"><rect/></clipPath><g clip-path="url(#${clip})">${SHAPES}</g>`;
    const part = (/** @type {string} */ name) => /** @type {SVGElement} */ (this.svg.querySelector(name));
    this.area = part("rect");
    this.minimum = part(".minimum");
    this.arrow = part(".arrow");
    this.point = part(".point");
    this.reach = part(".reach");
    this.bends = part(".bends");
    this.ways = new Ways(part(".ways"));
    this.range = new SurfaceRange(onRange);
    this.hand = new SurfaceHand(this.reach, courier, onEcho, (event) => this.range.key(event));
  }

  get dragging() {
    return this.hand.dragging;
  }

  /** Takes the component's colors over to the page. @param {CSSStyleDeclaration} colors */
  paint(colors) {
    for (const { style } of [this.svg, this.range.tools]) {
      for (const name of COLORS) style.setProperty(name, colors.getPropertyValue(name));
    }
  }

  remove() {
    this.svg.remove();
    this.range.remove();
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
    if (this.svg.parentElement !== host) {
      host.append(this.svg);
      // A chart that is drawn anew must not take the point out of a hand on the keyboard.
      if (performance.now() < this.hand.pressed + KEPT && document.activeElement === document.body) this.reach.focus({ preventScroll: true });
    }
    this.hand.follow(chart, host, plots.plane, plots.point, movable);
    this.range.draw(chart, host, plots.plane);
    this.ways.draw(projection);
    const now = `${projection.state} ${JSON.stringify([plots.point, plots.minimum, plots.axes])}`;
    if (now === this.drawn) return;
    this.drawn = now;
    const { left, top, width, height } = projection.area;
    for (const [name, value] of Object.entries({ x: left, y: top, width, height })) this.area.setAttribute(name, String(value));
    this.reach.style.display = movable ? "" : "none";
    const start = plots.point ? projection.pixels(plots.point) : null;
    place(this.point, start);
    const lowest = plots.minimum ? projection.pixels(plots.minimum) : null;
    place(this.minimum, lowest);
    const arrow = plots.point && start ? descent(plots.point, start, projection) : null;
    const others = taken(start, arrow);
    const name = plots.minimum?.name ?? "minimum";
    const up = Boolean(lowest && above(lowest, name, projection.area, others, Boolean(start && start.y > lowest.y)));
    if (lowest) this.nameMinimum(name, lowest, projection.area, up);
    this.drawArrow(arrow, projection.area, lowest ? [named(lowest, name, up)] : []);
    this.drawBends(movable ? plots : {}, projection, lowest ? [...others, marked(lowest, name)] : others);
    this.describe(plots);
  }

  /** @param {string} text @param {Pixels} at @param {import("./label_place.js").Area} area @param {boolean} up  whether it stands above */
  nameMinimum(text, at, area, up) {
    const name = this.minimum.querySelector("text");
    if (!name) return;
    name.textContent = text;
    name.setAttribute("y", up ? "-14" : "24");
    name.style.textAnchor = anchored(at, text, area);
  }

  /** The axes of the curvature at the point, steeper ones shorter: on each the cost rises as much. @param {Plots} plots @param {import("./projection.js").Projection} projection @param {import("./label_place.js").Area[]} others  where no name may stand */
  drawBends({ axes, point, plane }, projection, others) {
    const moved = !axes || !point || Math.hypot(point.x - axes.at[0], point.y - axes.at[1]) > 0;
    if (!axes || !point || !plane || (moved && !axes.everywhere)) {
      this.bends.innerHTML = "";
      return;
    }
    const sizes = axes.lines.map(({ bend }) => Math.abs(bend));
    const lengths = sizes.map((size) => 1 / Math.sqrt(Math.max(size, Math.max(...sizes) * 1e-4, 1e-300)));
    const wide = plane.ends.map(([low, high]) => high - low);
    // The longest of them reaches over a third of the picture, whatever the units of its axes.
    const part = axes.lines.map(({ along }, at) => lengths[at] * Math.hypot(along[0] / wide[0], along[1] / wide[1]));
    const reach = 1 / 3 / Math.max(...part);
    this.bends.innerHTML = axes.lines
      .map(({ along, label }, at) => {
        const ends = [-1, 1].map((side) => projection.pixels({ x: point.x + side * reach * lengths[at] * along[0], y: point.y + side * reach * lengths[at] * along[1], z: 0 }));
        if (!ends[0] || !ends[1]) return "";
        const line = `M${pixels(ends[0])}L${pixels(ends[1])}`;
        const { x, y, anchor, box } = beyond(/** @type {Pixels[]} */ (ends), label, projection.area, others);
        others.push(box);
        return `<path class="halo" d="${line}"/><path d="${line}"/><text style="text-anchor:${anchor}" x="${x.toFixed(1)}" y="${y.toFixed(1)}">${label}</text>`;
      })
      .join("");
  }

  /** What a screen reader is told of the point. @param {Plots} plots */
  describe({ point, plane }) {
    if (!point || !plane) return;
    const { names, ends, steps } = plane;
    // In the steps of a hand: what is left of a sum is no place.
    const [x, y] = [point.x, point.y].map((value, axis) => formatNumber(snapped(toNumber(value), steps[axis] / 10)));
    const said = `${names[0]} ${x}, ${names[1]} ${y}, cost ${formatNumber(toNumber(point.z))}`;
    const told = { "aria-label": `${this.called}: arrow keys move it`, "aria-valuetext": said, "aria-valuenow": String(point.x), "aria-valuemin": String(ends[0][0]), "aria-valuemax": String(ends[0][1]) };
    for (const [name, text] of Object.entries(told)) this.reach.setAttribute(name, text);
  }

  /** @param {{from: Pixels, to: Pixels} | null} arrow @param {import("./label_place.js").Area} area @param {import("./label_place.js").Area[]} others  where its name may not stand */
  drawArrow(arrow, area, others) {
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
    const at = alongside(arrow, area, others);
    text?.setAttribute("x", at.x.toFixed(1));
    text?.setAttribute("y", (at.y + 4).toFixed(1));
  }
}

/**
 * The arrow along −∇, and along the surface's slope there: at most a part of the chart, never too short to be seen.
 * @param {NonNullable<Plots["point"]>} point @param {Pixels} from @param {import("./projection.js").Projection} projection
 */
function descent(point, from, projection) {
  const longest = Math.min(projection.area.width, projection.area.height) * LONGEST;
  const [x, y, z] = [point.x, point.y, point.z].map(toNumber);
  const [[gx, gy], [up, over]] = [point.slopes, point.ascent].map((pair) => pair.map(toNumber));
  for (let part = 1; part > 1e-12; part /= 2) {
    const to = projection.pixels({ x: x - part * up, y: y - part * over, z: z - part * (gx * up + gy * over) });
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

/** @param {Pixels} at */
const pixels = ({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`;
