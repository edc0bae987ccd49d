// A small curve over the steps of a descent, with a cursor that is dragged, or moved by keys: the cost, or the length of the gradient.

import { formatNumber } from "./numbers.js";

const WIDTH = 150;
const HEIGHT = 62;
const EDGE = 3;
/** What is that much smaller than the start has arrived. In a race the scale is for those on the way: it ends so far below the slowest, and so far above the start. */
const [ARRIVED, AHEAD, DIVERGED] = [1e-12, 1e-3, 1e3];

/** @typedef {{steps: number[], values: (number | null)[], color: string, dash: string}} Line */

export class Curve {
  /** @param {HTMLElement} host @param {string} title @param {(step: number, done: boolean) => void} scrub */
  constructor(host, title, scrub) {
    this.figure = document.createElement("figure");
    this.figure.className = "gv-curve";
    this.figure.innerHTML = `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true"></svg><span class="gv-curve-high" aria-hidden="true"></span><span class="gv-curve-low" aria-hidden="true"></span><figcaption><span>${title}</span> <output></output></figcaption>`;
    for (const [name, value] of Object.entries({ role: "slider", tabindex: "0", "aria-label": `Step of the descent, on the curve of ${title}`, "aria-valuemin": "0" })) this.figure.setAttribute(name, value);
    host.append(this.figure);
    this.svg = /** @type {SVGSVGElement} */ (this.figure.querySelector("svg"));
    this.output = /** @type {HTMLOutputElement} */ (this.figure.querySelector("output"));
    this.ends = ["high", "low"].map((end) => /** @type {HTMLElement} */ (this.figure.querySelector(`.gv-curve-${end}`)));
    this.title = title;
    this.scrub = scrub;
    this.step = 0;
    this.last = 1;
    this.figure.addEventListener("pointerdown", (event) => this.press(event));
    this.figure.addEventListener("keydown", (event) => this.key(event));
  }

  /** @param {Line[]} lines @param {number} last  the last step of all @param {number | null} [level]  a line across */
  show(lines, last, level = null) {
    this.last = Math.max(1, last);
    this.figure.setAttribute("aria-valuemax", String(last));
    const all = lines.flatMap(({ values }) => values.filter((value) => value !== null));
    const log = all.some((value) => value > 0) && all.every((value) => value >= 0);
    const [floor, ceiling] = bounds(lines);
    const kept = all.filter((value) => !log || value > 0).map((value) => (log ? Math.log10(Math.min(Math.max(value, floor), ceiling)) : Math.min(value, ceiling)));
    const [low, high] = [kept.reduce((a, b) => Math.min(a, b), Infinity), kept.reduce((a, b) => Math.max(a, b), -Infinity)];
    const room = high - low || 1;
    this.say(low, high, log, lines[0]?.values[0] ?? null);
    const up = (/** @type {number} */ value) => {
      const height = log ? Math.log10(Math.max(value, 1e-300)) : value;
      return HEIGHT - 4 - Math.max(-0.2, Math.min(1.1, (height - low) / room)) * (HEIGHT - 22);
    };
    const level_ = level !== null && Number.isFinite(low) && (!log || level > 0) ? `<path class="level" d="M0 ${up(level).toFixed(1)}H${WIDTH}"/>` : "";
    const paths = lines.map((line) => {
      const places = telling(line, (step) => Math.floor(this.across(step))).map((index) => `${this.across(line.steps[index]).toFixed(1)} ${up(Number(line.values[index])).toFixed(1)}`);
      return places.length ? `<path style="stroke:${line.color};stroke-dasharray:${line.dash || "none"}" d="M${places.join("L")}"/>` : "";
    });
    this.svg.innerHTML = `${level_}${paths.join("")}<path class="cursor" d="M0 0V${HEIGHT}"/>`;
    this.cursor = this.svg.querySelector(".cursor");
  }

