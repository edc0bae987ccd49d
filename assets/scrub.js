// Numbers that are dragged where they stand, with the pointer or the arrow keys, or typed exactly.

import { keyOf } from "./held.js";
import { elements, formatNumber } from "./numbers.js";
import { TypedNumber } from "./typed.js";

/** @typedef {{label: string, step: number, min: number | null, max: number | null}} Scrub */
/** @typedef {{key: string, label: string, scrub: Scrub, number: SVGElement | HTMLElement, node: SVGGElement | HTMLElement, read: () => number, listening: AbortController}} Grip  one number that can be taken */

/** What a key begins with whose number is a result. */
const PULL = "pull ";
const FINE = 0.1;
const COARSE = 10;
/** Travel in pixels from which a press on a number is a drag. */
const SLACK = 3;

export class Scrubber {
  /**
   * @param {import("./courier.js").Courier} courier
   * @param {() => void} onEcho  the number under the finger has changed
   * @param {import("./typed.js").TypedNumber} typed
   */
  constructor(courier, onEcho, typed) {
    this.courier = courier;
    this.onEcho = onEcho;
    this.typed = typed;
    this.dragging = false;
    /** Pulls a result to a number. @type {((subject: string, wanted: number, done: boolean) => unknown) | null} */
    this.pull = null;
    /** Selects a number, so that what can pull it is sent. @type {((text: string) => void) | null} */
    this.choose = null;
    /** By drawn names of single numbers, the entries that they are. @type {Record<string, string>} */
    this.standIns = {};
    /** By the element that shows the number. @type {Map<Element, Grip>} */
    this.grips = new Map();
    /** @type {import("./picture.js").Picture | null} */
    this.picture = null;
  }

  /** Makes the numbers of the drawing draggable. @param {import("./picture.js").Picture} picture @param {Record<string, Scrub>} scrubs @param {(name: string) => boolean} free  whether a node's gradient is its seed alone */
  attach(picture, scrubs, free) {
    if (picture !== this.picture) for (const grip of this.grips.values()) if (grip.number instanceof SVGElement) this.grips.delete(grip.number);
    if (picture !== this.picture) picture.svg.addEventListener("pointerdown", (event) => this.pressResult(event));
    this.picture = picture;
    for (const part of picture.parts.values()) {
      const name = part.type === "node" ? part.name : part.facts.from;
      this.attachRows(part, name, part.value, scrubs[name]);
      // Where a gradient is the seed alone, the seed is what is taken; elsewhere the panel has it.
      if (part.type === "node") this.attachRows(part, `${name}|seed`, part.gradient, free(name) ? scrubs[`${name}|seed`] : undefined);
    }
    this.announce();
  }

  /** A result under the pointer, to be pulled: a number of the drawing that no hand can take itself. @param {PointerEvent} event */
  pressResult(event) {
    const number = event.target instanceof Element ? event.target.closest("tspan") : null;
    const text = number?.closest("[data-part]");
    const node = number?.closest("[data-node], [data-edge]");
    const part = this.picture?.parts.get(node?.getAttribute("data-node") ?? node?.getAttribute("data-edge") ?? "");
    const which = /** @type {"value" | "gradient"} */ (text?.getAttribute("data-part"));
    if (!(number instanceof SVGTSpanElement) || !part || this.grips.has(number) || !this.pull) return;
    const line = part[which];
    const count = part.shape.reduce((a, b) => a * b, 1);
    const entry = line?.rows.findIndex(({ span }) => span === number) ?? -1;
    if (part.facts.kind === "scope" || (which !== "value" && which !== "gradient") || entry < 0 || line?.rows.length !== count) return;
    const read = () => elements(JSON.parse(line.number || "0"))[entry] ?? 0;
    const result = `${part.name}|${which}|${entry}`;
    const scrub = pullScrub(result, read());
    const choose = () => this.choose?.(`${part.name}|${which}${count > 1 ? `|${entry}` : ""}`);
    this.press(event, { key: PULL + result, label: scrub.label, scrub, number, node: part.element, read, listening: new AbortController() }, choose);
  }

  /** @param {import("./picture.js").Part} part @param {string} name @param {import("./picture.js").Part["value"]} line @param {Scrub | undefined} scrub */
  attachRows(part, name, line, scrub) {
    const count = part.shape.reduce((a, b) => a * b, 1);
    line?.rows.forEach(({ span }, entry) => {
      const known = this.grips.get(span);
      // Of longer tensors shape and range are shown: no number that could be taken.
      if (!scrub || line.rows.length !== count) {
        if (known) this.release(known);
      } else if (known) known.scrub = scrub;
      else this.grip(part, name, entry, line, span, scrub);
    });
  }

