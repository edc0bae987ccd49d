// What is known of the selected node or edge: name, op, shape, all its numbers, where its gradient comes from.

import { askButtons } from "./asking.js";
import { ExplanationView } from "./explanation.js";
import { keyOf } from "./held.js";
import { elements, formatNumber, formatShape } from "./numbers.js";
import { UNKNOWN, tensorOf } from "./slots.js";
import { asOne, bare, textOf } from "./subject.js";

/** @typedef {import("./picture.js").Part} Part */
/** @typedef {import("./hub.js").Update} Update */
/** @typedef {import("./subject.js").Which} Which */
/** @typedef {{title: string, tone: string, name: string, part: Which | "local", place?: "all" | "last"}} Column  whose numbers; place: where a single number stands */

/** What is spoken of longer tensors. */
const SPOKEN = 4;

export class Inspector {
  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    /** @type {string | null | undefined} */
    this.built = undefined;
    /** @type {Column[]} */
    this.columns = [];
    /** @type {HTMLElement[][]} */
    this.cells = [];
    this.explanation = new ExplanationView(make("div"));
    element.addEventListener("click", (event) => {
      const pressed = event.target instanceof Element ? event.target : null;
      const link = pressed?.closest("[data-go]");
      const asked = pressed?.closest("[data-ask]");
      if (asked) this.update?.ask(JSON.parse(asked.getAttribute("data-ask") ?? "{}"));
      else if (link) this.update?.select(link.getAttribute("data-go") || null);
    });
  }

  /** @param {Update} update */
  show(update) {
    this.update = update;
    const part = update.parts.get(update.selected ?? "");
    const seeded = update.derivation.asked?.ys.includes(part?.name ?? "");
    const built = part ? `${part.name} ${part.shape} ${update.derivation.id} ${seeded}` : null;
    if (built !== this.built) this.build(part, update);
    this.built = built;
    if (!part) return;
    this.fill(update);
    const subject = explained(update);
    this.explanation.show(update, subject);
    this.tabs(update, part, subject);
    this.ask(part, update);
    this.hand(update, subject);
  }

  /** What can be asked of the node or the edge. @param {Part} part @param {Update} update */
  ask(part, { derivation: { asked }, whole }) {
    const reached = tensorOf(whole, part.name, "gradient") !== null;
    const shown = `${part.name} ${reached} ${JSON.stringify(asked)}`;
    if (!this.asks || shown === this.shownAsks) return;
    this.shownAsks = shown;
    keepFocus(this.asks, asked ? askButtons(part, asked, reached) : []);
  }

  /** The selected number itself, to be dragged or typed, where it can be. @param {Update} update @param {import("./subject.js").Subject | null} subject */
  hand(update, subject) {
    // What the pass has not come to yet is not to be seen here either.
    const known = subject?.part && tensorOf(update.frame, subject.name, subject.part) !== undefined;
    const numbers = subject?.part && known ? elements(tensorOf(update.whole, subject.name, subject.part)) : [];
    const part = update.parts.get(subject?.name ?? "");
    const entry = known ? (subject?.entry ?? (numbers.length === 1 ? 0 : null)) : null;
    const name = part?.type === "edge" ? part.facts.from : (subject?.name ?? "");
    const held = subject?.part === "seed" || subject?.part === "gradient" ? `${name}|seed` : name;
    // A gradient that is the seed alone is moved by it.
    const moves = subject?.part !== "gradient" || JSON.stringify(tensorOf(update.whole, name, "seed")) === JSON.stringify(tensorOf(update.whole, name, "gradient"));
    const key = entry === null || !part || !moves || (part.type === "edge" && subject?.part !== "value") ? null : keyOf(held, entry, part.shape);
    if (!this.field) return;
    const result = entry === null || key !== null || subject?.part === "seed" ? null : textOf(subject?.name ?? "", subject?.part, entry);
    update.grip(this.field, key, result);
    if (!this.field.hidden) write(this.field, formatNumber(numbers[entry ?? 0]), numbers[entry ?? 0]);
  }

  /** @param {Part | undefined} part @param {Update} update */
  build(part, update) {
    this.element.hidden = !part;
    this.element.replaceChildren();
    this.columns = [];
    if (!part) return;
    this.columns = part.type === "node" ? nodeColumns(part, update) : edgeColumns(part, update);
    const rows = Math.max(...this.columns.map((column) => entriesOf(column, update.whole).length), 1);
    this.choices = make("div", "gv-choices");
    this.choices.setAttribute("role", "group");
    this.choices.setAttribute("aria-label", "What is explained");
    this.asks = make("div", "gv-choices gv-asks");
    this.asks.setAttribute("role", "group");
    this.asks.setAttribute("aria-label", "What is asked of it");
    this.shownAsks = "";
    this.field = make("span", "gv-field");
    this.field.hidden = true;
    const line = make("div", "gv-hand");
    line.append(this.choices, this.field);
    this.element.append(heading(part), this.table(rows), line, this.explanation.element, this.asks);
  }

  /** Buttons: value or gradient; all of it or one entry. @param {Update} update @param {Part} part @param {import("./subject.js").Subject | null} subject */
  tabs({ whole }, part, subject) {
    if (!this.choices || !subject) return;
    const { name, entry } = subject;
    const which = subject.part ?? "gradient";
    const count = elements(tensorOf(whole, name, which)).length;
    const shown = `${name}|${which}|${entry}|${count}`;
    if (shown === this.shownTabs && this.choices.childElementCount) return;
    this.shownTabs = shown;
    const tab = (/** @type {string} */ text, /** @type {string} */ go, /** @type {boolean} */ pressed, /** @type {string} */ label, tone = "") => {
      const button = make("button", tone, text);
      button.setAttribute("type", "button");
      button.dataset.go = go;
      button.dataset.choice = label;
      button.setAttribute("aria-pressed", String(pressed));
      if (label !== text) button.setAttribute("aria-label", label);
      return button;
    };
    const kept = (/** @type {Which} */ other) => textOf(name, other, elements(tensorOf(whole, name, other)).length === count ? entry : null);
    const back = part.type === "node" ? "← gradient" : "← comes back";
    const buttons = [
      tab("→ value", kept("value"), which === "value", "→ value", "gv-forward"),
      tab(back, kept("gradient"), which === "gradient", back, "gv-backward"),
    ];
    if (count > 1) {
      const at = (entry ?? -1) + count;
      buttons.push(
        tab("all", textOf(name, which), entry === null, "all entries"),
        tab("‹", textOf(name, which, (entry === null ? count - 1 : at - 1) % count), false, "previous entry"),
        tab(entry === null ? "entry" : `entry ${entry + 1}`, textOf(name, which, entry ?? 0), entry !== null, "one entry"),
        tab("›", textOf(name, which, (at + 1) % count), false, "next entry"),
      );
    } else if (count === 1 && this.explanation.element.querySelector("mtable")) {
      buttons.push(tab("term by term", textOf(name, which, 0), false, "term by term"));
    } else if (count === 1 && entry !== null) {
      buttons.push(tab("all at once", textOf(name, which), false, "all at once"));
    }
    if (whole.nodes?.[name]?.seed !== undefined) buttons.splice(2, 0, tab("seed", kept("seed"), which === "seed", "seed", "gv-backward"));
    keepFocus(this.choices, buttons);
  }

  /** @param {number} rows */
  table(rows) {
    const table = make("table", "gv-numbers");
    const head = make("tr");
    head.append(...this.columns.map(({ title, tone }) => make("th", tone, title)));
    this.cells = [];
    const body = make("tbody");
    for (let row = 0; row < rows; row += 1) {
      const line = make("tr");
      const cells = this.columns.map(({ tone, name, part }) => {
        const cell = make("td", tone);
        if (part !== "local") cell.dataset.number = textOf(name, part);
        return cell;
      });
      line.append(...cells);
      body.append(line);
      this.cells.push(cells);
    }
    const header = make("thead");
    header.append(head);
    table.append(header, body);
    const scroll = make("div", "gv-scroll");
    scroll.append(table);
    if (rows > 3) {
      scroll.tabIndex = 0;
      scroll.setAttribute("role", "region");
      scroll.setAttribute("aria-label", "All elements");
    }
    return scroll;
  }

  /** @param {Update} update */
  fill(update) {
    this.columns.forEach((column, at) => {
      const values = entriesOf(column, update.frame);
      const unknown = tensorOf(update.frame, column.name, column.part) === undefined && entriesOf(column, update.whole).length > 0;
      const last = this.cells.length - 1;
      this.cells.forEach((cells, row) => {
        // A sum stands below what it is the sum of; what holds for every row stands in every row.
        const entry = values.length > 1 ? row : column.place === "last" ? row - last : column.place === "all" ? 0 : row;
        const value = values[entry];
        const cell = cells[at];
        write(cell, value === undefined ? (unknown ? UNKNOWN : values.length || row ? "" : "—") : formatNumber(value), value);
        if (column.part === "local") return;
        const number = textOf(column.name, column.part, values.length > 1 ? entry : null);
        if (value === undefined) delete cell.dataset.go;
        else cell.dataset.go = number;
        const { subject } = update;
        const whole = subject?.entry === null || values.length < 2;
        cell.classList.toggle("gv-chosen", subject?.name === column.name && subject?.part === column.part && (whole || subject?.entry === entry));
      });
    });
  }
}

