// Undo and redo: every one counts, also those that come while the page is at work.

import { errands } from "./errands.js";

const UNDO = ".st-key-undo button", REDO = ".st-key-redo button";

/** @param {Event} event @param {string} move  "u" undo, "r" redo */
function ask(event, move) {
  if (!errands.travel.mount) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  errands.travel.ask(move);
}

// Streamlit's buttons are triggers: of two that come while it is at work one is lost.
window.addEventListener("click", (event) => {
  if (!(event.target instanceof Element)) return;
  if (event.target.closest(UNDO)) ask(event, "u");
  else if (event.target.closest(REDO)) ask(event, "r");
}, true);

window.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || isText(event.composedPath()[0])) return;
  const key = event.key.toLowerCase();
  // Another page, or a dialog over this one, has none.
  if ((key !== "z" && key !== "y") || !document.querySelector(UNDO) || document.querySelector("[role=dialog][aria-modal=true], [data-testid=stDialog]")) return;
  ask(event, key === "y" || event.shiftKey ? "r" : "u");
}, true);

/** Whether a key is meant for a text that is being written. @param {EventTarget | undefined} target */
function isText(target) {
  if (target instanceof HTMLInputElement) return !["range", "radio", "checkbox", "button"].includes(target.type);
  return target instanceof HTMLTextAreaElement || (target instanceof HTMLElement && target.isContentEditable);
}
