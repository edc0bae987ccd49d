// The data point that is chosen: by keys it is moved, deleted, and the next one chosen; its name for screen readers.

import { formatNumber, toNumber } from "./numbers.js";
import { rounded } from "./plane.js";

/** @typedef {import("./plots.js").Chart} Chart */
/** @typedef {import("./point_drag.js").Fit} Fit */

const NAMESPACE = "http://www.w3.org/2000/svg";
/** Steps of an arrow key over the whole axis; how much finer they are with Shift, and coarser with Alt. */
const STEPS = 100;
const FINE = 1 / 10;
const COARSE = 5;
/** Quiet time in milliseconds after which a point that keys have moved is let go. */
const SETTLED = 500;
const WAYS = /** @type {Record<string, [number, number]>} */ ({ ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] });
const HELP = "arrow keys move it, Page Up and Page Down choose another, Insert adds one, Delete deletes it";
const STYLE = `
  .gradviz-points{position:absolute;inset:0;width:100%;height:100%;overflow:hidden;pointer-events:none;z-index:3}
  .gradviz-points circle{fill:none;outline:none}
  .gradviz-points.chosen circle,.gradviz-points circle:focus-visible{stroke:var(--gv-forward);stroke-width:2;stroke-dasharray:4 3}
  .gradviz-point-tools button{position:absolute;z-index:4;box-sizing:border-box;height:23px;min-width:23px;padding:0 6px;border:1px solid var(--gv-quiet);border-radius:5px;background:var(--gv-card);color:var(--gv-ink);font:13px/1 sans-serif;cursor:pointer;opacity:.6}
  .gradviz-point-tools button:hover,.gradviz-point-tools button:focus-visible,.svg-container:hover .gradviz-point-tools button{opacity:1}
  .gradviz-point-tools button:focus-visible{outline:2px solid var(--gv-forward)}
  .gradviz-point-tools [data-do=add]{right:0;bottom:0;height:20px}
  .gradviz-point-tools [role=status]{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
  @media (hover:none){.gradviz-point-tools button{opacity:1;height:28px;min-width:28px}}`;
const TOOLS = `<button type="button" data-do="add" title="Add a point: here, by a double click or tap on an empty place, or by Insert">+ point</button>
  <button type="button" data-do="remove">×</button><span role="status"></span>`;
const COLORS = ["--gv-forward", "--gv-card", "--gv-ink", "--gv-quiet"];

export class PointKeys {
  /** @param {() => Fit | undefined} fit @param {{read: (row: number) => number[], move: (row: number, at: number[], done: boolean) => void, change: (change: import("./point_drag.js").PointChange) => void}} does */
  constructor(fit, does) {
    this.fit = fit;
    this.does = does;
    /** The point that the keys are for, from 0. */
    this.row = 0;
    /** The point that is to be chosen as soon as it is there. @type {number | null} */
    this.awaited = null;
    /** Whether it has been chosen, by hand or by keys. */
    this.chosen = false;
    /** Whether the keys are for the point, though its chart may be drawn anew and the focus be nowhere meanwhile. */
    this.kept = false;
    /** From where to where the axes go. @type {number[][]} */
    this.ranges = [];
    this.svg = document.createElementNS(NAMESPACE, "svg");
    this.svg.setAttribute("class", "gradviz-points");
    this.svg.innerHTML = `<style>${STYLE}</style><circle r="11" role="slider" tabindex="0" aria-roledescription="data point"/>`;
    this.ring = /** @type {SVGCircleElement} */ (this.svg.querySelector("circle"));
    this.tools = document.createElement("div");
    this.tools.className = "gradviz-point-tools";
    this.tools.innerHTML = TOOLS;
    const one = (/** @type {string} */ name) => /** @type {HTMLElement} */ (this.tools.querySelector(name));
    [this.adds, this.removes, this.status] = [one("[data-do=add]"), one("[data-do=remove]"), one("[role=status]")];
    this.ring.addEventListener("focus", () => {
      this.kept = true;
      this.draw(this.chart);
    });
    this.listening = new AbortController();
    const options = { capture: true, signal: this.listening.signal };
    document.addEventListener("keydown", (event) => this.hear(event), options);
    document.addEventListener("pointerdown", (event) => { this.kept &&= this.owns(event.target); }, options);
    this.adds.addEventListener("click", () => this.addSomewhere());
    this.removes.addEventListener("click", () => this.delete());
  }

