// A button among the graph's tools with a panel that opens above it.

/** @typedef {{name: string, icon: string, label: string, title: string, content: string}} Options */

export class Menu {
  /** @param {HTMLElement} host  the graph's element @param {Options} options */
  constructor(host, { name, icon, label, title, content }) {
    const place = document.createElement("div");
    place.className = "gv-menu";
    place.dataset.menu = name;
    place.innerHTML =
      `<button type="button" class="gv-menu-button" aria-expanded="false" aria-haspopup="true" aria-label="${label}" title="${title}">${icon}</button>` +
      `<div class="gv-menu-panel" role="group" aria-label="${label}" hidden>${content}</div>`;
    host.querySelector(".gv-tools")?.prepend(place);
    this.place = place;
    this.button = /** @type {HTMLButtonElement} */ (place.querySelector(".gv-menu-button"));
    this.panel = /** @type {HTMLElement} */ (place.querySelector(".gv-menu-panel"));
    this.button.addEventListener("click", () => this.toggle());
    place.addEventListener("keydown", (event) => this.key(event));
    // A press elsewhere closes it; only the path tells where, through shadow roots.
    this.outside = (/** @type {Event} */ event) => {
      if (!event.composedPath().includes(place)) this.toggle(false);
    };
  }

  toggle(open = this.panel.hidden) {
    if (open === !this.panel.hidden) return;
    this.panel.hidden = !open;
    this.button.setAttribute("aria-expanded", String(open));
    if (open) document.addEventListener("pointerdown", this.outside, true);
    else document.removeEventListener("pointerdown", this.outside, true);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    // The graph's own keys, and Streamlit's, mean something else.
    event.stopPropagation();
    if (event.key !== "Escape" || this.panel.hidden) return;
    this.toggle(false);
    this.button.focus();
  }
}
