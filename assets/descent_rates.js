// What if: the cost after some steps over the learning rate. The strip is the learning rate's slider; on it stands the limit 2/λ.

import { formatNumber } from "./numbers.js";

const WIDTH = 400;
const HEIGHT = 130;
const [LEFT, RIGHT, TOP, BOTTOM] = [6, 6, 18, 18];
/** What is so many times the cost at the start is far beyond any good. */
const [ARRIVED, DIVERGED] = [1e-9, 1e2];

/** @typedef {import("./descent_race.js").Rates} Rates */

export class RateStrip {
  /** @param {HTMLElement} host @param {(rate: number) => void} chosen */
  constructor(host, chosen) {
    this.chosen = chosen;
    host.innerHTML = `<div class="gv-strip" role="slider" tabindex="0" aria-label="Learning rate η"><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" aria-hidden="true"></svg></div><p class="gv-strip-words" role="status"></p>`;
    this.strip = /** @type {HTMLElement} */ (host.querySelector(".gv-strip"));
    this.svg = /** @type {SVGSVGElement} */ (host.querySelector("svg"));
    this.words = /** @type {HTMLElement} */ (host.querySelector("p"));
    /** @type {Rates | null} */
    this.found = null;
    this.strip.addEventListener("pointerdown", (event) => this.press(event));
    this.strip.addEventListener("pointermove", (event) => { if (!event.buttons) this.tell(this.nearest(event.clientX)); });
    this.strip.addEventListener("pointerleave", () => this.point(this.rate ?? 0));
    this.strip.addEventListener("keydown", (event) => this.key(event));
  }

  /** @param {Rates | null} found @param {number} rate  the one that is chosen @param {number | null} limit  2/λ, where it is one */
  show(found, rate, limit) {
    this.found = found;
    this.rate = rate;
    this.strip.hidden = !found;
    if (!found) {
      this.words.textContent = "There is no comparison of learning rates for this run.";
      return;
    }
    const { rates, cost, start } = found;
    const [first, last] = [rates[0], rates[rates.length - 1]].map(Math.log10);
    this.across = (/** @type {number} */ value) => LEFT + ((Math.log10(value) - first) / (last - first)) * (WIDTH - LEFT - RIGHT);
    const known = /** @type {number[]} */ (cost.filter((value) => value !== null));
    const log = known.length > 0 && known.every((value) => value > 0);
    const scale = Math.abs(start ?? 0) || Math.max(...known.map(Math.abs), 1);
    const height = (/** @type {number} */ value) => (log ? Math.log10(Math.max(value, scale * ARRIVED)) : value);
    const most = log ? Math.log10(scale * DIVERGED) : scale * 3;
    const heights = known.map((value) => Math.min(height(value), most));
    const [low, high] = [Math.min(...heights, start === null ? Infinity : height(start)), Math.max(...heights, start === null ? -Infinity : height(start))];
    const up = (/** @type {number} */ value) => HEIGHT - BOTTOM - Math.min(1.2, (Math.min(height(value), most) - low) / (high - low || 1)) * (HEIGHT - TOP - BOTTOM);
    const ticks = [];
    for (let power = Math.ceil(first); power <= last; power += Math.max(1, Math.ceil((last - first) / 8))) ticks.push(power);
    const marks = ticks.map((power) => `<path class="tick" d="M${this.across(10 ** power)} ${HEIGHT - BOTTOM}v-${HEIGHT - TOP - BOTTOM}"/><text class="quiet" x="${this.across(10 ** power)}" y="${HEIGHT - 4}" text-anchor="middle">${formatNumber(10 ** power)}</text>`);
    let pen = "M";
    const line = rates.map((value, at) => {
      const place = cost[at] === null ? "" : `${pen}${this.across?.(value).toFixed(1)} ${up(Number(cost[at])).toFixed(1)}`;
      pen = cost[at] === null ? "M" : "L";
      return place;
    });
    const lost = rates.flatMap((value, at) => (cost[at] === null ? [`M${(this.across?.(value) ?? 0) - 3} ${TOP - 3}l6 6m0-6l-6 6`] : []));
    const level = start === null ? "" : `<path class="level" d="M0 ${up(start).toFixed(1)}H${WIDTH}"/><text class="quiet" x="${LEFT}" y="${up(start) - 3}">cost at the start ${formatNumber(start)}</text>`;
    const shown = limit !== null && limit > rates[0] && limit < rates[rates.length - 1];
    const bound = shown ? `<rect class="beyond" x="${this.across(limit)}" y="0" width="${WIDTH - this.across(limit)}" height="${HEIGHT - BOTTOM}"/><path class="limit" d="M${this.across(limit)} 0V${HEIGHT - BOTTOM}"/><text class="bound" x="${this.across(limit) - 4}" y="11" text-anchor="end">2/λ = ${formatNumber(limit)}</text>` : "";
    this.svg.innerHTML = `${marks.join("")}${bound}${level}<path class="cost" d="${line.join("") || "M0 0"}"/><path class="lost" d="${lost.join("") || "M0 0"}"/><g class="here"><path d="M0 ${TOP - 6}V${HEIGHT - BOTTOM}"/><circle cy="${HEIGHT - BOTTOM}" r="5"/></g>`;
    this.strip.setAttribute("aria-valuemin", String(rates[0]));
    this.strip.setAttribute("aria-valuemax", String(rates[rates.length - 1]));
    this.point(rate);
  }

