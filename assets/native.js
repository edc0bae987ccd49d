// Streamlit's own controls follow the hand too, although their server hears nothing until it lets go.

/** @typedef {import("./scrub.js").Scrub} Scrub */
/** @typedef {{write: (text: string) => void, read: () => string, before: string, written: string, value: number}} Shown  a text on the page that is Streamlit's */

/** Milliseconds after which Streamlit has drawn its controls at the numbers of the release. */
const DRAWN = 150;

export class NativeControls {
  constructor() {
    /** @type {Map<string, Shown>} */
    this.shown = new Map();
  }

  /** @param {Record<string, Scrub>} scrubs @param {import("./held.js").Held} held @param {boolean} onSlider  whether the hand is on a slider itself */
  show(scrubs, held, onSlider) {
    if (!held.size) return this.leave();
    clearTimeout(this.leaving);
    this.leaving = undefined;
    if (!this.shown.size) requestAnimationFrame(() => this.keep());
    for (const [name, { label }] of Object.entries(scrubs)) {
      const value = held.get(name);
      if (value === undefined) continue;
      if (onSlider) for (const part of ["thumb", "track"]) this.shown.delete(`${label} ${part}`);
      else this.moveThumb(label, value);
      const exact = /** @type {HTMLInputElement | null} */ (document.querySelector(`input[aria-label="${CSS.escape(label)}, exact"]`));
      if (exact && exact !== document.activeElement) {
        this.put(`${label} exact`, value, String(value), () => exact.value, (text) => (exact.value = text));
      }
    }
    return undefined;
  }

  /** @param {string} label @param {number} value */
  moveThumb(label, value) {
    const range = /** @type {HTMLInputElement | null} */ (
      document.querySelector(`[data-testid="stSlider"] input[type=range][aria-label="${CSS.escape(label)}"]`));
    const thumb = /** @type {HTMLElement | null | undefined} */ (range?.closest("[style*=left]"));
    const track = thumb?.previousElementSibling;
    if (!range || !thumb) return;
    const [low, high, step] = [range.min, range.max, range.step].map(Number);
    const inside = Math.min(high, Math.max(low, value));
    const percent = `${Number(((Math.round((inside - low) / step) * step * 100) / (high - low)).toFixed(4))}%`;
    const { left } = thumb.style;
    this.put(`${label} thumb`, value, percent, () => thumb.style.left, (text) => (thumb.style.left = text));
    if (!(track instanceof HTMLElement)) return;
    // The filled part of the track ends where the thumb stood.
    const fill = getComputedStyle(track).backgroundImage.replaceAll(left, percent);
    if (fill !== "none") this.put(`${label} track`, value, fill, () => track.style.backgroundImage, (text) => (track.style.backgroundImage = text));
  }

  /** @param {string} key @param {number} value @param {string} text @param {() => string} read @param {(text: string) => void} write */
  put(key, value, text, read, write) {
    const before = this.shown.get(key)?.before ?? read();
    if (read() !== text) write(text);
    this.shown.set(key, { read, write, before, written: read(), value });
  }

  /** On its way to the new numbers Streamlit draws the old ones once more. */
  keep() {
    for (const { read, write, written } of this.shown.values()) if (read() !== written) write(written);
    if (this.shown.size) requestAnimationFrame(() => this.keep());
  }

  /** Hands the controls back: what Streamlit has not drawn anew stands as it did before. */
  leave() {
    if (!this.shown.size || this.leaving) return;
    this.leaving = setTimeout(() => {
      for (const [key, { read, write, before, written }] of this.shown) {
        if (key.endsWith("track")) write("");
        else if (read() === written && this.refused(key)) write(before);
      }
      this.shown.clear();
      this.leaving = undefined;
    }, DRAWN);
  }

  /** Whether the server did not take the number. @param {string} key */
  refused(key) {
    const label = key.slice(0, key.lastIndexOf(" "));
    const range = /** @type {HTMLInputElement | null} */ (
      document.querySelector(`[data-testid="stSlider"] input[type=range][aria-label="${CSS.escape(label)}"]`));
    const value = this.shown.get(key)?.value ?? 0;
    if (!range) return false;
    const inside = Math.min(Number(range.max), Math.max(Number(range.min), value));
    return Math.abs(range.valueAsNumber - inside) > Number(range.step);
  }
}
