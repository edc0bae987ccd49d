// The model's formula in the page's header, which is Streamlit's: while a constant is in a hand, one that follows stands in its place.

import { slotsOf } from "./slots.js";

/** Milliseconds after which the page has been drawn with the number of the release, however slow it is. */
const LATEST = 4000;

export class Headline {
  /** @param {HTMLElement} graph  whose colors it takes */
  constructor(graph) {
    this.graph = graph;
    /** What stands in the formula's place. @type {HTMLElement | null} */
    this.element = null;
    /** @type {ReturnType<typeof slotsOf>} */
    this.slots = [];
    // The hand has let go, and the page has been drawn with its number.
    this.observer = new MutationObserver(() => !this.held && this.leave());
  }

  /** @param {string} mathml  "" when no constant is in a hand @param {import("./picture.js").Frame} frame */
  show(mathml, frame) {
    this.held = Boolean(mathml);
    if (mathml && !this.element) this.enter(mathml);
    for (const slot of this.slots) slot.fill(frame);
    if (this.held) clearTimeout(this.waiting);
    if (this.held) this.waiting = undefined;
    else if (this.element && this.drawn !== written()) this.leave();
    else if (this.element && !this.waiting) this.waiting = setTimeout(() => this.leave(), LATEST);
  }

  /** @param {string} mathml */
  enter(mathml) {
    const drawn = document.querySelector(".st-key-header .katex");
    const place = drawn?.closest('[data-testid="stElementContainer"]');
    if (!drawn || !place) return;
    this.drawn = written();
    this.element = document.createElement("div");
    this.element.className = "gv-headline";
    this.element.style.setProperty("--gv-forward", getComputedStyle(this.graph).getPropertyValue("--gv-forward"));
    this.element.innerHTML = mathml;
    // The row is not higher than a line.
    for (const sign of this.element.querySelectorAll("mo")) sign.setAttribute("stretchy", "false");
    this.slots = slotsOf(this.element);
    this.observer.observe(drawn.parentElement?.parentElement ?? place, { childList: true, subtree: true, characterData: true });
    place.append(this.element);
    place.classList.add("gv-in-hand");
  }

  leave() {
    clearTimeout(this.waiting);
    this.waiting = undefined;
    this.observer.disconnect();
    this.element?.parentElement?.classList.remove("gv-in-hand");
    this.element?.remove();
    this.element = null;
    this.slots = [];
  }
}

/** The formula in the header, as it was written. */
const written = () => document.querySelector(".st-key-header .katex annotation")?.textContent;
