// The descent bar: the server has computed the race once; it is played here, by moving the parameters as a hand does.

import { CONTENTS, PAUSE, PLAY } from "./descent_contents.js";
import { Curve } from "./descent_curve.js";
import { Ends } from "./descent_ends.js";
import { innerOf } from "./descent_inner.js";
import { entryAt, isExact, lastOf, strideOf, withPart } from "./descent_race.js";
import { RunChips } from "./descent_runs.js";
import { WrittenUpdate } from "./descent_update.js";
import { endings } from "./descent_words.js";
import { subscribe } from "./hub.js";
import { formatNumber } from "./numbers.js";

/** @typedef {import("./descent_race.js").Race} Race */
/** @typedef {import("./descent_race.js").Run} Run */
/** @typedef {import("./descent_race.js").Asked} Asked */
/** @typedef {{step: number, steps: number, cost: number | null}} Progress  of a race that is not finished */

/** Races by id, and exact parts of them by name; they outlive a remount. @type {Map<string, Race>} */
const races = new Map();
/** @type {Map<string, import("./descent_race.js").Entries[]>} */
const parts = new Map();
const REMEMBERED = 12;
/** Rest in milliseconds between two slices of a long race: the server's other visitors have their turn. */
const REST = 30;
/** Milliseconds after which the server has heard where the point was moved to. */
const PATIENCE = 3000;
/** How the lines of the runs are drawn beside their colors. */
const DASHES = ["", "7 3", "2 3", "9 3 2 3"];
const colorOf = (/** @type {number} */ run) => `var(--gv-run-${run})`;

export class DescentBar {
  /** @param {HTMLElement} element */
  constructor(element) {
    element.classList.add("gv-descent");
    element.dataset.testid = "gradviz-descent";
    element.innerHTML = CONTENTS;
    const one = (/** @type {string} */ selector) => /** @type {any} */ (element.querySelector(selector));
    this.element = element;
    this.playButton = one('[data-move="play"]');
    this.goOn = one('[data-move="on"]');
    this.pace = one(".gv-d-pace");
    this.pace.value = "30";
    this.range = one(".gv-d-place input");
    this.count = one(".gv-d-count");
    this.goto = one(".gv-d-goto");
    this.wish = one(".gv-d-goto input");
    this.going = one(".gv-d-going");
    this.words = one(".gv-d-words");
    this.ends = new Ends(one(".gv-d-until"), (ends) => this.ask(ends));
    this.written = new WrittenUpdate(one(".gv-d-update"));
    const scrub = (/** @type {number} */ step, /** @type {boolean} */ done) => { this.pause(false); this.go(step, done); };
    this.costs = new Curve(one(".gv-d-curves"), "cost", scrub);
    this.slopes = new Curve(one(".gv-d-curves"), "|∇cost|", scrub);
    this.chips = new RunChips(one(".gv-d-runs"), one(".gv-d-card"), {
      changed: (runs) => this.ask({ runs }),
      led: (run) => this.lead(run),
    });
    this.step = 0;
    this.last = 0;
    this.leader = 0;
    this.sequence = 0;
    /** The step that was asked for and is not here yet. @type {number | null} */
    this.wanted = null;
    element.addEventListener("click", (event) => {
      const pressed = event.target instanceof Element ? event.target.closest("[data-move]") : null;
      if (pressed) this.press(pressed.getAttribute("data-move") ?? "");
    });
    element.addEventListener("keydown", (event) => this.key(event));
    this.range.addEventListener("input", () => scrub(Number(this.range.value), false));
    this.range.addEventListener("change", () => this.go(Number(this.range.value), true));
    this.wish.addEventListener("change", () => { if (/^\d+$/.test(this.wish.value.trim())) scrub(Number(this.wish.value), true); });
    this.unsubscribe = subscribe((update) => this.hear(update));
  }

