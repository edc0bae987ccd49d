// Who goes down: a chip for each run, with its optimizer and its settings.

import { formatNumber } from "./numbers.js";

/** @typedef {import("./descent.js").Race} Race */
/** @typedef {import("./descent.js").Asked} Asked */
/** @typedef {{optimizer: string, settings: Record<string, number>}} One */

const SWATCH = ["", "6 3", "2 3", "8 3 2 3"];

export class RunChips {
  /** @param {HTMLElement} host @param {{changed: (runs: One[]) => void, led: (run: number) => void}} told */
  constructor(host, { changed, led }) {
    this.host = host;
    this.changed = changed;
    this.led = led;
    /** @type {One[]} */
    this.runs = [];
    host.addEventListener("change", (event) => this.change(/** @type {HTMLInputElement} */ (event.target)));
    host.addEventListener("click", (event) => this.click(event));
  }

  /** @param {Race} race @param {Asked | undefined} asked @param {number} leader */
  show(race, asked, leader) {
    this.runs = (asked?.runs ?? []).map(({ optimizer, settings }) => ({ optimizer, settings: { ...settings } }));
    this.race = race;
    const limit = race.curvature?.limit ?? null;
    const chips = this.runs.map((run, at) => this.chip(run, at, at === leader, limit));
    const more = this.runs.length < (asked?.most ?? 4) ? '<button type="button" class="gv-d-add" data-add title="Let another optimizer race" aria-label="Add a run">+ race</button>' : "";
    this.host.innerHTML = chips.join("") + more;
  }

  /** @param {One} run @param {number} at @param {boolean} leads @param {number | null} limit */
  chip(run, at, leads, limit) {
    const { catalog } = /** @type {Race} */ (this.race);
    const kind = catalog.find(({ name }) => name === run.optimizer);
    const options = catalog.map(({ name, title }) => `<option value="${name}"${name === run.optimizer ? " selected" : ""}>${title}</option>`);
    const fields = (kind?.settings ?? []).map((setting) => {
      const value = run.settings[setting.name] ?? setting.usual;
      return `<label title="${setting.name}: ${setting.help}"><span>${setting.symbol}</span> <input data-run="${at}" data-setting="${setting.name}" data-low="${setting.low}" data-high="${setting.high}" value="${value}" size="5" inputmode="decimal" aria-label="${setting.name} of run ${at + 1}"></label>`;
    });
    const plain = run.optimizer === "gradient_descent" && limit !== null;
    const rate = run.settings.learning_rate ?? kind?.settings[0].usual ?? 0;
    const bound = plain ? `<span class="gv-d-limit${rate >= limit ? " gv-d-beyond" : ""}" title="From 2/λ on, λ the largest curvature where it starts, every step of gradient descent overshoots by more than it gains">&lt; 2/λ = ${formatNumber(limit)}</span>` : "";
    const [first, ...others] = fields;
    const color = `var(--gv-run-${at})`;
    const title = leads ? "The point, the graph and the fit follow this run" : "Let the point follow this run";
    return `<div class="gv-d-chip${leads ? " gv-d-leads" : ""}" style="--run:${color}">
      <button type="button" class="gv-d-swatch" data-lead="${at}" aria-pressed="${leads}" aria-label="${title}" title="${title}"><svg viewBox="0 0 22 8" aria-hidden="true"><path d="M1 4H21" style="stroke:${color};stroke-dasharray:${SWATCH[at] || "none"}"/></svg></button>
      <select data-run="${at}" aria-label="Optimizer of run ${at + 1}" title="${kind?.summary ?? ""}">${options.join("")}</select>
      ${first ?? ""}${bound}${others.join("")}
      ${this.runs.length > 1 ? `<button type="button" class="gv-d-remove" data-remove="${at}" aria-label="Remove run ${at + 1}" title="Remove">×</button>` : ""}</div>`;
  }

  /** @param {HTMLInputElement} field */
  change(field) {
    const at = Number(field.dataset.run);
    const runs = this.runs.map(({ optimizer, settings }) => ({ optimizer, settings: { ...settings } }));
    const { setting } = field.dataset;
    if (!setting) {
      runs[at] = { optimizer: field.value, settings: {} };
    } else {
      const value = Number(field.value.trim().replace("−", "-").replace(",", "."));
      const fits = field.value.trim() !== "" && value >= Number(field.dataset.low) && value <= Number(field.dataset.high);
      field.toggleAttribute("aria-invalid", !fits);
      field.title = fits ? "" : `from ${field.dataset.low} to ${field.dataset.high}`;
      if (!fits) return;
      runs[at].settings[setting] = value;
    }
    this.changed(runs);
  }

  /** @param {Event} event */
  click(event) {
    const pressed = event.target instanceof Element ? event.target.closest("button") : null;
    if (!(pressed instanceof HTMLElement)) return;
    const { lead, remove, add } = pressed.dataset;
    if (lead !== undefined) this.led(Number(lead));
    if (remove !== undefined) this.changed(this.runs.filter((_, at) => at !== Number(remove)));
    if (add !== undefined) this.changed([...this.runs, this.next()]);
  }

  /** An optimizer that is not in the race yet, with the first one's learning rate where that is of the same kind. @returns {One} */
  next() {
    const usual = ["gradient_descent", "momentum", "adam", "newton"];
    const optimizer = usual.find((name) => !this.runs.some((run) => run.optimizer === name)) ?? "adam";
    const rates = { gradient_descent: 0.05, momentum: 0.01, adam: 0.3, newton: 1 };
    return { optimizer, settings: { learning_rate: rates[/** @type {keyof typeof rates} */ (optimizer)] } };
  }
}
