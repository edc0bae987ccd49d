// The panel beside the graph: what is selected, and the formulas with the current numbers put in.

import { askedLine } from "./asking.js";
import { copied } from "./clipboard.js";
import { ExplanationView } from "./explanation.js";
import { subscribe } from "./hub.js";
import { Inspector, make } from "./inspector.js";
import { elements, formatNumber } from "./numbers.js";
import { filledLatex, slotsOf } from "./slots.js";
import { subjectOf } from "./subject.js";
import { KINDS } from "./walk.js";

/** @typedef {{name: string, mathml: string, latex?: string, check?: string}} Formula */
/** @typedef {{numeric: import("./numbers.js").Tensor, agrees: boolean, coarse?: boolean, reason?: string}} Check */
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
    this.step = make("section", "gv-step");
    this.step.setAttribute("aria-label", "This step of the pass");
    this.stepTitle = make("h3", "gv-title");
    const rebuilt = make("div");
    this.step.append(this.stepTitle, rebuilt);
    this.stepView = new ExplanationView(rebuilt);
    this.step.addEventListener("click", (event) => {
      const link = event.target instanceof Element ? event.target.closest("[data-go]") : null;
      if (link) this.latest?.select(link.getAttribute("data-go"));
    });
    this.asked = make("div", "gv-asking");
    this.asked.addEventListener("click", (event) => {
      const pressed = event.target instanceof Element ? event.target.closest("[data-ask]") : null;
      if (pressed) this.latest?.ask(JSON.parse(pressed.getAttribute("data-ask") ?? "{}"));
    });
    element.append(this.asked, selected, this.step, this.formulas);
    this.inspector = new Inspector(selected);
    /** @type {ReturnType<typeof slotsOf>} */
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
    this.latest = update;
    this.ask(update.derivation.asked);
    this.inspector.show(update);
    this.tellStep(update);
    const { derivation } = update;
    if (derivation.id !== this.id || derivation.formulas !== this.shown) this.build(update);
    for (const slot of this.slots) slot.fill(update.frame);
    for (const check of this.checks) check.fill(derivation.checks ?? {});
  }

  /** What is asked, where it is not the usual. @param {import("./asking.js").Asked | null | undefined} asked */
  ask(asked) {
    const text = JSON.stringify(asked);
    if (text === this.askedText) return;
    this.askedText = text;
    const line = asked ? askedLine(asked) : null;
    this.asked.replaceChildren(...(line ? [line] : []));
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
      if (formula.latex) row.append(copyButton(formula, () => this.latest?.frame));
      return row;
    });
    this.formulas.replaceChildren(...rows);
    this.slots = slotsOf(this.formulas);
  }

  /** While the pass is stepped through, its step stands in the derivation's place. @param {Update} update */
  tellStep(update) {
    const { walk } = update;
    this.step.hidden = !walk;
    this.formulas.hidden = Boolean(walk);
    if (!walk) return;
    this.stepTitle.innerHTML = `Step ${walk.at} of ${walk.count} <span class="gv-way">${KINDS[walk.step.kind].word}</span>`;
    this.step.dataset.way = KINDS[walk.step.kind].way;
    this.stepView.show(update, subjectOf(walk.step.subject));
  }
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
    const text = check.coarse || (!check.agrees && check.reason)
      ? `≈ ${check.reason || "the cost is too large here for a finite difference to tell"}`
      : `${check.agrees ? "✓" : "✗"} ${found(elements(check.numeric), check.agrees)}`;
    if (text === this.text) return;
    this.text = text;
    this.element.textContent = text;
    this.element.classList.toggle("gv-disagrees", !check.agrees && !check.coarse && !check.reason);
  }
}

/** What finite differences say of a gradient. @param {number[]} numeric @param {boolean} agrees */
function found(numeric, agrees) {
  if (numeric.length > 1) return agrees ? `finite differences of all ${numeric.length} entries` : "finite differences of some entries differ";
  return `finite difference ${numeric.length ? formatNumber(numeric[0]) : "—"}`;
}

/** @param {Formula} formula @param {() => import("./picture.js").Frame | undefined} frame */
function copyButton({ name, latex }, frame) {
  const button = make("button", "gv-copy", "LaTeX");
  button.title = "Copy as LaTeX";
  button.setAttribute("aria-label", `Copy ${name} as LaTeX`);
  button.addEventListener("click", async () => {
    button.textContent = (await copied(filledLatex([latex ?? ""], frame() ?? { nodes: {}, edges: {} }))) ? "copied" : "not allowed";
    setTimeout(() => (button.textContent = "LaTeX"), 1200);
  });
  return button;
}

/** "∂cost/∂W" speaks of "W:0". @param {string} name */
const parameterOf = (name) => (name.includes("/∂") ? `${name.split("/∂")[1]}:0` : "");
