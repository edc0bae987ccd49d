// Which key does what to the pass, and where it does so.

/** @typedef {"first" | "previous" | "next" | "last" | "play" | "leave"} Move */

/** @type {Record<string, Move>} */
const KEYS = {
  ArrowLeft: "previous",
  ArrowRight: "next",
  PageUp: "previous",
  PageDown: "next",
  Home: "first",
  End: "last",
  " ": "play",
  Escape: "leave",
};
/** Keys of a presenter's clicker: they step wherever nothing is typed. */
const CLICKER = new Set(["PageUp", "PageDown"]);
/** These start the pass; all others only move in it. */
const STARTERS = new Set(["ArrowRight", "PageDown", " "]);
/** What has its own use for keys. */
const INPUTS =
  "input, textarea, select, canvas, [contenteditable]:not([contenteditable=false]), [role=slider], [role=spinbutton], [role=textbox], [role=combobox], [role=grid], [role=listbox], [role=menu], [role=dialog]";
const BUTTONS = "button, a[href], summary, [role=button], [role=tab], [role=radio], [role=menuitem], [role=option]";
/** In the drawing the arrows walk from node to node, and Enter and Space select. */
const PARTS = "[data-node], [data-edge]";

/**
 * What a key means here, or null: the key is somebody else's.
 * @param {KeyboardEvent} event @param {HTMLElement} graph @param {HTMLElement} scrubber @param {boolean} stepping @returns {Move | null}
 */
export function moveOf(event, graph, scrubber, stepping) {
  const { key } = event;
  const move = KEYS[key];
  if (!move || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return null;
  const [target] = event.composedPath();
  if (!(target instanceof Element) || document.querySelector("[role=dialog]")) return null;
  if (!stepping && !(STARTERS.has(key) && (key === "ArrowRight" || !scrolls()))) return null;
  // The scrubber does with arrows, Home and End what they say, by itself.
  if (target === scrubber) return CLICKER.has(key) || key === " " || key === "Escape" ? move : null;
  if (target.closest(INPUTS)) return null;
  if (CLICKER.has(key) || key === "Escape") return move;
  if (target.closest(PARTS)) return null;
  const button = target.closest(BUTTONS);
  if (button && (key === " " || !graph.contains(button))) return null;
  return move;
}

/** Whether Page Down and Space would scroll the page, which is then their business. */
function scrolls() {
  const page = document.querySelector('[data-testid="stMain"]') ?? document.documentElement;
  return page.scrollHeight > page.clientHeight + 1;
}
