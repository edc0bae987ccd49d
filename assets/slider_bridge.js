// Streamlit's sliders say nothing while they are dragged; this watches the thumb and says it for them.

/** @typedef {import("./scrub.js").Scrub} Scrub */

export class SliderBridge {
  /** @param {import("./courier.js").Courier} courier @param {() => void} onEcho */
  constructor(courier, onEcho) {
    this.courier = courier;
    this.onEcho = onEcho;
    this.dragging = false;
    /** @type {Record<string, Scrub>} */
    this.scrubs = {};
    this.listening = new AbortController();
    const { signal } = this.listening;
    document.addEventListener("pointerdown", (event) => this.press(event), { capture: true, signal });
  }

  /** @param {Record<string, Scrub>} scrubs */
  follow(scrubs) {
    this.scrubs = scrubs;
  }

  destroy() {
    this.listening.abort();
    this.dragging = false;
  }

  /** @param {PointerEvent} event */
  press(event) {
    const slider = event.target instanceof Element ? event.target.closest('[data-testid="stSlider"]') : null;
    const thumb = /** @type {HTMLInputElement | null} */ (slider?.querySelector("input[type=range]"));
    const name = thumb && this.nameOf(thumb.getAttribute("aria-label") ?? "");
    if (!thumb || !name) return;
    this.dragging = true;
    let last = thumb.valueAsNumber;
    let moved = false;
    const look = (/** @type {boolean} */ done) => {
      const value = thumb.valueAsNumber;
      if (!Number.isFinite(value) || (value === last && !(done && moved))) return;
      last = value;
      moved = true;
      this.courier.post({ [name]: value }, done, "slider");
      this.onEcho();
    };
    const watch = () => {
      if (!this.dragging) return;
      look(false);
      requestAnimationFrame(watch);
    };
    requestAnimationFrame(watch);
    const released = new AbortController();
    const release = () => {
      released.abort();
      // The thumb takes its last place just after the release.
      requestAnimationFrame(() => {
        this.dragging = false;
        look(true);
      });
    };
    for (const type of ["pointerup", "pointercancel"]) {
      document.addEventListener(type, release, { capture: true, signal: released.signal });
    }
  }

  /** @param {string} label */
  nameOf(label) {
    return Object.keys(this.scrubs).find((name) => this.scrubs[name].label === label);
  }
}