  /** @param {import("./picture.js").Part} part @param {string} name @param {number} entry @param {NonNullable<import("./picture.js").Part["value"]>} line @param {SVGTSpanElement} number @param {Scrub} scrub */
  grip(part, name, entry, line, number, scrub) {
    const label = part.shape.length ? `${scrub.label}, entry ${entry + 1}` : scrub.label;
    const key = this.standIns[name] ?? keyOf(name, entry, part.shape);
    const read = () => this.courier.held.get(key) ?? elements(JSON.parse(line.number || "0"))[entry] ?? 0;
    const listening = new AbortController();
    const grip = { key, label, scrub, number, node: part.element, read, listening };
    this.grips.set(number, grip);
    number.dataset.scrub = key;
    this.listen(grip);
    if (part.type !== "node") return;
    number.setAttribute("role", "spinbutton");
    number.setAttribute("tabindex", part.element.getAttribute("tabindex") ?? "-1");
    number.setAttribute("aria-label", `${label} in the graph`);
  }

  /** @param {Grip} grip */
  listen(grip) {
    const { number, listening } = grip;
    const { signal } = listening;
    number.addEventListener("pointerdown", (event) => this.press(/** @type {PointerEvent} */ (event), grip), { signal });
    number.addEventListener("dblclick", (event) => {
      event.stopPropagation();
      this.type(grip);
    }, { signal });
    number.addEventListener("keydown", (event) => this.key(/** @type {KeyboardEvent} */ (event), grip), { signal });
  }

  /** The number cannot be taken any more. @param {Grip} grip */
  release({ number, listening }) {
    listening.abort();
    this.grips.delete(number);
    for (const name of ["role", "tabindex", "aria-label", "aria-valuenow", "aria-valuetext", "aria-valuemin", "aria-valuemax", "data-scrub"]) number.removeAttribute(name);
  }

  /**
   * An element outside the drawing as the place of a number: the entry of a longer tensor.
   * @param {HTMLElement} field @param {string | null} given  the number's key; null: of none @param {Record<string, Scrub>} scrubs
   * @param {string | null} result  a number that can only be pulled: "cost:0|value|0"
   */
  lend(field, given, scrubs, result = null) {
    const offered = given === null ? undefined : scrubs[given.replace(/\[\d+\]$/, "")];
    const key = offered && given !== null ? (this.standIns[given] ?? given) : result && PULL + result;
    const before = this.grips.get(field);
    // While it is pulled its step stays.
    const scrub = offered ?? (result ? (before?.key === key ? before.scrub : pullScrub(result, Number(field.title || 0))) : undefined);
    const known = this.grips.get(field);
    field.hidden = !scrub;
    if (known && (known.key !== key || !scrub)) this.release(known);
    if (!scrub || key === null) return;
    const now = this.grips.get(field);
    if (now) {
      now.scrub = scrub;
      return;
    }
    const place = (result && !offered) || (given !== null && given in this.standIns) ? null : /\[(\d+)\]$/.exec(key);
    const label = place ? `${scrub.label}, entry ${Number(place[1]) + 1}` : scrub.label;
    const read = () => this.courier.held.get(key) ?? Number(field.title || 0);
    const grip = { key, label, scrub, number: field, node: field, read, listening: new AbortController() };
    this.grips.set(field, grip);
    field.dataset.scrub = key;
    field.setAttribute("role", "spinbutton");
    field.tabIndex = 0;
    field.setAttribute("aria-label", `${label}, to be dragged or typed`);
    this.listen(grip);
  }

  /** Keeps what screen readers are told of the numbers up to date. */
  announce() {
    for (const { number, scrub, read } of this.grips.values()) {
      if (!number.hasAttribute("role")) continue;
      const now = String(read());
      if (number.getAttribute("aria-valuenow") === now) continue;
      number.setAttribute("aria-valuenow", now);
      number.setAttribute("aria-valuetext", formatNumber(Number(now)).replace("−", "minus "));
      if (scrub.min !== null) number.setAttribute("aria-valuemin", String(scrub.min));
      if (scrub.max !== null) number.setAttribute("aria-valuemax", String(scrub.max));
    }
  }

