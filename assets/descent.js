// The descent bar: the server has computed the race once; it is played here, by moving the parameters as a hand does.

import { Curve } from "./descent_curve.js";
import { RunChips } from "./descent_runs.js";
import { subscribe } from "./hub.js";
import { formatNumber } from "./numbers.js";
import { slotsOf } from "./slots.js";

/**
 * @typedef {object} Run
 * @property {string} optimizer
 * @property {string} title
 * @property {Record<string, number>} settings
 * @property {number[]} steps
 * @property {(number | null)[]} cost
 * @property {(number | null)[]} gradient_norm
 * @property {(number | null)[][]} points
 * @property {(number | null)[][]} gradient
 * @property {Record<string, (number | null)[][]>} states
 * @property {{step: number, why: string, words: string}} ending
 * @property {string[][][]} update  for each axis each line: with symbols, with numbers
 * @property {(number | null)[]} [u]
 * @property {(number | null)[]} [v]
 */
/** @typedef {{name: string, title: string, summary: string, settings: {name: string, symbol: string, usual: number, low: number, high: number, help: string}[]}} Kind */
/** @typedef {{entries: string[], axes: string[], runs: Run[], refused: string[], grips: string[], catalog: Kind[], curvature?: {limit: number | null, words: string[]}}} Race */
/** @typedef {{runs: {optimizer: string, settings: Record<string, number>}[], steps: number, threshold: number | null, most: number}} Asked */

/** Races by id; they outlive a remount. @type {Map<string, Race>} */
const races = new Map();
const MOST_RACES = 12;
/** Steps in a second. */
const PACES = [2, 10, 30, 100, 400];
/** How the lines of the runs are drawn beside their colors. */
export const DASHES = ["", "7 3", "2 3", "9 3 2 3"];
export const colorOf = (/** @type {number} */ run) => `var(--gv-run-${run})`;

const icon = (/** @type {string} */ path) => `<svg viewBox="0 0 16 16" aria-hidden="true"><path d="${path}"/></svg>`;
const PLAY = icon("M4 2.5v11L13.5 8z");
const PAUSE = icon("M4 3h3v10H4zM9 3h3v10H9z");
const button = (/** @type {string} */ move, /** @type {string} */ label, /** @type {string} */ inner) =>
  `<button type="button" data-move="${move}" aria-label="${label}" title="${label}">${inner}</button>`;
const BAR = `<div class="gv-d-play" role="group" aria-label="Descent">
    ${button("first", "Back to the start", icon("M3 3h2v10H3zM13 3v10L6 8z"))}${button("previous", "One step back", icon("M11.5 3v10L4.5 8z"))}${button("play", "Play the descent", PLAY)}${button("next", "One step", icon("M4.5 3v10l7-5z"))}${button("last", "To the end", icon("M11 3h2v10h-2zM3 3v10l7-5z"))}
    <select class="gv-d-pace" aria-label="Steps in a second" title="Steps in a second">${PACES.map((pace) => `<option value="${pace}">${pace}/s</option>`).join("")}</select>
  </div>
  <div class="gv-d-runs"></div>
  <div class="gv-d-until"><label title="A run has arrived when the cost is not above this">cost ≤ <input class="gv-d-threshold" inputmode="decimal" size="5" aria-label="Until the cost is at most"></label>
    <label title="A run ends after so many steps">in <input class="gv-d-steps" inputmode="numeric" size="4" aria-label="Number of steps"> steps</label>
    ${button("here", "Start anew from where the point is now; a click on the contour moves it", "from here")}</div>
  <div class="gv-d-place"><input type="range" min="0" step="1" aria-label="Step of the descent"><p class="gv-d-count"></p></div>
  <div class="gv-d-told"><p class="gv-d-words" role="status"></p><div class="gv-d-update"></div></div>
  <div class="gv-d-curves"></div>`;

export class DescentBar {
  /** @param {HTMLElement} element */
  constructor(element) {
    element.classList.add("gv-descent");
    element.dataset.testid = "gradviz-descent";
    element.innerHTML = BAR;
    const one = (/** @type {string} */ selector) => /** @type {any} */ (element.querySelector(selector));
    this.element = element;
    this.playButton = one('[data-move="play"]');
    this.pace = one(".gv-d-pace");
    this.pace.value = "10";
    this.range = one(".gv-d-place input");
    this.count = one(".gv-d-count");
    this.words = one(".gv-d-words");
    this.updates = one(".gv-d-update");
    this.threshold = one(".gv-d-threshold");
    this.steps = one(".gv-d-steps");
    this.costs = new Curve(one(".gv-d-curves"), "cost");
    this.slopes = new Curve(one(".gv-d-curves"), "|∇cost|");
    this.chips = new RunChips(one(".gv-d-runs"), {
      changed: (runs) => this.ask({ runs }),
      led: (run) => this.lead(run),
    });
    this.step = 0;
    this.leader = 0;
    this.sequence = 0;
    /** @type {ReturnType<typeof slotsOf>} */
    this.slots = [];
    element.addEventListener("click", (event) => {
      const pressed = event.target instanceof Element ? event.target.closest("[data-move]") : null;
      if (pressed) this.press(pressed.getAttribute("data-move") ?? "");
    });
    this.range.addEventListener("input", () => { this.pause(false); this.go(Number(this.range.value), false); });
    this.range.addEventListener("change", () => this.go(Number(this.range.value), true));
    for (const field of [this.threshold, this.steps]) field.addEventListener("change", () => this.askEnds());
    this.unsubscribe = subscribe((update) => this.hear(update));
  }