  /** Whether an element belongs to the chosen point's tools. @param {EventTarget | null} target */
  owns(target) {
    return target instanceof Node && this.tools.contains(target);
  }

  /** Takes the component's colors over to the page. @param {CSSStyleDeclaration} colors */
  paint(colors) {
    for (const { style } of [this.svg, this.tools]) {
      for (const name of COLORS) style.setProperty(name, colors.getPropertyValue(name));
    }
  }

  destroy() {
    this.listening.abort();
    this.settle();
    this.remove();
  }

  remove() {
    this.svg.remove();
    this.tools.remove();
    this.chart = undefined;
  }

  /** @param {number | null} row  null: none any more */
  choose(row) {
    this.awaited = null;
    this.chosen = row !== null;
    if (row !== null) {
      this.row = row;
      this.kept = true;
      this.ring.focus({ preventScroll: true });
    }
    this.draw(this.chart);
  }

  /** @param {Chart | undefined} chart */
  draw(chart) {
    const fit = this.fit();
    // A chart that is about to be drawn anew has no axes.
    if (!chart?._fullLayout?.xaxis || !fit?.grips?.length) {
      this.remove();
      return;
    }
    this.chart = chart;
    const host = chart.querySelector(".svg-container") ?? chart;
    if (this.svg.parentElement !== host) {
      host.append(this.svg, this.tools);
      if (this.kept && document.activeElement === document.body) this.ring.focus({ preventScroll: true });
    }
    if (this.awaited !== null && this.awaited < fit.grips.length) [this.row, this.awaited] = [this.awaited, null];
    this.row = Math.max(0, Math.min(this.row, fit.grips.length - 1));
    const { xaxis, yaxis } = chart._fullLayout;
    this.ranges = [xaxis.range, yaxis.range];
    if (this.adding) this.addSomewhere();
    const [x, predicted, y] = fit.residuals[this.row].map(toNumber);
    const [across, down] = [xaxis._offset + xaxis.d2p(x), yaxis._offset + yaxis.d2p(y)];
    if (!Number.isFinite(across + down)) return;
    const focused = document.activeElement === this.ring;
    const now = JSON.stringify([across, down, x, y, predicted, fit.grips.length, this.row, this.chosen, focused, fit.free]);
    if (now === this.drawn) return;
    this.drawn = now;
    this.svg.classList.toggle("chosen", this.chosen);
    this.ring.setAttribute("transform", `translate(${across.toFixed(1)} ${down.toFixed(1)})`);
    this.adds.hidden = !fit.free;
    this.removes.hidden = !fit.free || !(this.chosen || focused);
    this.removes.title = `Delete point ${this.row + 1} (Delete)`;
    this.removes.setAttribute("aria-label", `Delete point ${this.row + 1}`);
    // On the side where there is room.
    const width = host.clientWidth;
    this.removes.style.left = `${across + 40 > width ? across - 40 : across + 14}px`;
    this.removes.style.top = `${Math.max(0, down - 34)}px`;
    const [first, second] = fit.names ?? ["X", "Y"];
    const said = `${first} ${formatNumber(x)}, ${second} ${formatNumber(y)}, residual ${formatNumber(predicted - y)}`;
    const told = { "aria-label": `Point ${this.row + 1} of ${fit.grips.length}: ${HELP}`, "aria-valuetext": said, "aria-valuenow": String(y), "aria-valuemin": String(yaxis.range[0]), "aria-valuemax": String(yaxis.range[1]) };
    for (const [name, text] of Object.entries(told)) this.ring.setAttribute(name, text);
  }