/** One line of text that says a node or an edge with its numbers. @param {Part} part @param {import("./picture.js").Frame} frame @param {string} target */
export function describe(part, frame, target) {
  const numbers = (part.type === "node" ? frame.nodes : frame.edges)?.[part.facts.shows ?? part.name];
  const { facts } = part;
  const name =
    part.type === "node"
      ? `${facts.kind === "scope" ? `${part.name.replace(/\/$/, "")}, folded` : `${bare(part.name)}${facts.kind === "operation" ? `, ${facts.op}` : `, ${facts.kind}`}`}`
      : `edge from ${bare(facts.from)} to ${bare(facts.to)}`;
  const back = part.type === "node" ? `gradient of ${bare(target)}` : facts.summed ? "gradient coming back, summed" : "gradient coming back";
  return `${name}: value ${spoken(numbers?.value)}; ${back} ${spoken(numbers?.gradient)}`;
}

/** @param {import("./numbers.js").Tensor | undefined} tensor */
function spoken(tensor) {
  const values = elements(tensor);
  if (tensor === undefined) return "not known yet";
  if (!values.length) return "none";
  const said = values.slice(0, SPOKEN).map((value) => formatNumber(value).replace("−", "minus "));
  return said.join(", ") + (values.length > SPOKEN ? ` and ${values.length - SPOKEN} more` : "");
}

