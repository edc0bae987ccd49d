// The drawing: numbers are written into the rows that the server drew; nothing else ever moves.

import { elements, formatNumber, formatRange, formatShape } from "./numbers.js";
import { weigh } from "./weight.js";

/** @typedef {import("./numbers.js").Tensor} Tensor */
/** @typedef {{value: Tensor, gradient: Tensor, local?: {mathml?: string, value?: Tensor}}} Numbers */
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

  /** @param {Frame} frame @param {Map<string, number>} held  numbers under the visitor's finger */
  fill(frame, held) {
    for (const part of this.parts.values()) {
      const numbers = (part.type === "node" ? frame.nodes : frame.edges)?.[part.facts.shows ?? part.name];
      if (!numbers) continue;
      const finger = held.get(part.type === "node" ? part.name : part.facts.from);
      part.value?.write(finger ?? numbers.value);
      part.gradient?.write(numbers.gradient);
      part.element.classList.toggle("gv-no-gradient", numbers.gradient === null);
      if (part.sum) part.sum.writeRows(this.terms(part, frame));
    }
    weigh(this, frame);
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
    this.rows = [...text.querySelectorAll("tspan")].map((span) => ({ span, written: "", squeezed: false }));
  }

  /** @param {Tensor} tensor */
  write(tensor) {
    const number = JSON.stringify(tensor);
    if (number === this.number) return;
    this.number = number;
    this.text.dataset.number = number;
    this.writeRows(this.lines(elements(tensor)));
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
      row.span.textContent = text;
      // Keeps the digits in their columns when the sign comes and goes.
      if (this.aligned) row.span.setAttribute("dx", text.startsWith("−") ? "0" : String(this.advance));
      const squeezed = text.length * this.advance > this.room + 2;
      if (squeezed) {
        row.span.setAttribute("textLength", String(this.room));
        row.span.setAttribute("lengthAdjust", "spacingAndGlyphs");
      } else if (row.squeezed) {
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
