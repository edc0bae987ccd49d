// Nearer to the cost surface and back: buttons, keys, and the wheel on the contour.

import { zoomed } from "./plane.js";

/** @typedef {import("./plots.js").Chart} Chart */
/** @typedef {import("./plane.js").Plane} Plane */

const FACTOR = 1.6;
/** How much one notch of a wheel, 100 pixels, zooms. */
const NOTCH = 1.25;
/** Quiet time in milliseconds after which the server is asked for the surface between the new ends. */
const QUIET = 250;
const KEYS = /** @type {Record<string, string>} */ ({ "+": "in", "=": "in", "-": "out", "−": "out", 0: "fit" });
const TOOLS = `
  <button type="button" data-zoom="out" aria-label="Zoom out of the surface" title="Zoom out (−)">−</button>
  <button type="button" data-zoom="fit" aria-label="Fit the surface to its content" title="As the content needs (0)">⤢</button>
  <button type="button" data-zoom="in" aria-label="Zoom into the surface" title="Zoom in (+)">+</button>`;
const STYLE = `
  .gradviz-zoom{position:absolute;right:0;bottom:10px;z-index:4;display:flex;gap:1px;opacity:.5;transition:opacity .15s}
  .svg-container:hover .gradviz-zoom,.gradviz-zoom:focus-within{opacity:1}
  .gradviz-zoom button{width:23px;height:23px;padding:0;border:1px solid var(--gv-quiet);border-radius:5px;background:var(--gv-card);color:var(--gv-ink);font:15px/1 sans-serif;cursor:pointer}
  .gradviz-zoom button:focus-visible{outline:2px solid var(--gv-forward)}
  .gradviz-zoom button:disabled{opacity:.4;cursor:default}
  @media (hover:none){.gradviz-zoom{opacity:1}}`;

export class SurfaceRange {
  /** @param {(ends: number[][] | null) => void} report */
  constructor(report) {
    this.report = report;
    /** @type {Plane | undefined} */
    this.plane = undefined;
    this.tools = document.createElement("div");
    this.tools.className = "gradviz-zoom";
    this.tools.setAttribute("role", "toolbar");
    this.tools.setAttribute("aria-label", "The surface’s range");
    this.tools.innerHTML = `<style>${STYLE}</style>${TOOLS}`;
    this.tools.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest("[data-zoom]") : null;
      if (button) this.go(/** @type {HTMLElement} */ (button).dataset.zoom ?? "");
      // The surface below would take it for a click on itself.
      event.stopPropagation();
    });
    this.tools.addEventListener("keydown", (event) => this.key(event));
    /** Charts whose wheel is heard. @type {WeakSet<Element>} */
    this.heard = new WeakSet();
  }

  /** @param {Chart} chart @param {Element} host @param {Plane | undefined} plane */
  draw(chart, host, plane) {
    if (plane !== this.plane && JSON.stringify(plane?.ends) !== JSON.stringify(this.plane?.ends)) this.wanted = null;
    this.chart = chart;
    this.plane = plane;
    if (this.tools.parentElement !== host) host.append(this.tools);
    const fit = /** @type {HTMLButtonElement} */ (this.tools.querySelector("[data-zoom=fit]"));
    fit.disabled = plane?.free !== false;
    if (this.heard.has(host)) return;
    this.heard.add(host);
    host.addEventListener("wheel", (event) => this.wheel(/** @type {WheelEvent} */ (event)), { passive: false });
  }

  remove() {
    this.tools.remove();
    this.chart = null;
  }

  /** Whether a key was meant for the range. @param {KeyboardEvent} event */
  key(event) {
    const move = KEYS[event.key];
    if (!move || event.ctrlKey || event.metaKey || event.altKey) return false;
    this.go(move);
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  /** @param {string} move */
  go(move) {
    if (!this.plane) return;
    if (move === "fit") {
      this.wanted = null;
      clearTimeout(this.asking);
      if (!this.plane.free) this.report(null);
      return;
    }
    const ends = this.wanted ?? this.plane.ends;
    const middle = ends.map(([low, high]) => low / 2 + high / 2);
    this.zoom(middle, move === "in" ? 1 / FACTOR : FACTOR);
  }

  /** @param {WheelEvent} event */
  wheel(event) {
    const { xaxis, yaxis } = this.chart?._fullLayout ?? {};
    // On a page that is longer than the window the wheel scrolls.
    if (!xaxis || !this.plane || (scrolls(event.target) && !event.ctrlKey)) return;
    const box = this.tools.parentElement?.getBoundingClientRect();
    if (!box) return;
    const at = [event.clientX - box.left - xaxis._offset, event.clientY - box.top - yaxis._offset];
    if (at[0] < 0 || at[1] < 0 || at[0] > xaxis._length || at[1] > yaxis._length) return;
    event.preventDefault();
    const pixels = event.deltaMode === 1 ? event.deltaY * 33 : event.deltaY;
    this.zoom([xaxis.p2d(at[0]), yaxis.p2d(at[1])], NOTCH ** (Math.max(-300, Math.min(300, pixels)) / 100));
  }

  /** @param {number[]} around @param {number} factor */
  zoom(around, factor) {
    const ends = (this.wanted ?? this.plane?.ends ?? []).map((pair, axis) => zoomed(pair, around[axis], factor));
    if (ends.length < 2 || !ends.every(([low, high]) => Number.isFinite(low) && low < high)) return;
    this.wanted = ends;
    this.show();
    clearTimeout(this.asking);
    this.asking = setTimeout(() => this.wanted && this.report(this.wanted), QUIET);
  }

  /** The picture there is, between the new ends, until the server has drawn it anew. */
  show() {
    const { chart } = this;
    if (!chart?._fullLayout?.xaxis || this.showing) return;
    this.showing = requestAnimationFrame(() => {
      this.showing = 0;
      if (!this.wanted || !chart.isConnected) return;
      const [across, up] = this.wanted;
      window.Plotly.relayout(chart, { "xaxis.range": across, "yaxis.range": up }).catch(() => {});
    });
  }
}

/** Whether the page has more than the window shows. @param {EventTarget | null} target */
function scrolls(target) {
  for (let at = target instanceof Element ? target : null; at; at = at.parentElement) {
    const flow = getComputedStyle(at).overflowY;
    if ((flow === "auto" || flow === "scroll") && at.scrollHeight > at.clientHeight + 2) return true;
  }
  return false;
}
