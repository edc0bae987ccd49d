// The palette: every function of the language, to be searched, with its formula, its curve and what it takes.

import { make } from "./inspector.js";

/**
 * @typedef {object} Card  see gradviz/show/palette.py
 * @property {string} name
 * @property {string} group
 * @property {string} sign
 * @property {{name: string, kind: string, tensor: boolean}[]} slots
 * @property {string} summary
 * @property {string[]} words
 * @property {string} formula
 * @property {string} slope
 * @property {string} others
 * @property {string} picture
 */

/** @type {Promise<Card[]> | undefined} */
let cards;
/** All cards, asked for when they are needed first. */
const load = () => (cards ??= fetch(new URL("palette.json", import.meta.url)).then((answer) => answer.json()));

export class Palette {
  /** @param {HTMLElement} element  a hidden dialog */
  constructor(element) {
    this.element = element;
    /** @type {Card[]} */
    this.shown = [];
    this.at = 0;
    element.innerHTML = `<header><strong class="gv-palette-title"></strong><label class="gv-beside" title="What uses it stays as it is; the result stands in a new line, which nothing uses yet"><input type="checkbox"> in a line of its own</label><button type="button" data-close aria-label="Close">×</button></header>
      <input type="text" role="combobox" aria-label="Search an operation" aria-expanded="true" aria-controls="gv-cards" placeholder="Search: tanh, +, mean, cost…" autocomplete="off" spellcheck="false">
      <div class="gv-palette-body"><div id="gv-cards" class="gv-cards" role="listbox" aria-label="Operations"></div><div class="gv-card-told"></div></div>`;
    const one = (/** @type {string} */ selector) => /** @type {HTMLElement} */ (element.querySelector(selector));
    this.title = one(".gv-palette-title");
    this.search = /** @type {HTMLInputElement} */ (one("[role=combobox]"));
    this.beside = /** @type {HTMLInputElement} */ (one(".gv-beside input"));
    this.list = one(".gv-cards");
    this.told = one(".gv-card-told");
    this.search.addEventListener("input", () => this.fill());
    element.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("click", (event) => {
      const at = event.target instanceof Element ? event.target.closest("[data-at]")?.getAttribute("data-at") : null;
      if (at) this.take(Number(at));
    });
    this.list.addEventListener("pointerover", (event) => {
      const at = event.target instanceof Element ? event.target.closest("[data-at]")?.getAttribute("data-at") : null;
      if (at) this.mark(Number(at), false);
    });
  }

  /** @param {{title: string, fits: (card: Card) => boolean, search?: string, beside?: boolean | null, focus: boolean}} wanted  beside: whether the result is to stand in a line of its own; null: it cannot @param {(card: Card) => void} onTake */
  async open({ title, fits, search = "", beside = null, focus }, onTake) {
    this.title.textContent = title;
    this.beside.checked = beside === true;
    /** @type {HTMLElement} */ (this.beside.parentElement).hidden = beside === null;
    this.onTake = onTake;
    if (this.search.value !== search) this.search.value = search;
    this.element.hidden = false;
    if (focus) this.search.focus({ preventScroll: true });
    this.all = (await load()).filter(fits);
    this.fill();
  }

  /** Shows what is searched for, the best first; everything by groups without a search. */
  fill() {
    const wanted = this.search.value.trim().toLowerCase();
    const rank = (/** @type {Card} */ { name, sign, words, group, summary }) => {
      if (!wanted) return 0;
      if (name === wanted || sign === wanted) return 0;
      if (name.startsWith(wanted)) return 1;
      if (name.includes(wanted) || words.some((word) => word.toLowerCase().startsWith(wanted))) return 2;
      return group.startsWith(wanted) ? 3 : summary.toLowerCase().includes(wanted) ? 4 : 9;
    };
    const found = (this.all ?? []).map((card) => ({ card, rank: rank(card) })).filter(({ rank: r }) => r < 9);
    this.shown = found.sort((a, b) => a.rank - b.rank).map(({ card }) => card);
    let group = "";
    this.list.replaceChildren(
      ...this.shown.flatMap((card, at) => {
        const option = make("div", "gv-card-name");
        option.setAttribute("role", "option");
        option.id = `gv-card-${at}`;
        option.dataset.at = String(at);
        option.dataset.function = card.name;
        option.append(make("span", "", card.name), make("small", "", card.sign));
        const heading = !wanted && card.group !== group ? [make("div", "gv-card-group", card.group)] : [];
        group = card.group;
        return [...heading, option];
      }),
    );
    if (!this.shown.length && this.all) this.list.append(make("p", "gv-card-group", "nothing of that name"));
    this.mark(0);
  }

  /** @param {number} at @param {boolean} [scroll] */
  mark(at, scroll = true) {
    this.at = Math.max(0, Math.min(at, this.shown.length - 1));
    for (const option of this.list.querySelectorAll("[role=option]")) {
      const chosen = Number(/** @type {HTMLElement} */ (option).dataset.at) === this.at;
      option.setAttribute("aria-selected", String(chosen));
      if (chosen && scroll) option.scrollIntoView({ block: "nearest" });
    }
    this.search.setAttribute("aria-activedescendant", `gv-card-${this.at}`);
    const card = this.shown[this.at];
    this.told.replaceChildren();
    if (!card) return;
    const formula = make("p", "gv-card-formula");
    formula.innerHTML = card.formula + (card.slope ? `<br><span class="gv-backward">∂/∂x = ${card.slope}</span>` : "");
    const picture = make("div", "gv-card-picture");
    picture.innerHTML = card.picture;
    const takes = card.slots.map(({ name }) => name).join(", ");
    this.told.append(make("strong", "", `${card.name}(${takes})`), formula, picture);
    if (card.others) this.told.append(make("small", "", card.others));
    const summary = make("p", "");
    // As in the code's own sentences, names stand between backticks.
    summary.append(...card.summary.split("`").map((part, at) => (at % 2 ? make("code", "", part) : part)));
    this.told.append(summary);
  }

  /** @param {number} at */
  take(at) {
    const card = this.shown[at];
    if (card) this.onTake?.(card);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (step) this.mark(this.at + step);
    else if (event.key === "Enter" && event.target === this.search) this.take(this.at);
    else return;
    event.preventDefault();
  }
}
