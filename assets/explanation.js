// A number rebuilt: in words, and in a few lines from the rule to the result; each number in them leads to its own explanation.

import { copied } from "./clipboard.js";
import { elements, formatNumber } from "./numbers.js";
import { Slot, filledLatex, slotsOf, tensorOf } from "./slots.js";
import { asOne, endsOf, spokenName, subjectOf, textOf } from "./subject.js";

/** @typedef {import("./hub.js").Update} Update */
/** @typedef {import("./subject.js").Subject} Subject */
/** @typedef {{words: string, lines: {mathml: string, latex: string}[], sources: string[]}} Explanation */

export class ExplanationView {
  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    element.classList.add("gv-explanation");
    /** @type {ReturnType<typeof slotsOf>} */
    this.slots = [];
    element.addEventListener("click", (event) => this.click(event));
  }

  /** @param {Update} update @param {Subject | null} subject */
  show(update, subject) {
    this.update = update;
    const explanation = subject && explanationOf(update, subject);
    this.element.hidden = !explanation;
    if (!explanation || !subject) return;
    const key = textOf(subject.name, subject.part, subject.entry);
    if (explanation !== this.explanation || key !== this.key) this.build(update, subject, explanation);
    this.key = key;
    for (const slot of this.slots) slot.fill(update.frame);
    const said = wordsFor(update, subject, explanation);
    this.element.classList.toggle("gv-without-lines", said.alone);
    if (this.words && this.words.textContent !== said.text) this.words.textContent = said.text;
  }

  /** @param {Update} update @param {Subject} subject @param {Explanation} explanation */
  build(update, subject, explanation) {
    this.explanation = explanation;
    const words = document.createElement("p");
    words.className = "gv-words";
    this.words = words;
    const lines = document.createElement("div");
    lines.className = "gv-lines";
    lines.innerHTML = explanation.lines.map(({ mathml }) => `<div class="gv-formula">${mathml}</div>`).join("");
    lines.setAttribute("role", "group");
    lines.setAttribute("aria-label", `How ${spokenName(subject, update.target)} is computed`);
    this.slots = slotsOf(lines);
    for (const slot of this.slots) if (slot instanceof Slot) link(slot, explanation, update);
    this.element.replaceChildren(words, lines, footer(update, subject, explanation));
  }

  /** @param {MouseEvent} event */
  click(event) {
    const pressed = event.target instanceof Element ? event.target.closest("[data-copy]") : null;
    if (!(pressed instanceof HTMLElement) || !this.explanation || !this.update) return;
    const text = filledLatex(this.explanation.lines.map(({ latex }) => latex), this.update.frame);
    this.element.dataset.latex = text;
    copied(text).then((done) => {
      pressed.textContent = done ? "copied" : "not allowed here";
      setTimeout(() => (pressed.textContent = COPY), 1400);
    });
  }
}

const COPY = "Copy as LaTeX";

/** @param {Update} update @param {Subject} subject @returns {Explanation | undefined} */
export function explanationOf({ derivation }, { name, part, entry }) {
  const { numbers, entry: single } = derivation;
  if (entry !== null && single?.of === textOf(name, part, entry)) return single;
  const found = numbers?.[textOf(name, part)];
  return typeof found === "string" ? /** @type {Explanation} */ (numbers?.[found]) : found;
}

/** A number of another explanation is selected by a click on it. @param {import("./slots.js").Slot} slot @param {Explanation} explanation @param {Update} update */
function link(slot, { sources }, { whole }) {
  const source = textOf(slot.name, /** @type {import("./subject.js").Which} */ (slot.part));
  if (!sources.includes(source)) return;
  const many = elements(tensorOf(whole, slot.name, slot.part)).length > 1;
  slot.element.setAttribute("data-go", many ? `${source}|${slot.index}` : source);
  slot.element.classList.add("gv-source");
}

