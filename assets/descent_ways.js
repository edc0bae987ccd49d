// The ways of a descent over the surface: where each run goes, how far it has come, and where it is now.

import { InnerState } from "./descent_inner.js";

/** @typedef {{color: string, dash: string, places: ({x: number, y: number, z: number} | null)[], inner: import("./descent_inner.js").Inner | null}} Way */

const FAR = 1e5;
/** Ways up to this many places show each step as a dot. */
const DOTTED = 60;

export class Ways {
  /** @param {SVGElement} group  of the overlay */
  constructor(group) {
    this.group = group;
    /** @type {Way[]} */
    this.ways = [];
    /** @type {number[]} */
    this.at = [];
    this.leader = 0;
    this.edition = 0;
    this.drawn = "";
    /** @type {string[][]} */
    this.pixels = [];
    /** @type {import("./projection.js").Projection | null} */
    this.projection = null;
  }

  /** @param {Way[]} ways @param {number} leader  which of them the point itself follows */
  show(ways, leader) {
    this.ways = ways;
    this.leader = leader;
    this.edition += 1;
    this.group.innerHTML = ways
      .map(({ color, dash }) => `<g class="way" style="stroke:${color};--dot:${color}">
        <path class="under" style="stroke:var(--gv-card);stroke-width:5;opacity:.75"/>
        <path class="ahead" style="stroke-width:2;opacity:.45;stroke-dasharray:${dash || "none"}"/>
        <path class="passed" style="stroke-width:3;stroke-dasharray:${dash || "none"}"/>
        <path class="steps" style="stroke-width:5;stroke-linecap:round"/>
        <circle class="here" r="6" style="fill:${color};stroke:var(--gv-card);stroke-width:2.5"/></g>`)
      .join("");
    this.inner = new InnerState(this.group);
    if (this.projection) this.draw(this.projection);
  }

  /** How far each run has come: a place of its way. @param {number[]} at */
  move(at) {
    this.at = at;
    if (this.projection) this.draw(this.projection);
  }

  /** @param {import("./projection.js").Projection} projection */
  draw(projection) {
    this.projection = projection;
    const seen = `${this.edition} ${projection.state}`;
    if (seen !== this.seen) {
      this.seen = seen;
      this.pixels = this.ways.map(({ places }) => places.map((place) => pixels(place && projection.pixels(place))));
      this.drawn = "";
      const led = this.ways[this.leader];
      if (led) this.inner?.measure(led.inner, led.color, led.places, projection);
    }
    const now = this.at.join(" ");
    if (now === this.drawn) return;
    const whole = this.drawn === "";
    this.drawn = now || " ";
    this.inner?.draw(this.at[this.leader] ?? 0);
    [...this.group.querySelectorAll(".way")].forEach((group, run) => {
      const places = this.pixels[run];
      const at = Math.min(this.at[run] ?? 0, places.length - 1);
      const set = (/** @type {string} */ part, /** @type {string[]} */ list) => group.querySelector(part)?.setAttribute("d", line(list));
      if (whole) {
        set(".under", places);
        set(".ahead", places);
      }
      set(".passed", places.slice(0, at + 1));
      // A line of no length with round ends is a dot.
      const dots = places.length <= DOTTED ? places : places.slice(0, 1);
      group.querySelector(".steps")?.setAttribute("d", dots.filter(Boolean).map((place) => `M${place}h0`).join("") || "M0 0");
      const here = /** @type {SVGElement} */ (group.querySelector(".here"));
      const shown = run !== this.leader && places[at];
      here.style.display = shown ? "" : "none";
      if (shown) here.setAttribute("transform", `translate(${shown})`);
    });
  }
}

/** "" for what cannot be shown. @param {{x: number, y: number} | null} at */
function pixels(at) {
  const near = (/** @type {number} */ value) => Math.max(-FAR, Math.min(FAR, value)).toFixed(1);
  return at ? `${near(at.x)} ${near(at.y)}` : "";
}

/** @param {string[]} places */
const line = (places) => places.filter(Boolean).map((place, index) => `${index ? "L" : "M"}${place}`).join("") || "M0 0";
