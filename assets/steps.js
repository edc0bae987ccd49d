// The pass, step by step: the bar under the drawing, and what it does to drawing and numbers.

import { slotsOf } from "./slots.js";
import { moveOf } from "./step_keys.js";
import { subjectOf } from "./subject.js";
import { KINDS, Walk } from "./walk.js";

/** @typedef {import("./picture.js").Frame} Frame */
/** @typedef {import("./step_keys.js").Move} Move */

/** Between two steps of playing, in milliseconds. */
const PACE = 1200;
/** After this quiet time in milliseconds the server hears where the visitor has come to rest. */
const REST = 500;

const icon = (/** @type {string} */ path) => `<svg viewBox="0 0 16 16" aria-hidden="true"><path d="${path}"/></svg>`;
const ICONS = {
  first: icon("M3 3h2v10H3zM13 3v10L6 8z"),
  previous: icon("M11.5 3v10L4.5 8z"),
  play: icon("M4 2.5v11L13.5 8z"),
  pause: icon("M4 3h3v10H4zM9 3h3v10H9z"),
  next: icon("M4.5 3v10l7-5z"),
  last: icon("M11 3h2v10h-2zM3 3v10l7-5z"),
};
const button = (/** @type {Move} */ move, /** @type {string} */ label, /** @type {string} */ keys) =>
  `<button type="button" data-step="${move}" aria-label="${label}" title="${label} (${keys})">${ICONS[/** @type {keyof typeof ICONS} */ (move)]}</button>`;

const BAR = `<div class="gv-step-buttons" role="group" aria-label="Steps">
    ${button("first", "First step", "Home")}${button("previous", "Previous step", "← or Page Up")}${button("play", "Play", "Space")}${button("next", "Next step", "→ or Page Down")}${button("last", "Last step", "End")}
  </div>
  <div class="gv-step-place">
    <input type="range" min="1" step="1" aria-label="Step of the pass" title="Any step; the keys ← → Page Up, Page Down, Home and End step too. On a focused node of the graph the arrows walk from node to node instead.">
    <p class="gv-step-count"></p>
  </div>
  <p class="gv-step-words"></p>
  <div class="gv-step-math"></div>
  <button type="button" class="gv-step-leave" data-step="leave" aria-label="Leave the steps, show all numbers" title="Leave the steps, show all numbers (Esc)">×</button>
  <p class="gv-spoken" role="status" aria-live="polite" data-testid="gradviz-step-spoken"></p>`;
const INVITATION =
  'Watch the pass: values forward, then gradients backward, one at a time. <span class="gv-step-keys"><kbd>→</kbd> next <kbd>←</kbd> back <kbd>Space</kbd> play</span>';

export class Stepper {
  /**
   * @param {HTMLElement} graph  the component's element, which gets the bar
   * @param {{changed: () => void, report: (message: {at: number | null, seq: number}) => void}} told
   */
  constructor(graph, { changed, report }) {
    this.graph = graph;
    this.changed = changed;
    this.report = report;
    /** The step that is shown, from 1; null: everything is. @type {number | null} */
    this.at = null;
    this.sequence = 0;
    this.playing = false;
    this.bar = document.createElement("section");
    this.bar.className = "gv-steps";
    this.bar.dataset.testid = "gradviz-steps";
    this.bar.setAttribute("aria-label", "The pass, step by step");
    this.bar.innerHTML = BAR;
    graph.append(this.bar);
    const one = (/** @type {string} */ selector) => /** @type {HTMLElement} */ (this.bar.querySelector(selector));
    this.scrubber = /** @type {HTMLInputElement} */ (one("input"));
    this.count = one(".gv-step-count");
    this.sentence = one(".gv-step-words");
    this.math = one(".gv-step-math");
    this.spoken = one(".gv-spoken");
    this.playButton = one('[data-step="play"]');
    /** @type {ReturnType<typeof slotsOf>} */
    this.slots = [];
    this.bar.addEventListener("click", (event) => {
      const pressed = event.target instanceof Element ? event.target.closest("[data-step]") : null;
      if (pressed) this.move(/** @type {Move} */ (pressed.getAttribute("data-step")));
    });
    this.scrubber.addEventListener("input", () => this.visit(Number(this.scrubber.value)));
    this.listening = new AbortController();
    const { signal } = this.listening;
    document.addEventListener("keydown", (event) => this.key(event), { signal });
    document.addEventListener("visibilitychange", () => document.hidden && this.play(false), { signal });
  }

