// When a run ends: at a cost, after a number of steps, or at rest.

/** @typedef {import("./descent_race.js").Asked} Asked */

export class Ends {
  /** @param {HTMLElement} host @param {(ends: Partial<Asked>) => void} changed */
  constructor(host, changed) {
    const field = (/** @type {string} */ name) => /** @type {HTMLInputElement} */ (host.querySelector(name));
    this.host = host;
    this.threshold = field(".gv-d-threshold");
    this.steps = field(".gv-d-steps");
    this.rest = field(".gv-d-rest");
    this.longest = Infinity;
    host.addEventListener("change", () => {
      const ends = this.read();
      if (ends) changed(ends);
    });
  }

  /** @param {Asked} asked */
  show({ threshold, steps, rest, longest }) {
    const root = this.host.getRootNode();
    const active = root instanceof ShadowRoot ? root.activeElement : null;
    this.longest = longest;
    if (active !== this.threshold) this.threshold.value = threshold === null ? "" : String(threshold);
    if (active !== this.steps) this.steps.value = String(steps);
    this.rest.checked = rest;
  }

  /** What stands in the fields; null where it cannot be. @returns {Partial<Asked> | null} */
  read() {
    const text = this.threshold.value.trim().replace("−", "-").replace(",", ".");
    const steps = Number(this.steps.value.trim().replaceAll(/[, _]/g, ""));
    const known = text === "" || Number.isFinite(Number(text));
    const counted = steps >= 1 && steps <= this.longest && Number.isInteger(steps);
    this.threshold.toggleAttribute("aria-invalid", !known);
    this.steps.toggleAttribute("aria-invalid", !counted);
    this.threshold.title = known ? "" : "a number, or nothing: then no cost is low enough";
    this.steps.title = counted ? "" : `1 to ${this.longest.toLocaleString("en")} steps`;
    return known && counted ? { threshold: text === "" ? null : Number(text), steps, rest: this.rest.checked } : null;
  }
}
