// The form that is open while something is built: which operation, and what it is given besides.

import { Giving } from "./giving.js";
import { Palette } from "./palette.js";
import { endsOf } from "./subject.js";

/** @typedef {import("./build.js").Fact} Fact */
/** @typedef {import("./giving.js").Slot} Slot */
/**
 * What the visitor is about to build: all of an open form is told by it, so that it can be shown again as it was.
 * @typedef {object} Draft
 * @property {string} way  what is done
 * @property {string} node  with which node or edge
 * @property {boolean} [awaits]  whether it is meant for what comes out of the edit that is on its way
 * @property {string} [was]  what the node was then
 * @property {string} [text]  the line that is meant
 * @property {string[]} [lines]  the lines that nothing used then
 * @property {import("./palette.js").Card} [card]  the operation, once it is chosen
 * @property {boolean} [beside]  whether the result is to stand in a line of its own
 * @property {string} [search]  what is typed in the palette
 * @property {import("./giving.js").Typed} [typed]  what is typed in the form
 * @property {import("./giving.js").Answer} [answer]  what was given, once it is
 */
/** @typedef {{title: string, slots: Slot[], place: number, places: number[], subject: string, values: string[]}} Asked */

const tensors = (/** @type {Slot[]} */ slots) => slots.filter(({ tensor }) => tensor).length;

/** What a draft asks for besides its operation; null: which operation must be known first. @param {Draft} draft @param {Record<string, Fact>} nodes @returns {Asked | null} */
export function askedOf({ way, node, awaits, card }, nodes) {
  const fact = factOf(node, nodes);
  const subject = subjectOf(node, nodes, awaits);
  const one = (/** @type {string} */ name, /** @type {string} */ value, tensor = false) => ({ title: "", slots: [{ name, kind: tensor ? "tensor" : "", tensor }], place: -1, places: [], subject: "", values: [value] });
  const nothing = { title: "", slots: [], place: -1, places: [], subject: "", values: [] };
  if (way === "rewire") return one(`instead of ${subject}`, "", true);
  if (way === "recount") return one("number", fact?.text ?? "");
  if (way === "rename") return one(`name of ${fact?.text ?? subject}`, fact?.name ?? "");
  if (way !== "put" && way !== "replace") return nothing;
  if (!card) return null;
  if (way === "replace") {
    const has = fact?.inputs ?? 0;
    const slots = card.slots.filter(({ tensor }, at) => !tensor || tensors(card.slots.slice(0, at)) >= has);
    return { ...nothing, title: `${card.name} of ${subject}${slots.length ? ", and" : ""}`, slots };
  }
  const places = card.slots.flatMap(({ tensor }, at) => (tensor ? [at] : []));
  const listed = card.slots.some(({ kind }) => kind === "tensors");
  const slots = listed ? [card.slots[places[0]], { name: "and", kind: "tensor", tensor: true }, ...card.slots.filter(({ tensor }) => !tensor)] : card.slots;
  return { title: card.sign || card.name, slots, place: places[0], places: listed ? [] : places, subject, values: [] };
}

/** Whether a draft has a form that can be filled in otherwise. @param {Draft} draft @param {Record<string, Fact>} nodes */
export function hasFields(draft, nodes) {
  const asked = askedOf(draft, nodes);
  return Boolean(asked && asked.slots.length > (asked.place < 0 ? 0 : 1));
}

/** What the server is told of a draft. @param {Draft} draft */
export function messageOf({ way, node, text, card, answer, beside }) {
  const on = endsOf(node) ? { edge: node } : { node };
  const made = { function: card?.name ?? "", ...(answer ?? { place: 0 }) };
  if (way === "put") return { do: "edge" in on ? "insert" : beside ? "branch" : "apply", ...on, ...made };
  if (way === "replace" || way === "rewire") return { do: way, ...on, ...made };
  if (way === "recount" || way === "rename") return { do: way, ...on, text: answer?.others[0] };
  return { do: way, ...on, text };
}

/** @param {string} node @param {Record<string, Fact>} nodes */
const factOf = (node, nodes) => nodes[endsOf(node)?.[0] ?? node];

/** @param {string} node @param {Record<string, Fact>} nodes @param {boolean} [awaits] */
function subjectOf(node, nodes, awaits) {
  const fact = factOf(node, nodes);
  return awaits ? "the result" : fact?.name || fact?.text || "it";
}

export class Form {
  /** @param {HTMLElement} dialog @param {HTMLFormElement} form @param {{show: (draft: Draft) => void, done: (draft: Draft) => void, left: () => void}} hooks  show: another form is wanted; done: it is filled in; left: it was given up */
  constructor(dialog, form, hooks) {
    this.palette = new Palette(dialog);
    this.giving = new Giving(form);
    this.hooks = hooks;
    /** @type {Draft | null} */
    this.draft = null;
    for (const panel of [dialog, form]) {
      panel.addEventListener("click", (event) => {
        if (event.target instanceof Element && event.target.closest("[data-close]")) hooks.left();
        else this.keep();
      });
      panel.addEventListener("keydown", (event) => {
        if (event.key === "Escape") hooks.left();
        // The graph's own keys, and Streamlit's, mean something else.
        event.stopPropagation();
      });
      for (const kind of ["input", "focusin"]) panel.addEventListener(kind, () => this.keep());
    }
  }

  /** Opens it, with what was typed before. @param {Draft} draft @param {Record<string, Fact>} nodes @param {boolean} [focus] */
  show(draft, nodes, focus = true) {
    this.close();
    this.draft = draft;
    const asked = askedOf(draft, nodes);
    if (asked) {
      const { typed } = draft;
      this.giving.open({ ...asked, known: nodes, typed, focus }, (answer) => this.hooks.done({ ...draft, answer }));
      return this.keep();
    }
    const fact = factOf(draft.node, nodes);
    const replaces = draft.way === "replace";
    const fits = (/** @type {import("./palette.js").Card} */ { slots, name }) => (replaces ? name !== fact?.function && tensors(slots) >= (fact?.inputs ?? 0) : tensors(slots) > 0);
    const title = replaces ? `In place of ${fact?.function}` : `Put on ${subjectOf(draft.node, nodes, draft.awaits)}`;
    const beside = replaces || endsOf(draft.node) ? null : (draft.beside ?? false);
    this.palette.open({ title, fits, search: draft.search, beside, focus }, (card) => {
      const chosen = { ...draft, card };
      (hasFields(chosen, nodes) ? this.hooks.show : this.hooks.done)(chosen);
    });
  }

  /** Remembers what is typed: the page may be drawn anew at any time. */
  keep() {
    if (!this.draft) return;
    if (!this.palette.element.hidden) Object.assign(this.draft, { search: this.palette.search.value, beside: this.palette.beside.checked });
    if (!this.giving.element.hidden) this.draft.typed = this.giving.typed();
  }

  /** Whether the focus is in it. */
  get focused() {
    return [this.palette, this.giving].some(({ element }) => element.matches(":focus-within"));
  }

  close() {
    this.draft = null;
    this.palette.element.hidden = this.giving.element.hidden = true;
  }
}