/** @param {Part} part @param {Update} update @returns {Column[]} */
function nodeColumns({ name }, { whole }) {
  /** @type {Column[]} */
  const columns = [
    { title: "→ value", tone: "gv-forward", name, part: "value" },
    { title: "seed", tone: "gv-backward", name, part: "seed" },
    { title: `← ∂/∂${asOne(name)}`, tone: "gv-backward", name, part: "gradient" },
  ];
  return columns.filter((column) => column.part !== "seed" || entriesOf(column, whole).length);
}

/** Puts other buttons in a group's place; what has the focus keeps it. @param {HTMLElement} group @param {HTMLElement[]} buttons */
function keepFocus(group, buttons) {
  const active = /** @type {ShadowRoot} */ (group.getRootNode()).activeElement;
  const focused = active && group.contains(active) ? active.getAttribute("data-choice") : null;
  group.replaceChildren(...buttons);
  if (focused) buttons.find((button) => button.dataset.choice === focused)?.focus({ preventScroll: true });
}

/** An edge's gradient is what arrives behind it times its local derivative. @param {Part} part @param {Update} update @returns {Column[]} */
function edgeColumns({ name, facts }, update) {
  const { from, to, summed } = facts;
  /** @type {Column[]} */
  const columns = [
    { title: "→ value", tone: "gv-forward", name, part: "value" },
    { title: `← ∂/∂${asOne(to)}`, tone: "gv-backward", name: to, part: "gradient", place: "all" },
    { title: `× ∂${asOne(to)}/∂${asOne(from)}`, tone: "gv-local", name, part: "local", place: "all" },
    { title: summed ? "Σ = back" : "= back", tone: "gv-backward gv-strong", name, part: "gradient", place: "last" },
  ];
  // Not every op has a derivative entry by entry.
  return columns.filter((column) => column.part !== "local" || entriesOf(column, update.whole).length);
}

/** @param {Column} column @param {import("./picture.js").Frame} frame */
const entriesOf = ({ name, part }, frame) => elements(tensorOf(frame, name, part));

/** Which number of the selected node or edge is explained: the chosen one, or what it has. @param {Update} update @returns {import("./subject.js").Subject | null} */
function explained({ subject, frame, derivation }) {
  if (!subject || subject.part) return subject;
  const gradient = tensorOf(frame, subject.name, "gradient");
  // Why there is none is an answer to a question only.
  const none = gradient === undefined || (gradient === null && derivation.asked?.plain !== false);
  return { ...subject, part: none ? "value" : "gradient" };
}

/** @param {Part} part */
function heading(part) {
  const { facts } = part;
  const title = make("h3", "gv-title");
  const name = part.type === "node" ? bare(part.name) : `${bare(facts.from)} → ${bare(facts.to)}`;
  const about =
    part.type === "node"
      ? [facts.kind === "operation" ? facts.op : facts.kind, formatShape(part.shape)]
      : [`input ${facts.index}`, formatShape(part.shape), ...(facts.summed ? ["summed on the way back"] : [])];
  const close = make("button", "gv-close", "×");
  close.dataset.go = "";
  close.setAttribute("aria-label", "Clear the selection");
  if (part.type === "node" && facts.symbol !== name) title.append(make("span", "gv-sign", facts.symbol));
  title.append(make("span", "", name), make("small", "", about.join(" · ")), close);
  return title;
}

/** @param {HTMLElement} cell @param {string} text @param {number | undefined} value */
function write(cell, text, value) {
  if (cell.textContent === text) return;
  cell.textContent = text;
  if (value !== undefined) cell.title = String(value);
}

/** @param {string} tag @param {string} [className] @param {string} [text] */
export function make(tag, className = "", text = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}