  /** The structure's steps, and the step that the server knows of. @param {string} id @param {import("./walk.js").Step[] | undefined} steps @param {number | null} at @param {number} sequence */
  follow(id, steps, at, sequence) {
    const other = id !== this.id;
    if (other) this.id = id;
    if (other && steps) {
      this.walk = new Walk(steps);
      this.scrubber.max = String(steps.length);
      // The bar is as high as its highest formula, from the start.
      const rows = Math.max(...steps.map(({ math }) => Math.max(0, ...math.split("<mtable>").map((table) => table.split("</mtable>")[0].split("<mtr>").length - 1))));
      this.bar.classList.toggle("gv-high", rows > 2);
      this.shown = undefined;
    }
    this.bar.hidden = !this.walk;
    // What the hand has done since is newer.
    const newer = sequence >= this.sequence && !this.playing && (at ?? null) !== this.at;
    if (newer) this.at = at ?? null;
    if (this.at !== null) this.at = Math.min(this.at, this.walk?.count ?? this.at);
    if (newer || other) this.show();
    this.answered = sequence;
  }

  /** Another drawing: other things act in it. @param {import("./picture.js").Picture} picture */
  see(picture) {
    this.picture = picture;
    this.shown = undefined;
    this.show();
  }

  /** What happens, and where it is seen if its place is folded away. */
  get words() {
    const { step } = this;
    const name = subjectOf(step?.subject)?.name;
    const place = name === undefined ? null : (this.picture?.placeOf(name) ?? null);
    if (!step || place === null || place === name) return step?.words ?? "";
    return `Inside ${place.replace(/\/$/, "")}: ${step.words}`;
  }

  /** What acts, as it is drawn. */
  get acting() {
    const { picture } = this;
    return new Set((this.step?.acting ?? []).flatMap((name) => picture?.placeOf(name) ?? []));
  }

  /** The step itself. */
  get step() {
    return this.at === null ? null : (this.walk?.steps[this.at - 1] ?? null);
  }

  /** The frame as far as it is known at this step. @param {Frame} frame */
  known(frame) {
    return this.at === null || !this.walk ? frame : this.walk.masked(frame, this.at);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (!this.walk || !this.graph.isConnected) return;
    const move = moveOf(event, this.graph, this.scrubber, this.at !== null);
    if (!move) return;
    event.preventDefault();
    event.stopPropagation();
    this.move(move);
  }

  /** @param {Move} move */
  move(move) {
    const last = this.walk?.count ?? 0;
    if (move === "play") return this.play(!this.playing);
    if (move === "leave") return this.visit(null);
    // Without a step everything is known: that is behind the last one, and before the first.
    const to = { first: 1, last, next: (this.at ?? 0) + 1, previous: (this.at ?? last + 1) - 1 }[move];
    return this.visit(Math.min(last, Math.max(1, to)));
  }

  /** @param {number | null} at */
  visit(at) {
    this.play(false);
    this.go(at);
  }

  /** @param {number | null} at */
  go(at) {
    if (at === this.at) return;
    this.at = at;
    this.sequence = Math.max(this.sequence, this.answered ?? 0) + 1;
    this.show();
    this.changed();
    this.tellSoon();
  }