  /** @param {any} component */
  update({ data, setStateValue }) {
    this.setStateValue = setStateValue;
    if (!data?.id) return;
    if (data.race) {
      races.set(data.id, data.race);
      if (races.size > MOST_RACES) races.delete(races.keys().next().value ?? "");
      setStateValue?.("have", data.id);
    }
    const race = races.get(data.id);
    if (!race) {
      setStateValue?.("have", null);
      return;
    }
    this.asked = /** @type {Asked} */ (data.asked);
    this.fillEnds();
    if (data.id !== this.id) {
      this.pause(false);
      this.id = data.id;
      this.race = race;
      this.step = data.at;
      this.build(race);
    } else if (!this.playing && !this.same(data.at)) {
      this.step = data.at;
    }
    this.draw();
  }

  destroy() {
    this.pause(false);
    this.unsubscribe();
    this.latest?.ways.show([], 0);
  }

  /** @param {import("./hub.js").Update} update */
  hear(update) {
    const first = this.latest?.ways !== update.ways;
    this.latest = update;
    if (first && this.race) {
      this.showWays(this.race);
      this.draw();
    }
  }

  /** @param {Race} race */
  build(race) {
    this.leader = Math.min(this.leader, Math.max(0, race.runs.length - 1));
    this.last = Math.max(0, ...race.runs.map(({ steps }) => steps[steps.length - 1] ?? 0));
    this.range.max = String(this.last);
    this.chips.show(race, this.asked, this.leader);
    const lines = (/** @type {"cost" | "gradient_norm"} */ what) =>
      race.runs.map((run, at) => ({ steps: run.steps, values: run[what], color: colorOf(at), dash: DASHES[at] }));
    this.costs.show(lines("cost"), this.last, this.asked?.threshold);
    this.slopes.show(lines("gradient_norm"), this.last);
    const update = race.runs[this.leader]?.update ?? [];
    this.updates.innerHTML = update
      .map((axis, place) => axis.map(([symbols, numbers]) => `<div data-axis="${place}"><div class="gv-formula gv-d-symbols">${symbols}</div><div class="gv-formula">${numbers}</div></div>`).join(""))
      .join("");
    this.slots = [...this.updates.children].flatMap((cell) => slotsOf(cell).map((slot) => ({ axis: Number(cell.getAttribute("data-axis")), slot })));
    for (const { slot } of this.slots) if (slot.part === "g") slot.element?.classList.replace("gv-forward", "gv-backward");
    this.showWays(race);
  }

  /** @param {Race} race */
  showWays(race) {
    const ways = race.runs.map((run, at) => ({
      color: colorOf(at),
      dash: DASHES[at],
      places: run.steps.map((_, index) => {
        const [x, y, z] = [run.u?.[index], run.v?.[index], run.cost[index]];
        return x === null || y === null || z === null || x === undefined || y === undefined || z === undefined ? null : { x, y, z };
      }),
    }));
    this.latest?.ways.show(ways, this.leader);
  }

  /** @param {number} run */
  lead(run) {
    this.leader = run;
    if (!this.race) return;
    this.build(this.race);
    this.go(this.step, true);
  }

