// The drawing's own buttons, and the keys that do the same: zoom, fit, fold.

/** Buttons over the drawing. */
export const TOOLS = `<div class="gv-tools" role="toolbar" aria-label="The graph’s tools">
    <button type="button" data-do="out" aria-label="Zoom out" title="Zoom out (−)">−</button>
    <button type="button" data-do="fit" aria-label="Fit the graph" title="Fit the graph (0)">⤢</button>
    <button type="button" data-do="in" aria-label="Zoom in" title="Zoom in (+)">+</button>
  </div>`;
/** @type {Record<string, string>} */
const KEYS = { "+": "in", "=": "in", "-": "out", 0: "fit" };

export class GraphTools {
  /**
   * @param {HTMLElement} element  the component's, with `TOOLS` in it
   * @param {import("./navigation.js").Navigation} navigation
   * @param {{toggle: (scope: string) => void, around: () => string | undefined}} scopes  around: the innermost open name scope around what has the focus
   */
  constructor(element, navigation, scopes) {
    this.navigation = navigation;
    this.scopes = scopes;
    element.addEventListener("click", (event) => this.click(event));
    element.addEventListener("keydown", (event) => this.key(event));
  }

  /** @param {Event} event */
  click(event) {
    const pressed = event.target instanceof Element ? event.target : null;
    const scope = pressed?.closest("[data-scope]");
    if (scope && !this.navigation.panned) this.scopes.toggle(scope.getAttribute("data-scope") ?? "");
    const button = pressed?.closest("[data-do]");
    if (button) this.move(button.getAttribute("data-do") ?? "");
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "f") {
      const scope = this.scopes.around();
      if (scope) this.scopes.toggle(scope);
    }
    const move = KEYS[event.key];
    if (!move) return;
    this.move(move);
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {string} move */
  move(move) {
    if (move === "in") this.navigation.zoomIn();
    else if (move === "out") this.navigation.zoomOut();
    else if (move === "fit") this.navigation.fit();
  }
}
