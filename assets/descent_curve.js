// A small curve over the steps of a descent, with a cursor: the cost, or the length of the gradient.

import { formatNumber } from "./numbers.js";

const WIDTH = 150;
const HEIGHT = 62;
const MOST = 240;
/** What is that much smaller than the start has arrived; what is that much larger diverges. */
const [ARRIVED, DIVERGED] = [1e-12, 1e3];

/** @typedef {{steps: number[], values: (number | null)[], color: string, dash: string}} Line */

export class Curve {
  /** @param {HTMLElement} host @param {string} title */
  constructor(host, title) {
    this.figure = document.createElement("figure");
    this.figure.className = "gv-curve";
    this.figure.innerHTML = `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true"></svg><figcaption><span>${title}</span> <output></output></figcaption>`;
    host.append(this.figure);
    this.svg = /** @type {SVGSVGElement} */ (this.figure.querySelector("svg"));
    this.output = /** @type {HTMLOutputElement} */ (this.figure.querySelector("output"));
    /** @type {Line[]} */
    this.lines = [];
  }

  /** @param {Line[]} lines @param {number} last  the last step of all @param {number | null} [level]  a line across */
  show(lines, last, level = null) {
    this.lines = lines;
    this.last = Math.max(1, last);
    const all = lines.flatMap(({ values }) => values.filter((value) => value !== null));
    const log = all.some((value) => value > 0) && all.every((value) => value >= 0);
    const start = Math.max(...lines.map(({ values }) => values[0] ?? 0), Number.MIN_VALUE);
    const kept = all.filter((value) => !log || value > 0).map((value) => (log ? Math.log10(Math.min(Math.max(value, start * ARRIVED), start * DIVERGED)) : Math.min(value, start + DIVERGED * (Math.abs(start) + 1))));
    const [low, high] = [kept.reduce((a, b) => Math.min(a, b), Infinity), kept.reduce((a, b) => Math.max(a, b), -Infinity)];
    const room = high - low || 1;
    const across = (/** @type {number} */ step) => (step / (this.last ?? 1)) * (WIDTH - 6) + 3;
    const up = (/** @type {number} */ value) => {
      const height = log ? Math.log10(Math.max(value, 1e-300)) : value;
      return HEIGHT - 4 - Math.max(-0.2, Math.min(1.1, (height - low) / room)) * (HEIGHT - 22);
    };
    this.across = across;
    const level_ = level !== null && Number.isFinite(low) && (!log || level > 0) ? `<path class="level" d="M0 ${up(level).toFixed(1)}H${WIDTH}"/>` : "";
    const paths = lines.map(({ steps, values, color, dash }) => {
      const every = Math.max(1, Math.ceil(steps.length / MOST));
      const places = steps.flatMap((step, index) => {
        const value = values[index];
        const shown = value !== null && value !== undefined && (index % every === 0 || index === steps.length - 1);
        return shown ? [`${across(step).toFixed(1)} ${up(value).toFixed(1)}`] : [];
      });
      return places.length ? `<path style="stroke:${color};stroke-dasharray:${dash || "none"}" d="M${places.join("L")}"/>` : "";
    });
    this.svg.innerHTML = `${level_}${paths.join("")}<path class="cursor" d="M0 0V${HEIGHT}"/>`;
    this.cursor = this.svg.querySelector(".cursor");
  }

  /** @param {number} step @param {number | null} value  of the run that the point follows */
  move(step, value) {
    this.cursor?.setAttribute("transform", `translate(${(this.across?.(step) ?? 0).toFixed(1)} 0)`);
    this.output.textContent = value === null ? "—" : formatNumber(value);
  }
}
