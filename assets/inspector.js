// What is known of the selected node or edge: name, op, shape, all its numbers, where its gradient comes from.

import { elements, formatNumber, formatShape } from "./numbers.js";

/** @typedef {import("./picture.js").Part} Part */
/** @typedef {import("./hub.js").Update} Update */
/** @typedef {{title: string, tone: string, of: (update: Update) => number[], place?: "all" | "last"}} Column  place: where a single number stands */

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
    element.addEventListener("click", (event) => {
      const link = event.target instanceof Element ? event.target.closest("[data-go]") : null;
      if (link) this.update?.select(link.getAttribute("data-go") || null);
    });
  }

  /** @param {Update} update */
  show(update) {
    this.update = update;
    const part = update.parts.get(update.selected ?? "");
    const built = part ? `${part.name} ${part.shape} ${update.derivation.id}` : null;
    if (built !== this.built) this.build(part, update);
    this.built = built;
    if (part) this.fill(update);
  }

  /** @param {Part | undefined} part @param {Update} update */
  build(part, update) {
    this.element.hidden = !part;
    this.element.replaceChildren();
    this.columns = [];
    if (!part) return;
    this.columns = part.type === "node" ? nodeColumns(part) : edgeColumns(part, update);
    const rows = Math.max(...this.columns.map((column) => column.of(update).length), 1);
    const local = part.type === "edge" ? localOf(part.name, update)?.mathml : undefined;
    this.element.append(heading(part), ...(local ? [formula(local)] : []), this.table(rows), ...origins(part, update));
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
      const cells = this.columns.map(({ tone }) => make("td", tone));
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
      const values = column.of(update);
      const last = this.cells.length - 1;
      this.cells.forEach((cells, row) => {
        // A sum stands below what it is the sum of; what holds for every row stands in every row.
        const entry = values.length > 1 ? row : column.place === "last" ? row - last : column.place === "all" ? 0 : row;
        const value = values[entry];
        write(cells[at], value === undefined ? (values.length || row ? "" : "—") : formatNumber(value), value);
      });
    });
  }
}

/** One line of text that says a node or an edge with its numbers. @param {Part} part @param {import("./picture.js").Frame} frame @param {string} target */
export function describe(part, frame, target) {
  const numbers = (part.type === "node" ? frame.nodes : frame.edges)?.[part.name];
  const { facts } = part;
  const name =
    part.type === "node"
      ? `${bare(part.name)}${facts.kind === "operation" ? `, ${facts.op}` : `, ${facts.kind}`}`
      : `edge from ${bare(facts.from)} to ${bare(facts.to)}`;
  const back = part.type === "node" ? `gradient of ${bare(target)}` : facts.summed ? "gradient coming back, summed" : "gradient coming back";
  return `${name}: value ${spoken(numbers?.value)}; ${back} ${spoken(numbers?.gradient)}`;
}

/** @param {import("./numbers.js").Tensor | undefined} tensor */
function spoken(tensor) {
  const values = elements(tensor);
  if (!values.length) return "none";
  const said = values.slice(0, SPOKEN).map((value) => formatNumber(value).replace("−", "minus "));
  return said.join(", ") + (values.length > SPOKEN ? ` and ${values.length - SPOKEN} more` : "");
}

/** @param {Part} part @returns {Column[]} */
function nodeColumns(part) {
  return [
    { title: "→ value", tone: "gv-forward", of: ({ frame }) => elements(frame.nodes?.[part.name]?.value) },
    { title: `← ∂/∂${bare(part.name)}`, tone: "gv-backward", of: ({ frame }) => elements(frame.nodes?.[part.name]?.gradient) },
  ];
}

/** An edge's gradient is what arrives behind it times its local derivative. @param {Part} part @param {Update} update @returns {Column[]} */
function edgeColumns(part, update) {
  const { from, to, summed } = part.facts;
  /** @type {Column[]} */
  const columns = [
    { title: "→ value", tone: "gv-forward", of: ({ frame }) => elements(frame.edges?.[part.name]?.value) },
    { title: `← ∂/∂${bare(to)}`, tone: "gv-backward", place: "all", of: ({ frame }) => elements(frame.nodes?.[to]?.gradient) },
    { title: `× ∂${bare(to)}/∂${bare(from)}`, tone: "gv-local", place: "all", of: (now) => elements(localOf(part.name, now)?.value) },
    {
      title: summed ? "Σ = back" : "= back",
      tone: "gv-backward gv-strong",
      place: "last",
      of: ({ frame }) => elements(frame.edges?.[part.name]?.gradient),
    },
  ];
  // Not every op has a derivative entry by entry.
  return columns.filter(({ of }, at) => at !== 2 || of(update).length);
}

/** Where a node's gradient comes from, if from several sides. @param {Part} part @param {Update} update @returns {HTMLElement[]} */
function origins(part, update) {
  if (part.type !== "node") return [];
  const edges = [...update.parts.values()].filter(({ facts }) => facts.from === part.name);
  if (edges.length < 2) return [];
  const line = make("p", "gv-origins", "∂ is the sum of what comes back along ");
  edges.forEach((edge, at) => {
    const link = make("button", "gv-link", `→ ${bare(edge.facts.to)}`);
    link.dataset.go = edge.name;
    line.append(at ? " + " : "", link);
  });
  return [line];
}

/** @param {string} edge @param {Update} update */
function localOf(edge, update) {
  const local = update.frame.edges?.[edge]?.local;
  const mathml = local?.mathml ?? update.derivation.locals?.[edge];
  return local || mathml ? { value: local?.value, mathml } : undefined;
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

/** @param {string} mathml */
function formula(mathml) {
  const element = make("div", "gv-formula");
  element.innerHTML = mathml;
  return element;
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

/** A tensor's name as people say it: its first output needs no number. @param {string} name */
const bare = (name) => name.replace(/:0$/, "");
