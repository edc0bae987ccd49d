// The drawing: numbers are written into the rows that the server drew; nothing else ever moves.

import { withHeld } from "./held.js";
import { elements, formatNumber, formatRange, formatShape } from "./numbers.js";
import { UNKNOWN } from "./slots.js";
import { endsOf } from "./subject.js";
import { weigh } from "./weight.js";

/** @typedef {import("./numbers.js").Tensor} Tensor */
/** @typedef {{value: Tensor, gradient: Tensor, seed?: Tensor, row?: Tensor, local?: {mathml?: string, value?: Tensor}}} Numbers  seed: of what is differentiated; row: the local derivatives of the selected entry */
/** @typedef {{nodes: Record<string, Numbers>, edges: Record<string, Numbers>}} Frame */
/**
 * @typedef {object} Part  a node or an edge of the drawing
 * @property {string} name
 * @property {"node" | "edge"} type
 * @property {SVGGElement} element
 * @property {number[]} shape
 * @property {{left: number, top: number, width: number, height: number}} box  in the drawing's units
 * @property {Record<string, string>} facts  op, symbol, caption, kind, shows, pair; from, to, index, summed, tail, head
 * @property {Line | undefined} value
 * @property {Line | undefined} gradient
 * @property {Line | undefined} sum
 */

const ROWS_SHOWN = 4;
/** How the server draws some constants. */
const FRACTIONS = new Map([["¼", 0.25], ["½", 0.5], ["¾", 0.75]]);
/** Parts that nobody can read at the moment and that are written anew in each frame. */
const UNREAD_IN_A_FRAME = 24;
/** Milliseconds until the next of them are written if the hand rests. */
const PAUSE = 30;
/** Milliseconds without a movement after which everything is painted again. */
const RESTING = 300;

export class Picture {
  /** @param {SVGSVGElement} svg */
  constructor(svg) {
    this.svg = svg;
    this.view = /** @type {SVGGElement} */ (svg.querySelector(".gv-view"));
    this.size = { width: Number(svg.dataset.width), height: Number(svg.dataset.height) };
    this.target = svg.dataset.target;
    /** @type {Map<string, Part>} */
    this.parts = new Map();
    for (const element of svg.querySelectorAll("[data-node], [data-edge]")) {
      const part = readPart(/** @type {SVGGElement} */ (element));
      this.parts.set(part.name, part);
    }
    /** Edges by the node they leave. @type {Map<string, Part[]>} */
    this.outgoing = new Map();
    for (const part of this.parts.values()) {
      if (part.type !== "edge") continue;
      this.outgoing.set(part.facts.from, [...(this.outgoing.get(part.facts.from) ?? []), part]);
    }
  }

  /** Under which name a node or an edge is seen: its own, or that of the folded scope that it lies in; null if it is nowhere. @param {string} name */
  placeOf(name) {
    if (this.parts.has(name)) return name;
    const around = (/** @type {string} */ node) => [...this.parts.keys()].find((scope) => scope.endsWith("/") && node.startsWith(scope)) ?? null;
    const [from, to] = endsOf(name) ?? [name, name];
    return around(from) ?? around(to);
  }

  /**
   * @param {Frame} frame
   * @param {import("./held.js").Held} held  numbers under the visitor's hand that the frame does not know of
   * @param {(part: Part) => boolean} [read]  what can be read at the moment: the rest takes its time
   */
  fill(frame, held, read = () => true) {
    this.unread = [];
    clearTimeout(this.catchingUp);
    const ordered = [...this.parts.values()];
    // Each frame starts where the last one stopped, so that everything has its turn under a moving hand, too.
    const start = (this.turn ?? 0) % ordered.length;
    for (const part of [...ordered.slice(start), ...ordered.slice(0, start)]) {
      if (read(part)) this.fillPart(part, frame, held);
      else this.unread.push(part);
    }
    this.catchUp(frame, held);
    weigh(this, frame);
  }

  /** Writes some of what nobody can read; the next ones with the hand's next move, or soon. @param {Frame} frame @param {import("./held.js").Held} held */
  catchUp(frame, held) {
    const some = this.unread?.splice(0, UNREAD_IN_A_FRAME) ?? [];
    for (const part of some) this.fillPart(part, frame, held);
    if (!some.length) return;
    this.turn = [...this.parts.keys()].indexOf(some[some.length - 1].name) + 1;
    if (this.unread?.length) this.catchingUp = setTimeout(() => this.catchUp(frame, held), PAUSE);
  }

  /** While a hand moves the browser paints only what is in sight: all the rest costs it half of every frame. @param {((part: Part) => boolean) | null} inSight  null: the hand rests */
  paint(inSight) {
    clearTimeout(this.resting);
    if (!inSight && !this.partly) return;
    this.partly = Boolean(inSight);
    for (const part of this.parts.values()) {
      const display = !inSight || inSight(part) ? "" : "none";
      if (part.element.style.display !== display) part.element.style.display = display;
    }
    // However a movement ends, nothing stays away.
    if (inSight) this.resting = setTimeout(() => this.paint(null), RESTING);
  }

