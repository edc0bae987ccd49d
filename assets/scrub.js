// Numbers that are dragged where they stand, with the pointer or the arrow keys.

/** @typedef {{label: string, step: number, min: number | null, max: number | null}} Scrub */

const FINE = 0.1;
const COARSE = 10;
/** Travel in pixels from which a press on a number is a drag. */
const SLACK = 3;

export class Scrubber {
  /**
   * @param {import("./courier.js").Courier} courier
   * @param {() => void} onEcho  the number under the finger has changed
   */
  constructor(courier, onEcho) {
    this.courier = courier;
    this.onEcho = onEcho;
    /** @type {Record<string, Scrub>} */
    this.scrubs = {};
    this.dragging = false;
  }

  /** Makes the numbers of the drawing draggable. @param {import("./picture.js").Picture} picture @param {Record<string, Scrub>} scrubs */
  attach(picture, scrubs) {
    this.scrubs = scrubs;
    this.picture = picture;
    for (const part of picture.parts.values()) {
      const name = part.type === "node" ? part.name : part.facts.from;
      const text = part.value?.text;
      if (!text || part.shape.length || !scrubs[name] || text.dataset.scrub === name) continue;
      text.dataset.scrub = name;
      text.addEventListener("pointerdown", (event) => this.press(event, name, text));
      if (part.type !== "node") continue;
      text.setAttribute("role", "spinbutton");
      text.setAttribute("tabindex", part.element.getAttribute("tabindex") ?? "-1");
      text.setAttribute("aria-label", `${scrubs[name].label} in the graph`);
      text.addEventListener("keydown", (event) => this.key(event, name, part.element));
    }
    this.announce();
  }

  /** Keeps what screen readers are told of the numbers up to date. */
  announce() {
    for (const [name, { min, max }] of Object.entries(this.scrubs)) {
      const text = this.picture?.parts.get(name)?.value?.text;
      if (!text) continue;
      text.setAttribute("aria-valuenow", String(this.value(name)));
      if (min !== null) text.setAttribute("aria-valuemin", String(min));
      if (max !== null) text.setAttribute("aria-valuemax", String(max));
    }
  }

  /** @param {string} name @returns {number} */
  value(name) {
    return this.courier.held.get(name) ?? Number(JSON.parse(this.picture?.parts.get(name)?.value?.number ?? "0"));
  }

  /** @param {string} name @param {number} value @param {boolean} done */
  set(name, value, done) {
    this.courier.post({ [name]: value }, done, "graph");
    this.onEcho();
  }

  /** @param {PointerEvent} event @param {string} name @param {SVGTextElement} text */
  press(event, name, text) {
    if (event.button !== 0) return;
    event.stopPropagation();
    let last = event.clientX;
    let exact = this.value(name);
    let moved = false;
    text.setPointerCapture(event.pointerId);
    const move = (/** @type {PointerEvent} */ now) => {
      if (!moved && Math.abs(now.clientX - last) < SLACK) return;
      if (!moved) document.documentElement.style.setProperty("cursor", "ew-resize");
      moved = true;
      this.dragging = true;
      const step = stepOf(this.scrubs[name], now);
      exact = bounded(exact + (now.clientX - last) * step, this.scrubs[name]);
      last = now.clientX;
      this.set(name, snapped(exact, step), false);
    };
    const stop = () => {
      listening.abort();
      document.documentElement.style.removeProperty("cursor");
      this.dragging = false;
      if (!moved) return;
      this.set(name, this.value(name), true);
      // The click that ends a drag is no choice; it comes at once or never.
      const ended = new AbortController();
      text.addEventListener("click", (click) => click.stopPropagation(), { capture: true, signal: ended.signal });
      setTimeout(() => ended.abort(), 0);
    };
    const listening = new AbortController();
    const { signal } = listening;
    text.addEventListener("pointermove", move, { signal });
    text.addEventListener("pointerup", stop, { signal });
    text.addEventListener("pointercancel", stop, { signal });
    text.addEventListener("lostpointercapture", stop, { signal });
  }

  /** @param {KeyboardEvent} event @param {string} name @param {SVGGElement} node */
  key(event, name, node) {
    if (event.ctrlKey || event.metaKey) return;
    const scrub = this.scrubs[name];
    const step = stepOf(scrub, event);
    const ways = { ArrowUp: step, ArrowRight: step, ArrowDown: -step, ArrowLeft: -step, PageUp: step * COARSE, PageDown: -step * COARSE };
    const by = ways[/** @type {keyof typeof ways} */ (event.key)];
    const end = event.key === "Home" ? scrub.min : event.key === "End" ? scrub.max : null;
    if (by !== undefined) this.set(name, bounded(snapped(this.value(name) + by, Math.min(step, scrub.step)), scrub), true);
    else if (end !== null) this.set(name, end, true);
    else if (event.key === "Escape") node.focus({ preventScroll: true });
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

/** @param {Scrub} scrub @param {{shiftKey: boolean, altKey: boolean}} event */
const stepOf = ({ step }, { shiftKey, altKey }) => step * (shiftKey ? FINE : altKey ? COARSE : 1);

/** @param {number} value @param {Scrub} scrub */
const bounded = (value, { min, max }) => Math.min(max ?? Infinity, Math.max(min ?? -Infinity, value));

/** The nearest whole number of steps, without binary dust such as 0.30000000000000004. @param {number} value @param {number} step */
function snapped(value, step) {
  const decimals = Math.max(0, Math.min(12, Math.ceil(-Math.log10(step))));
  return Number((Math.round(value / step) * step).toFixed(decimals));
}