  /** Where a run is at the step that is shown. @param {Run} run */
  entry({ steps }) {
    let [low, high] = [0, steps.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (steps[middle] <= this.step) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  get run() {
    return this.race?.runs[this.leader];
  }

  /** Whether another step is the same place. @param {number} step */
  same(step) {
    if (!this.run || step === this.step) return true;
    const here = this.run.points[this.entry(this.run)];
    const there = this.run.points[this.run.steps.indexOf(step)];
    return JSON.stringify(here) === JSON.stringify(there);
  }

  /** @param {number} step @param {boolean} done */
  go(step, done) {
    this.step = Math.max(0, Math.min(this.last ?? 0, step));
    const { run, race } = this;
    const point = run?.points[this.entry(run)];
    if (race && point) {
      const values = Object.fromEntries(race.grips.flatMap((grip, at) => (point[at] === null ? [] : [[grip, point[at]]])));
      this.latest?.move(/** @type {Record<string, number>} */ (values), done);
    }
    this.draw();
  }

  /** @param {string} move */
  press(move) {
    const { step } = this;
    if (move === "play") return this.playing ? this.pause(true) : this.play();
    this.pause(false);
    if (move === "here") return this.ask({});
    const to = { first: 0, previous: step - 1, next: step + 1, last: this.last ?? 0 }[move];
    if (to !== undefined) this.go(to, true);
    return undefined;
  }

  play() {
    if (!this.race?.runs.length) return;
    let from = this.step >= (this.last ?? 0) ? 0 : this.step;
    let since = performance.now();
    let pace = this.pace.value;
    this.playing = true;
    this.go(from, false);
    const frame = (/** @type {number} */ now) => {
      if (!this.playing) return;
      if (pace !== this.pace.value) [pace, from, since] = [this.pace.value, this.step, now];
      const step = from + Math.floor(Math.max(0, ((now - since) / 1000) * Number(pace)));
      if (step >= (this.last ?? 0)) {
        this.step = this.last ?? 0;
        this.pause(true);
        return;
      }
      if (step !== this.step) this.go(step, false);
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  }

  /** @param {boolean} done  whether the point is to stay here */
  pause(done) {
    const before = this.playing;
    this.playing = false;
    if (before && done) this.go(this.step, true);
    else if (before) this.draw();
  }

  draw() {
    const { race, run } = this;
    this.playButton.innerHTML = this.playing ? PAUSE : PLAY;
    this.playButton.setAttribute("aria-label", this.playing ? "Pause the descent" : "Play the descent");
    this.element.dataset.step = String(this.step);
    this.range.value = String(this.step);
    if (!race) return;
    this.latest?.ways.move(race.runs.map((one) => this.entry(one)));
    if (!run) {
      this.words.textContent = race.refused.join(" ");
      this.count.textContent = "";
      return;
    }
    const entry = this.entry(run);
    this.count.textContent = `step ${this.step} of ${this.last}`;
    this.costs.move(this.step, run.cost[entry] ?? null);
    this.slopes.move(this.step, run.gradient_norm[entry] ?? null);
    const next = this.step <= run.steps[entry] && run.steps[entry + 1] === run.steps[entry] + 1;
    this.updates.hidden = !next;
    if (next) this.fill(race, run, entry);
    this.tell(race, run, next);
  }

  /** Words: how each run ended that has, and before that what the curvature says. @param {Race} race @param {Run} run @param {boolean} going */
  tell(race, run, going) {
    const ended = race.runs.flatMap((one, at) => (one.ending.step <= this.step && (this.step > 0 || !going) ? [`${race.runs.length > 1 ? `${one.title}: ` : ""}${one.ending.words}${why(race, at)}`] : []));
    const text = [...(this.step === this.last || !going ? ended : []), ...(this.step === 0 ? race.refused : [])].join(" ");
    if (text !== this.words.textContent) this.words.textContent = text;
    this.words.hidden = !text;
  }

  /** The numbers of the step from one entry to the next. @param {Race} race @param {Run} run @param {number} entry */
  fill(race, run, entry) {
    for (const [axis, name] of race.axes.entries()) {
      const at = race.entries.indexOf(name);
      const [x, becomes, g] = [run.points[entry][at], run.points[entry + 1][at], run.gradient[entry][at]];
      const numbers = /** @type {Record<string, any>} */ ({ ...run.settings, x, x_new: becomes, g, count: run.steps[entry] + 1 });
      for (const [slot, values] of Object.entries(run.states)) [numbers[slot], numbers[`${slot}_new`]] = [values[entry][at], values[entry + 1][at]];
      numbers.solution = (Number(x) - Number(becomes)) / run.settings.learning_rate;
      const frame = /** @type {any} */ ({ nodes: { step: numbers }, edges: {} });
      for (const one of this.slots) if (one.axis === axis) one.slot.fill(frame);
    }
  }

  fillEnds() {
    const root = this.element.getRootNode();
    const active = root instanceof ShadowRoot ? root.activeElement : null;
    if (active !== this.threshold) this.threshold.value = this.asked?.threshold === null ? "" : String(this.asked?.threshold);
    if (active !== this.steps) this.steps.value = String(this.asked?.steps);
  }

  askEnds() {
    const text = (/** @type {HTMLInputElement} */ field) => field.value.trim().replace("−", "-").replace(",", ".");
    const [threshold, steps] = [text(this.threshold), Number(text(this.steps))];
    this.threshold.toggleAttribute("aria-invalid", threshold !== "" && !Number.isFinite(Number(threshold)));
    this.steps.toggleAttribute("aria-invalid", !(steps >= 1 && Number.isInteger(steps)));
    if (this.element.querySelector(".gv-d-until [aria-invalid]")) return;
    this.ask({ threshold: threshold === "" ? null : Number(threshold), steps });
  }

  /** @param {Partial<Asked>} change */
  ask(change) {
    if (!this.asked) return;
    this.sequence += 1;
    const { runs, steps, threshold } = { ...this.asked, ...change };
    this.setStateValue?.("ask", { runs, steps, threshold, seq: this.sequence + Date.now() });
  }
}

/** Why a run of gradient descent went astray. @param {Race} race @param {number} at */
function why(race, at) {
  const { ending, cost } = race.runs[at];
  const last = cost[cost.length - 1];
  const astray = ending.why === "not finite" || (last !== null && cost[0] !== null && last > cost[0]);
  const words = astray ? race.curvature?.words[at] : "";
  return words ? ` ${words}` : "";
}

/** @param {number | null | undefined} limit */
export const limitText = (limit) => (limit === null || limit === undefined ? "" : `2/λ = ${formatNumber(limit)}`);