/** Where the number comes from, as buttons, and the way to take it along. @param {Update} update @param {Subject} subject @param {Explanation} explanation */
function footer(update, subject, explanation) {
  const line = document.createElement("p");
  line.className = "gv-origins";
  const count = (/** @type {string} */ name, /** @type {string | null} */ part) => elements(tensorOf(update.whole, name, part ?? "value")).length;
  const own = count(subject.name, subject.part);
  explanation.sources.forEach((text, at) => {
    const source = subjectOf(text);
    if (!source) return;
    const same = subject.entry !== null && own > 1 && count(source.name, source.part) === own;
    const entry = same ? subject.entry : null;
    const button = document.createElement("button");
    button.type = "button";
    button.className = `gv-link ${source.part === "gradient" ? "gv-backward" : "gv-forward"}`;
    button.dataset.go = textOf(source.name, source.part, entry);
    const { kind, caption } = update.parts.get(source.name)?.facts ?? {};
    // What gradients() added is called what it is; its operation's name says less.
    button.textContent = kind === "gradient" && caption ? caption : spokenName({ ...source, entry }, update.target);
    line.append(at ? ", " : "made of ", button);
  });
  const none = tensorOf(update.whole, subject.name, subject.part ?? "value") === null;
  if (!explanation.sources.length && !none) line.append(subject.part === "value" ? "given, not computed" : "the backward pass starts here");
  const copy = document.createElement("button");
  copy.type = "button";
  copy.className = "gv-take";
  copy.dataset.copy = "";
  copy.textContent = COPY;
  line.append(copy);
  return line;
}

/** What happens, in words, with what is remarkable about today's numbers. @param {Update} update @param {Subject} subject @param {Explanation} explanation @returns {{text: string, alone: boolean}} alone: lines would say nothing */
function wordsFor({ frame, derivation, parts }, subject, { words }) {
  const { name, part, entry } = subject;
  const tensor = tensorOf(frame, name, part ?? "value");
  if (tensor === undefined) return { text: "Not known yet at this step of the pass.", alone: true };
  // Why there is none is in its words.
  if (tensor === null) return { text: words, alone: true };
  if (part === "gradient" && isSeed(derivation, frame, name)) return { text: `${words} ${seedWords(frame, name, entry)}`, alone: false };
  const zero = part === "gradient" ? zeroWords(frame, edgeOf(subject, derivation), entry, parts) : "";
  return { text: zero ? `${words} ${zero}` : words, alone: false };
}

/** Whether a gradient is the seed alone. @param {Update["derivation"]} derivation @param {import("./picture.js").Frame} frame @param {string} name */
function isSeed({ asked }, frame, name) {
  const seed = tensorOf(frame, name, "seed");
  return Boolean(asked?.ys.includes(name)) && JSON.stringify(seed) === JSON.stringify(tensorOf(frame, name, "gradient"));
}

/** @param {import("./picture.js").Frame} frame @param {string} name @param {number | null} entry */
function seedWords(frame, name, entry) {
  const all = elements(tensorOf(frame, name, "seed"));
  const values = entry === null ? all : [all[entry]];
  if (!values.every((value) => value === values[0])) return "These numbers are the seed.";
  return `It is ${formatNumber(values[0])} because it is the seed.`;
}

/** The edge whose contribution a gradient is, if it is that of one. @param {Subject} subject @param {Update["derivation"]} derivation */
function edgeOf({ name }, { numbers }) {
  const same = numbers?.[`${name}|gradient`];
  if (typeof same === "string") return subjectOf(same)?.name ?? name;
  const twin = Object.entries(numbers ?? {}).find(([key, value]) => value === `${name}|gradient` && endsOf(key));
  return endsOf(name) ? name : (subjectOf(twin?.[0])?.name ?? name);
}

/** Why a contribution is exactly zero. @param {import("./picture.js").Frame} frame @param {string} edge @param {number | null} entry @param {Update["parts"]} parts */
function zeroWords(frame, edge, entry, parts) {
  const ends = endsOf(edge);
  const local = elements(tensorOf(frame, edge, "local"));
  if (!ends || !local.length) return "";
  const [into, out] = ends.map(asOne);
  const upstream = elements(tensorOf(frame, ends[1], "gradient"));
  const all = elements(tensorOf(frame, edge, "gradient"));
  const one = entry !== null && all.length === local.length && all.length > 1;
  const locals = one ? [local[entry]] : local;
  const ups = one && upstream.length === local.length ? [upstream[entry]] : upstream;
  if (locals.every((value) => value === 0)) {
    // A function that is called by a word may be off; what is called by a sign lets nothing through.
    const { symbol = "", op = "" } = parts.get(ends[1])?.facts ?? {};
    const what = op.startsWith("Relu") ? `${symbol} is off here` : `${out} lets nothing through here`;
    return `It is 0 because ${what}: ∂${out}/∂${into} is 0.`;
  }
  if (ups.length && ups.every((value) => value === 0)) return `It is 0 because nothing comes back to ${out}: its own gradient is 0.`;
  if (locals.some((value) => value === 0)) return `Where ∂${out}/∂${into} is 0, nothing comes through.`;
  return "";
}