  /** @param {any} component */
  update({ data, setStateValue }) {
    this.setStateValue = setStateValue;
    if (!data?.id) return;
    if (data.race) keep(races, data.id, data.race, () => setStateValue?.("have", data.id));
    const { window: part } = data;
    if (part?.runs) keep(parts, part.name, part.runs, () => setStateValue?.("window", part.name));
    const race = races.get(data.id);
    if (!race) return setStateValue?.("have", null);
    if (part && !part.words && !parts.has(part.name)) setStateValue?.("window", null);
    this.asked = /** @type {Asked} */ (data.asked);
    this.ends.show(this.asked);
    this.pull(data.progress);
    const other = data.id !== this.id;
    const exact = parts.get(part?.name);
    if (other) {
      this.pause(false);
      this.wanted = null;
      this.id = data.id;
      this.step = data.at;
    }
    if (other || this.exact !== exact) {
      this.exact = exact;
      this.race = exact ? withPart(race, exact) : race;
      this.build(this.race);
    }
    if (this.wanted !== null) this.arrive(part);
    else if (!other && !this.playing && !this.same(data.at) && !this.outdated(data.at)) this.step = data.at;
    this.draw();
    return undefined;
  }

  /** The exact step that was asked for is there, or cannot be had. @param {{words?: string} | null | undefined} part */
  arrive(part) {
    const { wanted, run } = this;
    if (wanted === null || !run || (!part?.words && !isExact(run, wanted))) return;
    this.wanted = null;
    this.settle(part?.words ? this.step : wanted);
  }

  /** Whether the server speaks of a step that the visitor has left since. @param {number} at */
  outdated(at) {
    const { sent } = this;
    if (!sent || sent.step === at) this.sent = null;
    return Boolean(sent && sent.step !== at && performance.now() < sent.until);
  }

  /** Asks for the next slice of a long race. @param {Progress | null} progress */
  pull(progress) {
    clearTimeout(this.pulling);
    this.going.hidden = !progress;
    this.range.hidden = this.count.hidden = Boolean(progress);
    this.goOn.hidden = Boolean(progress) || !this.race?.runs.some(({ ending }) => ending.why === "interrupted");
    if (!progress) return;
    const { step, steps, cost } = progress;
    this.going.querySelector("progress").value = step / steps;
    this.going.querySelector("p").textContent = `step ${grouped(step)} of ${grouped(steps)}${cost === null ? "" : `, cost ${formatNumber(cost)}`}`;
    this.pulling = setTimeout(() => this.setStateValue?.("more", (this.pulled = (this.pulled ?? 0) + 1)), REST);
  }

  destroy() {
    this.pause(false);
    clearTimeout(this.pulling);
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
    this.last = lastOf(race);
    this.range.max = String(this.last);
    this.chips.show(race, this.asked, this.leader);
    const stride = strideOf(race);
    this.goto.hidden = stride === 1;
    this.goto.querySelector("span").textContent = `1 of ${grouped(stride)} kept; go to`;
    this.goto.title = `Of every ${grouped(stride)} steps the first is kept, and those of the lowest and the highest cost. Any other is computed once more when you go to it.`;
    this.goOn.hidden = !race.runs.some(({ ending }) => ending.why === "interrupted");
    const lines = (/** @type {"cost" | "gradient_norm"} */ what) =>
      race.runs.map((run, at) => ({ steps: run.steps, values: run[what], color: colorOf(at), dash: DASHES[at] }));
    this.costs.show(lines("cost"), this.last, this.asked?.threshold);
    this.slopes.show(lines("gradient_norm"), this.last);
    this.written.show(race.runs[this.leader]);
    this.showWays(race);
  }