  /** @param {boolean} on */
  play(on) {
    clearInterval(this.timer);
    const before = this.playing;
    this.playing = on && Boolean(this.walk);
    if (this.playing) {
      if (this.at === null || this.at === this.walk?.count) this.go(1);
      this.timer = setInterval(() => {
        this.go((this.at ?? 0) + 1);
        if (this.at === this.walk?.count) this.play(false);
      }, PACE);
    } else if (before) this.tellSoon();
    if (before === this.playing) return;
    this.playButton.innerHTML = this.playing ? ICONS.pause : ICONS.play;
    this.playButton.setAttribute("aria-label", this.playing ? "Pause" : "Play");
    this.playButton.title = `${this.playing ? "Pause" : "Play"} (Space)`;
  }

  /** Tells the server, when the visitor has come to rest: its answer draws the page anew. */
  tellSoon() {
    clearTimeout(this.telling);
    this.telling = setTimeout(() => {
      if (this.playing || this.told === this.sequence) return;
      this.told = this.sequence;
      this.report({ at: this.at, seq: this.sequence });
    }, REST);
  }

  /** The bar's own contents. */
  show() {
    const { step } = this;
    if (this.shown === step) return;
    this.shown = step;
    const count = this.walk?.count ?? 0;
    this.graph.classList.toggle("gv-stepping", step !== null);
    this.graph.dataset.way = step ? KINDS[step.kind].way : "";
    this.bar.dataset.kind = step?.kind ?? "";
    this.scrubber.value = String(this.at ?? 1);
    this.scrubber.setAttribute("aria-valuetext", step ? `step ${this.at} of ${count}, ${KINDS[step.kind].way}` : `not stepping, ${count} steps`);
    this.count.innerHTML = step ? `<b>step ${this.at} of ${count}</b> <span class="gv-way">${KINDS[step.kind].word}</span>` : `<b>${count} steps</b>`;
    if (step) this.sentence.textContent = this.words;
    else this.sentence.innerHTML = INVITATION;
    this.math.innerHTML = step?.math ?? "";
    this.slots = slotsOf(this.math);
    this.unsaid = true;
  }

  /** Numbers into the bar's formula. @param {Frame} frame  what is known of it @param {string} target */
  fill(frame, target) {
    for (const slot of this.slots) slot.fill(frame);
    if (!this.unsaid) return;
    this.unsaid = false;
    this.spoken.textContent = this.at === null || !this.walk ? "" : this.walk.spoken(this.at, frame, target, this.words);
  }

  /** Who acts in the drawing, and what is new in it. @param {import("./picture.js").Picture} picture */
  mark(picture) {
    const { step } = this;
    const { acting } = this;
    const fresh = new Set(step?.known);
    for (const [name, part] of picture.parts) {
      part.element.classList.toggle("gv-acting", acting.has(name));
      for (const which of /** @type {const} */ (["value", "gradient"])) {
        const known = this.at === null || !this.walk || this.walk.knows(part.facts.shows ?? name, which, this.at);
        part.element.classList.toggle(`gv-${which}-unknown`, !known);
        part[which]?.text.classList.toggle("gv-fresh", fresh.has(`${part.facts.shows ?? name}|${which}`));
      }
    }
  }

  /** The frame around what acts. @param {import("./picture.js").Picture} picture @returns {{left: number, top: number, width: number, height: number} | null} */
  place(picture) {
    const boxes = [...this.acting].flatMap((name) => picture.parts.get(name)?.box ?? []);
    if (!boxes.length || this.step?.kind === "start") return null;
    const left = Math.min(...boxes.map((box) => box.left));
    const top = Math.min(...boxes.map((box) => box.top));
    const right = Math.max(...boxes.map((box) => box.left + box.width));
    const bottom = Math.max(...boxes.map((box) => box.top + box.height));
    return { left, top, width: right - left, height: bottom - top };
  }

  destroy() {
    this.play(false);
    clearTimeout(this.telling);
    this.listening.abort();
  }
}