  /** Keys are the point's while it has the focus, or has lost it to nobody. @param {KeyboardEvent} event */
  hear(event) {
    const focused = document.activeElement;
    if (focused === this.ring || (this.kept && focused === document.body)) this.key(event);
    else this.kept &&= this.owns(focused);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.ctrlKey || event.metaKey) return;
    if (event.key === "Tab" || event.key.startsWith("Page")) this.settle();
    const others = { PageUp: this.row - 1, PageDown: this.row + 1, Home: 0, End: Infinity };
    const other = others[/** @type {keyof typeof others} */ (event.key)];
    if (WAYS[event.key]) this.push(WAYS[event.key], event.shiftKey ? FINE : event.altKey ? COARSE : 1);
    else if (other !== undefined) this.choose(Math.max(0, Math.min(other, (this.fit()?.grips?.length ?? 1) - 1)));
    else if (event.key === "Delete" || event.key === "Backspace") this.delete();
    else if (event.key === "Insert" || event.key === "+" || event.key === "n") this.addSomewhere();
    else if (event.key === "Escape") this.choose(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** A step along one axis: the other number stays what it is, to the last digit. @param {[number, number]} way @param {number} size */
  push(way, size) {
    const fit = this.fit();
    if (!fit || !this.ranges.length) return;
    const at = this.does.read(this.row);
    const axis = way[0] ? 0 : 1;
    const [low, high] = this.ranges[axis];
    const step = round(Math.abs(high - low) / STEPS) * size;
    at[axis] = Number((Math.round((at[axis] + step * way[axis]) / step) * step).toPrecision(12));
    this.chosen = true;
    this.does.move(this.row, at, false);
    clearTimeout(this.settling);
    this.settling = setTimeout(() => this.settle(), SETTLED);
    this.unsettled = { row: this.row, at };
  }

  /** What keys have moved is let go. */
  settle() {
    clearTimeout(this.settling);
    const { unsettled } = this;
    this.unsettled = null;
    if (unsettled) this.does.move(unsettled.row, unsettled.at, true);
  }

  /** A new point, which is chosen then. @param {number[]} at */
  add(at) {
    const fit = this.fit();
    if (!fit?.free || !fit.grips) return;
    this.settle();
    this.awaited = fit.grips.length;
    this.chosen = true;
    this.kept = true;
    this.status.textContent = `Point ${this.awaited + 1} added at ${at.map(formatNumber).join(", ")}`;
    this.does.change({ add: at });
  }

  /** In the middle of the chart, or as near to it as there is an empty place. */
  addSomewhere() {
    const { xaxis, yaxis } = this.chart?._fullLayout ?? {};
    const points = this.fit()?.residuals ?? [];
    // While its chart is drawn anew there is no place yet.
    this.adding = !xaxis;
    if (!xaxis) return;
    const taken = (/** @type {number} */ right, /** @type {number} */ down) =>
      points.some(([x, , y]) => Math.hypot(xaxis.d2p(toNumber(x)) - right, yaxis.d2p(toNumber(y)) - down) < 24);
    for (let turn = 0; turn < 200; turn += 1) {
      // A sunflower's seeds: outwards, and never along a line.
      const [away, angle] = [14 * Math.sqrt(turn), turn * 2.4];
      const [right, down] = [xaxis._length / 2 + away * Math.cos(angle), yaxis._length / 2 + away * Math.sin(angle)];
      if (taken(right, down) && turn < 199) continue;
      this.add([rounded(xaxis, xaxis._offset + right), rounded(yaxis, yaxis._offset + down)]);
      return;
    }
  }

  delete() {
    const fit = this.fit();
    if (!fit?.free || !fit.grips) return;
    this.settle();
    this.kept = true;
    const last = fit.grips.length === 1;
    this.status.textContent = last ? "The model needs at least one point." : `Point ${this.row + 1} deleted`;
    this.does.change({ remove: this.row });
    this.ring.focus({ preventScroll: true });
  }
}

/** The next of 1, 2, 5, 10 … @param {number} size */
function round(size) {
  const power = 10 ** Math.floor(Math.log10(size || 1));
  return [1, 2, 5, 10].map((digit) => digit * power).find((step) => step >= size * (1 - 1e-9)) ?? power;
}