  /** The mark stands at a rate, and words say what becomes of it. @param {number} rate */
  point(rate) {
    const { found } = this;
    if (!found) return;
    const inside = Math.max(found.rates[0], Math.min(found.rates[found.rates.length - 1], rate || found.rates[0]));
    this.svg.querySelector(".here")?.setAttribute("transform", `translate(${(this.across?.(inside) ?? 0).toFixed(1)} 0)`);
    this.strip.setAttribute("aria-valuenow", String(rate));
    const at = found.rates.findIndex((one) => one >= inside * (1 - 1e-9));
    this.tell(at);
    this.strip.setAttribute("aria-valuetext", this.words.textContent ?? "");
  }

  /** @param {number} at  of the rates */
  tell(at) {
    const { found } = this;
    if (!found || at < 0) return;
    const { rates, cost, last, steps } = found;
    const value = cost[at];
    const name = `η = ${formatNumber(rates[at])}`;
    this.words.textContent = value === null ? `${name}: leaves the finite numbers at step ${last[at] + 1}.` : `${name}: after ${steps} steps the cost is ${formatNumber(value)}.`;
  }

  /** The rate under the pointer, of those that were tried. @param {number} x @returns {number} */
  nearest(x) {
    const { left, width } = this.svg.getBoundingClientRect();
    const along = ((x - left) / width) * WIDTH;
    const away = (/** @type {number} */ at) => Math.abs((this.across?.(this.found?.rates[at] ?? 1) ?? 0) - along);
    let best = 0;
    for (let at = 1; at < (this.found?.rates.length ?? 0); at += 1) if (away(at) < away(best)) best = at;
    return best;
  }

  /** @param {PointerEvent} event */
  press(event) {
    if (event.button !== 0 || !this.found) return;
    event.preventDefault();
    this.strip.focus({ preventScroll: true });
    this.strip.setPointerCapture(event.pointerId);
    const listening = new AbortController();
    const { signal } = listening;
    const rate = (/** @type {PointerEvent} */ now) => rounded(this.found?.rates[this.nearest(now.clientX)] ?? 0);
    this.point(rate(event));
    this.strip.addEventListener("pointermove", (now) => this.point(rate(now)), { signal });
    for (const type of /** @type {const} */ (["pointerup", "pointercancel"])) {
      this.strip.addEventListener(type, (now) => { listening.abort(); this.choose(rate(now)); }, { signal });
    }
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const { found } = this;
    const moves = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10, Home: -Infinity, End: Infinity };
    const move = moves[/** @type {keyof typeof moves} */ (event.key)];
    if (!found || move === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const now = found.rates.findIndex((one) => one >= (this.rate ?? 0) * (1 - 1e-9));
    const at = Math.max(0, Math.min(found.rates.length - 1, (now < 0 ? found.rates.length - 1 : now) + move));
    this.choose(rounded(found.rates[at]));
  }

  /** @param {number} rate */
  choose(rate) {
    this.rate = rate;
    this.point(rate);
    clearTimeout(this.choosing);
    this.choosing = setTimeout(() => this.chosen(rate), 150); // a key that is held down asks once
  }
}

/** As many digits as a pixel tells. @param {number} rate */
const rounded = (rate) => Number(rate.toPrecision(3));