  /** @param {Race} race */
  showWays(race) {
    const ways = race.runs.map((run, at) => ({
      color: colorOf(at),
      dash: DASHES[at],
      inner: innerOf(run),
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

  get run() {
    return this.race?.runs[this.leader];
  }

  /** Whether another step is the same place. @param {number} step */
  same(step) {
    if (!this.run || step === this.step) return true;
    const here = this.run.points[entryAt(this.run, this.step)];
    const there = this.run.points[this.run.steps.indexOf(step)];
    return JSON.stringify(here) === JSON.stringify(there);
  }

  /** Goes to a step, or as long as it is not here to the last one before it that is. @param {number} step @param {boolean} done */
  go(step, done) {
    const wished = Math.max(0, Math.min(this.last, step));
    const { run } = this;
    this.wanted = null;
    if (!run || isExact(run, wished)) return this.settle(wished, done);
    this.settle(run.steps[entryAt(run, wished)], false);
    if (!done) return undefined;
    this.wanted = wished;
    this.sequence += 1;
    this.setStateValue?.("exact", { id: this.id, step: wished, seq: this.sequence });
    return undefined;
  }

  /** The point goes where the run is after a step. @param {number} step @param {boolean} [done] */
  settle(step, done = true) {
    this.step = step;
    const { run, race } = this;
    if (done) this.sent = { step, until: performance.now() + PATIENCE };
    const point = run?.points[entryAt(run, step)];
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
    if (move === "stop" || move === "on") return this.say({ go: move === "on" });
    const from = this.wanted ?? step;
    const to = { first: 0, previous: from - 1, next: from + 1, last: this.last }[move];
    if (to !== undefined) this.go(to, true);
    return undefined;
  }

  /** Space plays and pauses wherever it does nothing else. @param {KeyboardEvent} event */
  key(event) {
    const field = event.target instanceof Element && event.target.closest('button, select, input:not([type="range"])');
    if (event.key !== " " || field) return;
    event.preventDefault();
    event.stopPropagation();
    this.press("play");
  }

  play() {
    if (!this.race?.runs.length || !this.last) return;
    let from = this.step >= this.last ? 0 : this.step;
    let since = performance.now();
    let pace = this.pace.value;
    this.playing = true;
    this.go(from, false);
    const frame = (/** @type {number} */ now) => {
      if (!this.playing) return;
      if (pace !== this.pace.value) [pace, from, since] = [this.pace.value, this.step, now];
      const step = from + Math.floor(Math.max(0, ((now - since) / 1000) * Number(pace)));
      if (step >= this.last) {
        this.step = this.last;
        this.pause(true);
        return;
      }
      // Of what was not kept there is nothing to show.
      const kept = this.run && !isExact(this.run, step) ? this.run.steps[entryAt(this.run, step)] : step;
      if (kept !== this.step) this.settle(kept, false);
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
    this.latest?.ways.move(race.runs.map((one) => entryAt(one, this.step)));
    const entry = run ? entryAt(run, this.step) : 0;
    const next = Boolean(run) && this.step <= (run?.steps[entry] ?? -1) && run?.steps[entry + 1] === run?.steps[entry] + 1;
    this.written.host.hidden = !next;
    this.count.textContent = run ? `step ${grouped(this.step)} of ${grouped(this.last)}${this.wanted === null ? "" : ` (${grouped(this.wanted)} …)`}` : "";
    this.costs.move(this.step, run?.cost[entry] ?? null);
    this.slopes.move(this.step, run?.gradient_norm[entry] ?? null);
    if (run && next) this.written.fill(race, run, entry);
    this.chips.stand(race, this.step);
    this.tell(race, next);
  }

  /** Words: how each run ended that has, and before that what the curvature says. @param {Race} race @param {boolean} going */
  tell(race, going) {
    const text = endings(race, this.step, this.last, going);
    if (text !== this.words.textContent) this.words.textContent = text;
    this.words.hidden = !text;
  }

  /** @param {Partial<Asked>} change */
  ask(change) {
    if (!this.asked) return;
    const { runs, steps, threshold, rest } = { ...this.asked, ...change };
    this.say({ runs, steps, threshold, rest });
  }

  /** @param {Record<string, unknown>} message */
  say(message) {
    this.sequence += 1;
    this.setStateValue?.("ask", { ...message, seq: this.sequence + Date.now() });
  }
}

/** @param {Map<string, any>} map @param {string} name @param {unknown} value @param {() => void} told */
function keep(map, name, value, told) {
  map.set(name, value);
  if (map.size > REMEMBERED) map.delete(map.keys().next().value ?? "");
  told();
}

const grouped = (/** @type {number} */ value) => value.toLocaleString("en");
