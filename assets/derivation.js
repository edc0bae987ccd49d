// The panel beside the graph: what is selected, and the formulas with the current numbers put in.

import { subscribe } from "./hub.js";
import { Inspector, make } from "./inspector.js";
import { elements, formatNumber } from "./numbers.js";

/** @typedef {{name: string, mathml: string, latex?: string, check?: string}} Formula */
/** @typedef {{numeric: number | string | null, agrees: boolean, coarse: boolean}} Check */
/** @typedef {import("./hub.js").Update} Update */

export class DerivationHost {
  /** @param {HTMLElement} element */
  constructor(element) {
    element.classList.add("gv-panel");
    element.dataset.testid = "gradviz-derivation";
    const selected = make("section", "gv-inspector");
    selected.setAttribute("aria-label", "Selected in the graph");
    selected.hidden = true;
    this.formulas = make("section", "gv-formulas");
    this.formulas.setAttribute("aria-label", "Derivation");
    element.append(selected, this.formulas);
    this.inspector = new Inspector(selected);
    /** @type {Slot[]} */
    this.slots = [];
    /** @type {CheckLine[]} */
    this.checks = [];
    this.unsubscribe = subscribe((update) => this.show(update));
  }

  /** Nothing: the graph hands the numbers over. */
  update() {}

  destroy() {
    this.unsubscribe();
  }

  /** @param {Update} update */
  show(update) {
    this.inspector.show(update);
    const { derivation } = update;
    if (derivation.id !== this.id || derivation.formulas !== this.shown) this.build(update);
    for (const slot of this.slots) slot.fill(update);
    for (const check of this.checks) check.fill(derivation.checks ?? {});
  }

  /** @param {Update} update */
  build({ derivation }) {
    this.id = derivation.id;
    this.shown = derivation.formulas;
    this.checks = [];
    const rows = (derivation.formulas ?? []).map((formula) => {
      const row = make("div", "gv-row");
      row.dataset.formula = formula.name;
      const math = make("div", "gv-formula");
      math.innerHTML = formula.mathml;
      row.append(math);
      const check = new CheckLine(formula.check ?? parameterOf(formula.name));
      this.checks.push(check);
      row.append(check.element);
      if (formula.latex) row.append(copyButton(formula));
      return row;
    });
    this.formulas.replaceChildren(...rows);
    this.slots = [...this.formulas.querySelectorAll("[data-ref]")].map((element) => new Slot(element));
  }
}

/** One number inside a formula: "W:0|gradient|0". */
class Slot {
  /** @param {Element} element */
  constructor(element) {
    this.element = element;
    const [name, part, index] = (element.getAttribute("data-ref") ?? "").split("|");
    this.name = name;
    this.part = part === "gradient" ? "gradient" : "value";
    this.index = Number(index ?? 0);
    this.text = "";
    element.classList.add(part === "gradient" ? "gv-backward" : "gv-forward");
    this.guards = element.hasAttribute("data-guard") ? parentheses(element) : [];
  }

  /** @param {Update} update */
  fill({ frame }) {
    const numbers = frame.nodes?.[this.name] ?? frame.edges?.[this.name];
    const value = elements(numbers?.[/** @type {"value" | "gradient"} */ (this.part)])[this.index];
    const text = value === undefined ? "?" : formatNumber(value);
    if (text === this.text) return;
    this.text = text;
    this.element.textContent = text;
    if (value !== undefined) this.element.setAttribute("data-number", String(value));
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

/** The finite difference beside a gradient. */
class CheckLine {
  /** @param {string} parameter  its tensor's name, or "" */
  constructor(parameter) {
    this.parameter = parameter;
    this.text = "";
    this.element = make("p", "gv-check");
  }

  /** @param {Record<string, Check>} checks */
  fill(checks) {
    const check = checks[this.parameter];
    this.element.hidden = !check;
    if (!check) return;
    const [numeric] = elements(check.numeric);
    const text = check.coarse
      ? "≈ the cost is too large here for a finite difference to tell"
      : `${check.agrees ? "✓" : "✗"} finite difference ${numeric === undefined ? "—" : formatNumber(numeric)}`;
    if (text === this.text) return;
    this.text = text;
    this.element.textContent = text;
    this.element.classList.toggle("gv-disagrees", !check.agrees && !check.coarse);
  }
}

/** @param {Formula} formula */
function copyButton({ name, latex }) {
  const button = make("button", "gv-copy", "LaTeX");
  button.title = "Copy as LaTeX";
  button.setAttribute("aria-label", `Copy ${name} as LaTeX`);
  button.addEventListener("click", async () => {
    let said = "copied";
    try {
      await navigator.clipboard.writeText(latex ?? "");
    } catch {
      said = "not allowed";
    }
    button.textContent = said;
    setTimeout(() => (button.textContent = "LaTeX"), 1200);
  });
  return button;
}

/** "∂cost/∂W" speaks of "W:0". @param {string} name */
const parameterOf = (name) => (name.includes("/∂") ? `${name.split("/∂")[1]}:0` : "");