  /** The ends of the scale, where the curve is not. @param {number} low @param {number} high @param {boolean} log @param {number | null} first */
  say(low, high, log, first) {
    const values = [high, low].map((end) => (log ? 10 ** end : end));
    const told = Number.isFinite(low) && high > low;
    this.ends.forEach((end, at) => (end.textContent = told ? formatNumber(Number(values[at].toPrecision(2))) : ""));
    const rises = first !== null && Math.abs(first - values[1]) < Math.abs(first - values[0]);
    this.ends[1].classList.toggle("gv-curve-aside", rises);
    this.figure.title = log ? "The scale is logarithmic: an equal way down is an equal factor." : "";
  }

  /** @param {number} step */
  across(step) {
    return (step / this.last) * (WIDTH - 2 * EDGE) + EDGE;
  }

  /** @param {number} step @param {number | null} value  of the run that the point follows */
  move(step, value) {
    this.step = step;
    this.cursor?.setAttribute("transform", `translate(${this.across(step).toFixed(1)} 0)`);
    this.output.textContent = value === null ? "—" : formatNumber(value);
    this.figure.setAttribute("aria-valuenow", String(step));
    this.figure.setAttribute("aria-valuetext", `step ${step}, ${this.title} ${this.output.textContent}`);
  }

  /** @param {PointerEvent} event */
  press(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    this.figure.focus({ preventScroll: true });
    this.figure.setPointerCapture(event.pointerId);
    const listening = new AbortController();
    const { signal } = listening;
    const say = (/** @type {PointerEvent} */ now, /** @type {boolean} */ done) => {
      const { left, width } = this.svg.getBoundingClientRect();
      const along = (((now.clientX - left) / width) * WIDTH - EDGE) / (WIDTH - 2 * EDGE);
      this.scrub(Math.round(Math.max(0, Math.min(1, along)) * this.last), done);
    };
    say(event, false);
    this.figure.addEventListener("pointermove", (now) => say(now, false), { signal });
    for (const type of /** @type {const} */ (["pointerup", "pointercancel"])) {
      this.figure.addEventListener(type, (now) => { listening.abort(); say(now, true); }, { signal });
    }
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const far = Math.max(1, Math.round(this.last / 10));
    const moves = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -far, PageUp: far, Home: -Infinity, End: Infinity };
    const move = moves[/** @type {keyof typeof moves} */ (event.key)];
    if (move === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    this.scrub(Math.max(0, Math.min(this.last, this.step + move)), true);
  }
}

/** Between what values curves are drawn. @param {Line[]} lines @returns {[number, number]} */
function bounds(lines) {
  const start = Math.max(...lines.map(({ values }) => values[0] ?? 0), Number.MIN_VALUE);
  if (lines.length < 2) return [start * ARRIVED, Infinity];
  const lowest = lines.map(({ values }) => values.reduce((/** @type {number} */ least, value) => (value !== null && value < least ? value : least), Infinity)).filter(Number.isFinite);
  return [Math.max(start * ARRIVED, Math.max(...lowest) * AHEAD), start + DIVERGED * (Math.abs(start) + 1)];
}

/** The places of a line that are enough to draw it: of all in one column of pixels the first, the lowest and the highest. @param {Line} line @param {(step: number) => number} columnOf */
function telling({ steps, values }, columnOf) {
  /** @type {number[]} */
  const kept = [];
  for (let from = 0, to = 0; from < steps.length; from = to) {
    let [low, high] = [-1, -1];
    const column = columnOf(steps[from]);
    for (to = from; to < steps.length && columnOf(steps[to]) === column; to += 1) {
      const value = values[to];
      if (value === null) continue;
      if (low < 0 || value < Number(values[low])) low = to;
      if (high < 0 || value > Number(values[high])) high = to;
    }
    const last = to === steps.length && values[to - 1] !== null ? [to - 1] : [];
    kept.push(...new Set([values[from] === null ? low : from, low, high, ...last].filter((place) => place >= 0).sort((a, b) => a - b)));
  }
  return kept;
}
