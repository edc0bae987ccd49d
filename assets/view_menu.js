// What is drawn and how much of it: detail, name scopes, one tensor against many scalar graphs.

import { Menu } from "./menu.js";

/**
 * @typedef {object} View  what the server says of the drawing
 * @property {string} detail
 * @property {"tensors" | "scalars"} of
 * @property {string} times  how often it was differentiated
 * @property {string[]} scopes  name scopes that can be folded
 * @property {string[]} open  those that are drawn as frames
 * @property {number} samples
 * @property {number} most  points for which scalar graphs are drawn at most
 * @property {{tensors: [number, number], scalars: [number, number] | null}} sizes  nodes and edges
 */

const DETAILS = { quiet: "Symbols", values: "Values", gradients: "Values and gradients", everything: "Everything" };
const NOTES = {
  quiet: "Only what is computed.",
  values: "What each operation computes.",
  gradients: "And what comes back.",
  everything: "And every name, shape and broadcast.",
};

const TIMES = {
  0: ["Forward graph", "With what comes back written on it."],
  1: ["With its gradient graph", "The operations that gradients() added."],
  2: ["And the gradient’s gradient", "Up to the Hessian of the cost."],
};
/** What cannot be seen at once with a choice. @type {Record<string, Record<string, string>>} */
const TOGETHER = { scalars: { fold: "", times: "0" }, 1: { of: "tensors", fold: "", detail: "values" }, 2: { of: "tensors", fold: "", detail: "values" } };

export class ViewMenu {
  /** @param {HTMLElement} host  the graph's element @param {(look: Record<string, string>) => void} onLook */
  constructor(host, onLook) {
    this.onLook = onLook;
    /** @type {View | null} */
    this.view = null;
    this.detail = new Menu(host, {
      name: "detail",
      icon: "☰",
      label: "Detail",
      title: "How much the graph says",
      content:
        `<div role="radiogroup" aria-label="Detail">${Object.entries(DETAILS)
          .map(([value, text]) => option("detail", value, text, NOTES[/** @type {keyof typeof NOTES} */ (value)]))
          .join("")}</div><div class="gv-scopes" hidden><button type="button" data-fold="*">Fold all scopes</button>` +
        `<button type="button" data-fold="">Unfold all</button></div>`,
    });
    this.why = new Menu(host, { name: "why", icon: "N?", label: "Why so many?", title: "Why so many? One tensor of N points against N scalar graphs", content: "" });
    this.added = new Menu(host, {
      name: "gradient-graph",
      icon: "∂",
      label: "Gradient graph",
      title: "The operations that gradients() added",
      content:
        `<div role="radiogroup" aria-label="Gradient graph">${Object.entries(TIMES)
          .map(([value, [text, note]]) => option("times", value, text, note))
          .join("")}</div><p class="gv-prose">Gradients are no second program: gradients() adds operations to the same graph. Each stands under the ` +
        "operation that it differentiates and uses its values; what ran from left to right comes back from right to left. " +
        "So a gradient can be differentiated again.</p>",
    });
    for (const menu of [this.why, this.detail, this.added]) {
      menu.panel.addEventListener("change", (event) => {
        const input = /** @type {HTMLInputElement} */ (event.target);
        this.onLook({ [input.name.replace("gv-", "")]: input.value, ...TOGETHER[input.value] });
      });
    }
    this.detail.panel.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest("[data-fold]") : null;
      if (button) this.onLook({ fold: /** @type {HTMLElement} */ (button).dataset.fold ?? "" });
    });
  }

  /** @param {View | undefined} view */
  update(view) {
    if (!view?.sizes || JSON.stringify(view) === JSON.stringify(this.view)) return;
    this.view = view;
    check(this.detail.panel, "detail", view.detail);
    check(this.added.panel, "times", view.times);
    const scopes = /** @type {HTMLElement} */ (this.detail.panel.querySelector(".gv-scopes"));
    scopes.hidden = view.scopes.length === 0;
    this.why.panel.innerHTML = explanation(view);
    check(this.why.panel, "of", view.of);
  }

  /** Folds a scope that is open, unfolds one that is folded. @param {string} scope */
  toggle(scope) {
    if (!this.view) return;
    const shut = this.view.scopes.filter((each) => !this.view?.open.includes(each));
    // A scope inside a folded one is not open either, but folded only if it stays so when that opens.
    const folded = shut.includes(scope) ? shut.filter((each) => !each.startsWith(scope)) : [...shut, scope];
    this.onLook({ fold: folded.map((each) => each.replace(/\/$/, "")).join(",") });
  }
}

/** @param {View} view */
function explanation({ samples, most, sizes }) {
  const [nodes, edges] = sizes.tensors;
  const counted = sizes.scalars ?? [6 * samples + 5, 8 * samples + 2];
  const points = samples === 1 ? "1 point" : `${samples} points`;
  const scalars = sizes.scalars
    ? option("of", "scalars", `${samples} scalar graphs`, `${counted[0]} nodes, ${counted[1]} edges`)
    : `<p>As ${samples} scalar graphs: ${counted[0]} nodes, ${counted[1]} edges. That is drawn for ${most} points at most.</p>`;
  return (
    `<div role="radiogroup" aria-label="What is drawn">${option("of", "tensors", `One tensor of ${points}`, `${nodes} nodes, ${edges} edges`)}${scalars}</div>` +
    `<p class="gv-prose">The arithmetic is the same. Point by point, W feeds ${samples} multiplications, and its gradient is the sum of the ${samples} ` +
    `contributions that come back, one along each edge. A tensor carries all points along one edge: the graph stays at ${nodes} nodes however many ` +
    `points there are, and the same sum is the <span class="gv-backward">←Σ</span> on W’s edge.</p>`
  );
}

/** @param {string} name @param {string} value @param {string} text @param {string} note */
const option = (name, value, text, note) =>
  `<label class="gv-option"><input type="radio" name="gv-${name}" value="${value}"><span>${text}</span><small>${note}</small></label>`;

/** @param {HTMLElement} panel @param {string} name @param {string} value */
function check(panel, name, value) {
  for (const input of panel.querySelectorAll(`[name="gv-${name}"]`)) {
    const radio = /** @type {HTMLInputElement} */ (input);
    radio.checked = radio.value === value;
  }
}
