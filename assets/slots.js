// Numbers inside formulas: <mn data-ref="name|part|entry"> shows that entry of the frame, today and after every drag.

import { elements, formatNumber } from "./numbers.js";

/** @typedef {import("./picture.js").Frame} Frame */

/** What stands where a number is not known yet. */
export const UNKNOWN = "·";
const LATEX_SLOT = /\\(slot|guard)\{([^}|]*)\|(\w+)\}\{(\d+)\}/g;

/** A part of a node's or an edge's numbers; undefined if it is not known yet. @param {Frame} frame @param {string} name @param {string} part */
export function tensorOf(frame, name, part) {
  const numbers = frame.nodes?.[name] ?? frame.edges?.[name];
  return part === "local" ? numbers?.local?.value : numbers?.[/** @type {"value" | "gradient"} */ (part)];
}

/** All numbers of an element's formulas. @param {Element} element @returns {Slot[]} */
export const slotsOf = (element) => [...element.querySelectorAll("[data-ref]")].map((slot) => new Slot(slot));

export class Slot {
  /** @param {Element} element */
  constructor(element) {
    this.element = element;
    const [name, part, index] = (element.getAttribute("data-ref") ?? "").split("|");
    this.name = name;
    this.part = part;
    this.index = Number(index ?? 0);
    this.text = "";
    element.classList.add(part === "gradient" ? "gv-backward" : part === "local" ? "gv-local" : "gv-forward");
    this.guards = element.hasAttribute("data-guard") ? parentheses(element) : [];
  }

  /** @param {Frame} frame */
  fill(frame) {
    const value = elements(tensorOf(frame, this.name, this.part))[this.index];
    const text = value === undefined ? UNKNOWN : formatNumber(value);
    if (text === this.text && value === this.value) return;
    this.text = text;
    this.value = value;
    this.element.textContent = text;
    if (value === undefined) this.element.removeAttribute("data-number");
    else this.element.setAttribute("data-number", String(value));
    for (const guard of this.guards) guard.style.display = value < 0 ? "" : "none";
  }
}

/** Parentheses around a number, for when it is negative. @param {Element} element @returns {MathMLElement[]} */
function parentheses(element) {
  // A row of its own: a fraction or a power must keep its number of children.
  const row = document.createElementNS("http://www.w3.org/1998/Math/MathML", "mrow");
  element.replaceWith(row);
  row.append(element);
  return ["(", ")"].map((sign) => {
    const guard = document.createElementNS("http://www.w3.org/1998/Math/MathML", "mo");
    guard.textContent = sign;
    guard.setAttribute("stretchy", "false");
    element.insertAdjacentElement(sign === "(" ? "beforebegin" : "afterend", guard);
    return guard;
  });
}

/** Lines of LaTeX with the current numbers put in, aligned at their first "=". @param {string[]} lines @param {Frame} frame */
export function filledLatex(lines, frame) {
  const filled = lines.map((line) =>
    line.replace(LATEX_SLOT, (_, kind, name, part, index) => {
      const value = elements(tensorOf(frame, name, part))[Number(index)];
      const text = latexNumber(value);
      return kind === "guard" && value < 0 ? `\\left(${text}\\right)` : text;
    }),
  );
  if (filled.length < 2) return filled.join("");
  return `\\begin{aligned}\n${filled.map((line) => `  ${line.replace(/=|\\leftarrow/, "&$&")}`).join(" \\\\\n")}\n\\end{aligned}`;
}

/** @param {number | undefined} value */
function latexNumber(value) {
  if (value === undefined) return "\\cdot";
  const text = formatNumber(value).replace("−", "-").replace("∞", "\\infty").replace("NaN", "\\text{NaN}");
  const [mantissa, exponent] = text.split("e");
  return exponent === undefined ? mantissa : `${mantissa} \\cdot 10^{${exponent}}`;
}
