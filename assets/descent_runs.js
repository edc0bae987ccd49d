// Who goes down: a chip for each run, with its optimizer and its learning rate, and a card with all that can be set.

import { RateStrip } from "./descent_rates.js";
import { standing } from "./descent_words.js";
import { formatNumber } from "./numbers.js";

/** @typedef {import("./descent_race.js").Race} Race */
/** @typedef {import("./descent_race.js").Asked} Asked */
/** @typedef {import("./descent_race.js").Setting} Setting */
/** @typedef {{optimizer: string, settings: Record<string, number>}} One */

const SWATCH = ["", "6 3", "2 3", "8 3 2 3"];
const GEAR = '<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M2 4h7M13 4h1M2 12h1M7 12h7M11 2v4M5 10v4"/></svg>';

export class RunChips {
  /** @param {HTMLElement} host @param {HTMLElement} card  where all settings of a run are @param {{changed: (runs: One[]) => void, led: (run: number) => void}} told */
  constructor(host, card, { changed, led }) {
    this.host = host;
    this.card = card;
    this.changed = changed;
    this.led = led;
    /** @type {One[]} */
    this.runs = [];
    /** The run whose card is open. @type {number | null} */
    this.open = null;
    card.innerHTML = '<div class="gv-d-rates"></div><p class="gv-d-why"></p><div class="gv-d-fields"></div><button type="button" class="gv-d-close" data-close aria-label="Close">×</button>';
    const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (card.querySelector(name));
    this.strip = new RateStrip(part(".gv-d-rates"), (rate) => this.set(this.open ?? 0, "learning_rate", rate));
    this.why = part(".gv-d-why");
    this.fields = part(".gv-d-fields");
    for (const one of [host, card]) {
      one.addEventListener("change", (event) => this.change(/** @type {HTMLInputElement} */ (event.target)));
      one.addEventListener("click", (event) => this.click(event));
    }
    card.addEventListener("keydown", (event) => { if (event.key === "Escape") this.openCard(null); });
  }

  /** @param {Race} race @param {Asked | undefined} asked @param {number} leader */
  show(race, asked, leader) {
    this.runs = (asked?.runs ?? []).map(({ optimizer, settings }) => ({ optimizer, settings: { ...settings } }));
    this.race = race;
    const root = /** @type {ShadowRoot | Document} */ (this.host.getRootNode());
    const focused = root.activeElement?.closest("[data-lead], [data-card]")?.getAttribute("aria-label");
    const chips = this.runs.map((run, at) => this.chip(run, at, at === leader));
    const more = this.runs.length < (asked?.most ?? 4) ? '<button type="button" class="gv-d-add" data-add title="Let another optimizer race" aria-label="Add a run">+ race</button>' : "";
    this.host.innerHTML = chips.join("") + more;
    this.stands = [...this.host.querySelectorAll("output")];
    this.place(this.runs.length > 1);
    if (focused) /** @type {HTMLElement | undefined} */ ([...this.host.querySelectorAll("button")].find((one) => one.getAttribute("aria-label") === focused))?.focus();
    if (this.open !== null && this.open >= this.runs.length) this.openCard(null);
    if (this.open !== null) this.fillCard(this.open);
  }

  /** Several runs have a row of their own, above the others: it also says who is where. @param {boolean} race */
  place(race) {
    const bar = /** @type {HTMLElement} */ (this.host.parentElement);
    if (bar.classList.contains("gv-race") === race) return;
    bar.classList.toggle("gv-race", race);
    // Keys go through the bar as it is read.
    if (race) bar.prepend(this.host);
    else bar.firstElementChild?.after(this.host);
    // The page gives the row its room.
    const root = bar.getRootNode();
    if (root instanceof ShadowRoot) root.host.toggleAttribute("data-race", race);
  }

  /** Where each run of a race is. @param {Race} race @param {number} step */
  stand(race, step) {
    this.stands?.forEach((output, at) => {
      const run = race.runs[at];
      if (!run) return;
      const { text, title } = standing(run, step);
      if (output.textContent !== text) [output.textContent, output.title] = [text, title];
    });
  }

  /** The limit 2/λ of a run's learning rate, where there is one. @param {One} run */
  limitOf({ optimizer }) {
    return optimizer === "gradient_descent" ? this.race?.curvature?.limit ?? null : null;
  }

  /** @param {One} run */
  kindOf(run) {
    return this.race?.catalog.find(({ name }) => name === run.optimizer);
  }

  /** @param {One} run */
  rateOf(run) {
    return run.settings.learning_rate ?? this.kindOf(run)?.settings[0].usual ?? 0;
  }