  /** @param {Part} part @param {Frame} frame @param {import("./held.js").Held} held */
  fillPart(part, frame, held) {
    const numbers = (part.type === "node" ? frame.nodes : frame.edges)?.[part.facts.shows ?? part.name];
    if (!numbers) return;
    const { value } = numbers;
    part.value?.write(value === undefined ? undefined : withHeld(held, part.type === "node" ? part.name : part.facts.from, value));
    part.gradient?.write(numbers.gradient);
    if (part.facts.kind === "constant" && typeof value === "number") this.sayConstant(part, withHeld(held, part.name, value));
    part.element.classList.toggle("gv-no-gradient", numbers.gradient === null);
    if (part.sum) part.sum.writeRows(numbers.gradient === undefined ? [] : this.terms(part, frame));
  }

  /** A constant's symbol is its number: another one, another symbol. @param {Part} part @param {Tensor} value */
  sayConstant({ element, facts }, value) {
    const symbol = element.querySelector(".gv-symbol");
    const drawn = FRACTIONS.get(facts.symbol) ?? Number(facts.symbol);
    if (!symbol || Number.isNaN(drawn)) return;
    const text = value === drawn ? facts.symbol : formatNumber(Number(value));
    if (symbol.textContent !== text) symbol.textContent = text;
  }

  /** "= a + b": what comes back along the edges that leave a node. @param {Part} node @param {Frame} frame */
  terms(node, frame) {
    const back = (this.outgoing.get(node.facts.shows ?? node.name) ?? [])
      .map((edge) => elements(frame.edges?.[edge.name]?.gradient))
      .filter((values) => values.length);
    const rows = node.sum?.rows.length ?? 0;
    if (back.length !== 2 || back[0].length !== rows || back[1].length !== rows) {
      return [`= Σ of ${back.length} ←`];
    }
    return back[0].map((first, row) => {
      const second = back[1][row];
      const joined = second < 0 ? `− ${formatNumber(-second)}` : `+ ${formatNumber(second)}`;
      return `= ${formatNumber(first)} ${joined}`;
    });
  }
}

/** The text of one quantity: one row per element, or shape and range. */
class Line {
  /** @param {SVGTextElement} text @param {number[]} shape */
  constructor(text, shape) {
    this.text = text;
    this.shape = shape;
    this.aligned = text.getAttribute("text-anchor") === "start";
    this.room = Number(text.dataset.room);
    this.advance = Number(text.dataset.advance);
    this.rows = [...text.querySelectorAll("tspan")].map((span) => {
      const letters = document.createTextNode("");
      span.replaceChildren(letters);
      return { span, letters, written: "", squeezed: false, dx: "" };
    });
  }

  /** @param {Tensor | undefined} tensor  undefined: not known yet */
  write(tensor) {
    const number = tensor === undefined ? "" : JSON.stringify(tensor);
    if (number === this.number) return;
    this.number = number;
    if (tensor === undefined) delete this.text.dataset.number;
    else this.text.dataset.number = number;
    this.writeRows(tensor === undefined ? [UNKNOWN] : this.lines(elements(tensor)));
  }

  /** @param {number[]} values @returns {string[]} */
  lines(values) {
    if (!values.length) return ["—"];
    if (values.length <= ROWS_SHOWN) return values.map(formatNumber);
    const range = formatRange(values);
    return this.rows.length > 1 ? [formatShape(this.shape), range] : [range];
  }

  /** @param {string[]} lines */
  writeRows(lines) {
    this.rows.forEach((row, index) => {
      const text = lines[index] ?? "";
      if (text === row.written) return;
      row.written = text;
      row.letters.data = text;
      // Keeps the digits in their columns when the sign comes and goes.
      const dx = this.aligned ? (text.startsWith("−") ? "0" : String(this.advance)) : "";
      if (dx !== row.dx) row.span.setAttribute("dx", dx);
      row.dx = dx;
      const squeezed = text.length * this.advance > this.room + 2;
      if (squeezed && !row.squeezed) {
        row.span.setAttribute("textLength", String(this.room));
        row.span.setAttribute("lengthAdjust", "spacingAndGlyphs");
      } else if (row.squeezed && !squeezed) {
        row.span.removeAttribute("textLength");
        row.span.removeAttribute("lengthAdjust");
      }
      row.squeezed = squeezed;
    });
  }
}

/** @param {SVGGElement} element @returns {Part} */
function readPart(element) {
  const facts = /** @type {Record<string, string>} */ ({ ...element.dataset });
  const shape = facts.shape ? facts.shape.split(",").map(Number) : [];
  const ring = /** @type {SVGRectElement} */ (element.querySelector(".gv-ring"));
  const side = (/** @type {string} */ name) => Number(ring.getAttribute(name));
  const line = (/** @type {"value" | "gradient" | "sum"} */ part) => {
    const text = element.querySelector(`[data-part="${part}"]`);
    return text ? new Line(/** @type {SVGTextElement} */ (text), shape) : undefined;
  };
  return {
    name: facts.node ?? facts.edge,
    type: facts.node === undefined ? "edge" : "node",
    element,
    shape,
    box: { left: side("x"), top: side("y"), width: side("width"), height: side("height") },
    facts,
    value: line("value"),
    gradient: line("gradient"),
    sum: line("sum"),
  };
}