  /** @param {string} key @param {number} value @param {boolean} done */
  set(key, value, done) {
    if (key.startsWith(PULL)) {
      this.pull?.(key.slice(PULL.length), value, done);
      return;
    }
    this.courier.post({ [key]: value }, done, "graph");
    this.onEcho();
  }

  /** @param {Grip} grip @param {string} [text]  what the field opens with */
  type(grip, text = String(grip.read())) {
    const typed = grip.number instanceof SVGElement ? this.typed : fieldBeside(grip.number);
    typed.open(grip.number, grip.label, text, (value) => this.set(grip.key, bounded(value, grip.scrub), true));
  }

  /** @param {PointerEvent} event @param {Grip} grip @param {() => void} [onStart]  the press has become a drag */
  press(event, grip, onStart) {
    if (event.button !== 0) return;
    event.stopPropagation();
    const { key, number } = grip;
    let last = event.clientX;
    let exact = grip.read();
    let moved = false;
    number.setPointerCapture(event.pointerId);
    const move = (/** @type {PointerEvent} */ now) => {
      if (!moved && Math.abs(now.clientX - last) < SLACK) return;
      if (!moved) onStart?.();
      if (!moved) document.documentElement.style.setProperty("cursor", "ew-resize");
      moved = true;
      this.dragging = true;
      const step = stepOf(grip.scrub, now);
      exact = bounded(exact + (now.clientX - last) * step, grip.scrub);
      last = now.clientX;
      this.set(key, snapped(exact, step), false);
    };
    const stop = () => {
      listening.abort();
      document.documentElement.style.removeProperty("cursor");
      this.dragging = false;
      if (!moved) return;
      // A result stays where it was pulled to, not where it was wanted.
      this.set(key, key.startsWith(PULL) ? snapped(exact, grip.scrub.step) : grip.read(), true);
      // The click that ends a drag is no choice; it comes at once or never.
      const ended = new AbortController();
      number.addEventListener("click", (click) => click.stopPropagation(), { capture: true, signal: ended.signal });
      setTimeout(() => ended.abort(), 0);
    };
    const listening = new AbortController();
    const { signal } = listening;
    number.addEventListener("pointermove", move, { signal });
    number.addEventListener("pointerup", stop, { signal });
    number.addEventListener("pointercancel", stop, { signal });
    number.addEventListener("lostpointercapture", stop, { signal });
  }

  /** @param {KeyboardEvent} event @param {Grip} grip */
  key(event, grip) {
    if (event.ctrlKey || event.metaKey) return;
    const { key, scrub } = grip;
    const step = stepOf(scrub, event);
    const ways = { ArrowUp: step, ArrowRight: step, ArrowDown: -step, ArrowLeft: -step, PageUp: step * COARSE, PageDown: -step * COARSE };
    const by = ways[/** @type {keyof typeof ways} */ (event.key)];
    const end = event.key === "Home" ? scrub.min : event.key === "End" ? scrub.max : null;
    if (by !== undefined) this.set(key, bounded(snapped(grip.read() + by, Math.min(step, scrub.step)), scrub), true);
    else if (end !== null) this.set(key, end, true);
    else if (event.key === "Enter") this.type(grip);
    else if (/^[-\d.−]$/.test(event.key)) this.type(grip, event.key);
    else if (event.key === "Escape") grip.node.focus({ preventScroll: true });
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

/** Results have steps of their own size. @param {string} result @param {number} value @returns {Scrub} */
function pullScrub(result, value) {
  const step = 10 ** Math.floor(Math.log10(Math.max(Math.abs(value), 0.1))) / 50;
  return { label: result.split("|")[0].replace(/:0$/, ""), step, min: null, max: null };
}

/** @param {HTMLElement} number */
const fieldBeside = (number) => new TypedNumber(/** @type {HTMLElement} */ (number.parentElement));

/** @param {Scrub} scrub @param {{shiftKey: boolean, altKey: boolean}} event */
const stepOf = ({ step }, { shiftKey, altKey }) => step * (shiftKey ? FINE : altKey ? COARSE : 1);

/** @param {number} value @param {Scrub} scrub */
const bounded = (value, { min, max }) => Math.min(max ?? Infinity, Math.max(min ?? -Infinity, value));

/** The nearest whole number of steps, without binary dust such as 0.30000000000000004. @param {number} value @param {number} step */
function snapped(value, step) {
  const decimals = Math.max(0, Math.min(12, Math.ceil(-Math.log10(step))));
  return Number((Math.round(value / step) * step).toFixed(decimals));
}