  /** @param {One} run @param {number} at @param {boolean} leads */
  chip(run, at, leads) {
    const { catalog } = /** @type {Race} */ (this.race);
    const kind = this.kindOf(run);
    const options = catalog.map(({ name, title }) => `<option value="${name}"${name === run.optimizer ? " selected" : ""}>${title}</option>`);
    const limit = this.limitOf(run);
    const bound = limit !== null ? `<span class="gv-d-limit${this.rateOf(run) >= limit ? " gv-d-beyond" : ""}" title="From 2/λ on, λ the largest curvature where it starts, every step of gradient descent overshoots by more than it gains">&lt; 2/λ = ${formatNumber(limit)}</span>` : "";
    const title = leads ? "The point, the graph and the fit follow this run" : "Let the point follow this run";
    const first = kind && leads ? this.field(run, at, kind.settings[0], false) : "";
    return `<div class="gv-d-chip${leads ? " gv-d-leads" : ""}" style="--run:var(--gv-run-${at})">
      <button type="button" class="gv-d-swatch" data-lead="${at}" aria-pressed="${leads}" aria-label="${title}" title="${title}"><svg viewBox="0 0 22 8" aria-hidden="true"><path d="M1 4H21" style="stroke:var(--run);stroke-dasharray:${SWATCH[at] || "none"}"/></svg></button>
      <select data-run="${at}" aria-label="Optimizer of run ${at + 1}" title="${kind?.summary ?? ""}">${options.join("")}</select>
      ${first}${leads ? bound : ""}
      ${this.runs.length > 1 ? "<output></output>" : ""}
      <button type="button" class="gv-d-gear" data-card="${at}" aria-haspopup="dialog" aria-expanded="${this.open === at}" aria-label="Settings and learning rates of run ${at + 1}" title="All settings, and what would become of other learning rates">${GEAR}</button>
      ${this.runs.length > 1 ? `<button type="button" class="gv-d-remove" data-remove="${at}" aria-label="Remove run ${at + 1}" title="Remove">×</button>` : ""}</div>`;
  }

  /** @param {One} run @param {number} at @param {Setting} setting @param {boolean} named */
  field(run, at, setting, named) {
    const value = run.settings[setting.name] ?? setting.usual;
    const told = named ? `<small><b>${setting.name.replaceAll("_", " ")}</b> ${setting.help}</small>` : "";
    return `<label title="${setting.name}: ${setting.help}"><span>${setting.symbol}</span> <input data-run="${at}" data-setting="${setting.name}" data-low="${setting.low}" data-high="${setting.high}" value="${value}" size="5" inputmode="decimal" aria-label="${setting.name} of run ${at + 1}">${told}</label>`;
  }

  /** @param {number | null} run */
  openCard(run) {
    const before = this.open;
    this.open = run;
    for (const button of this.host.querySelectorAll("[data-card]")) button.setAttribute("aria-expanded", String(button.getAttribute("data-card") === String(run)));
    if (run === null) {
      this.card.hidePopover();
      /** @type {HTMLElement | null} */ (this.host.querySelector(`[data-card="${before}"]`))?.focus();
      return;
    }
    this.fillCard(run);
    this.card.showPopover();
    // Above the bar: what is below it shows where the descent goes.
    const { left, top } = /** @type {HTMLElement} */ (this.host.parentElement).getBoundingClientRect();
    const chip = this.host.querySelector(`[data-card="${run}"]`)?.getBoundingClientRect().left ?? left;
    const { width, height } = this.card.getBoundingClientRect();
    this.card.style.left = `${Math.max(8, Math.min(innerWidth - width - 8, chip - width / 2))}px`;
    this.card.style.top = `${Math.max(8, top - height - 6)}px`;
    this.strip.strip.focus({ preventScroll: true });
  }

  /** @param {number} at */
  fillCard(at) {
    const run = this.runs[at];
    const kind = this.kindOf(run);
    this.card.style.setProperty("--run", `var(--gv-run-${at})`);
    this.card.setAttribute("aria-label", `Settings of run ${at + 1}, ${kind?.title ?? ""}`);
    const told = this.race?.runs[at];
    if (told) this.strip.show(told.rates, this.rateOf(run), this.limitOf(run));
    this.why.textContent = this.race?.curvature?.words[at] || kind?.summary || "";
    const root = /** @type {ShadowRoot | Document} */ (this.card.getRootNode());
    if (!this.fields.contains(root.activeElement)) this.fields.innerHTML = (kind?.settings ?? []).map((setting) => this.field(run, at, setting, true)).join("");
  }

  /** @param {HTMLInputElement} field */
  change(field) {
    const at = Number(field.dataset.run);
    const { setting } = field.dataset;
    if (!setting) {
      this.changed(this.runs.map((run, place) => (place === at ? { optimizer: field.value, settings: {} } : run)));
      return;
    }
    const value = Number(field.value.trim().replace("−", "-").replace(",", "."));
    const fits = field.value.trim() !== "" && value >= Number(field.dataset.low) && value <= Number(field.dataset.high);
    field.toggleAttribute("aria-invalid", !fits);
    field.title = fits ? "" : `from ${field.dataset.low} to ${field.dataset.high}`;
    if (fits) this.set(at, setting, value);
  }

  /** @param {number} at @param {string} setting @param {number} value */
  set(at, setting, value) {
    this.changed(this.runs.map((run, place) => (place === at ? { ...run, settings: { ...run.settings, [setting]: value } } : run)));
  }

  /** @param {Event} event */
  click(event) {
    const pressed = event.target instanceof Element ? event.target.closest("button") : null;
    if (!(pressed instanceof HTMLElement)) return;
    const { lead, remove, add, card, close } = pressed.dataset;
    if (lead !== undefined) this.led(Number(lead));
    if (remove !== undefined) this.changed(this.runs.filter((_, at) => at !== Number(remove)));
    if (add !== undefined) this.changed([...this.runs, this.next()]);
    if (card !== undefined) this.openCard(this.open === Number(card) ? null : Number(card));
    if (close !== undefined) this.openCard(null);
  }

  /** An optimizer that is not in the race yet, with the first one's learning rate where that is of the same kind. @returns {One} */
  next() {
    const usual = ["gradient_descent", "momentum", "adam", "newton"];
    const optimizer = usual.find((name) => !this.runs.some((run) => run.optimizer === name)) ?? "adam";
    const rates = { gradient_descent: 0.05, momentum: 0.01, adam: 0.3, newton: 1 };
    return { optimizer, settings: { learning_rate: rates[/** @type {keyof typeof rates} */ (optimizer)] } };
  }
}
