// Undo and redo: every one counts, also those that come while the page is at work.

/** Milliseconds after which the server is told once more. */
const AGAIN = 2000;
const UNDO = ".st-key-undo button", REDO = ".st-key-redo button";

/** What was asked for and not yet answered, "u" undo, "r" redo; the first has the number `first`. */
const asked = { moves: "", first: 1 };
/** Who tells the server. @type {((message: object) => void) | null} */
let report = null;

/** A graph that can tell the server how often was asked, whatever the server is doing. @param {(message: object) => void} teller */
export function travelBy(teller) {
  report = teller;
}

/** It has gone; another one may have come already. @param {((message: object) => void) | undefined} teller */
export function travelNoMore(teller) {
  if (report === teller) report = null;
}

/** The server has done everything up to a number. @param {number} done */
export function travelled(done) {
  const over = Math.min(Math.max(done + 1 - asked.first, 0), asked.moves.length);
  asked.moves = asked.moves.slice(over);
  asked.first += over;
}

/** @param {Event} event @param {string} move @returns {boolean} whether it is seen to */
function ask(event, move) {
  if (!report) return false;
  event.preventDefault();
  event.stopImmediatePropagation();
  asked.moves += move;
  tell();
  return true;
}

/** The clock by which it is told once more. */
let again = 0;
/** Says all that is not answered; and once more, as of what comes while it draws a page anew the server may hear nothing. */
function tell() {
  clearTimeout(again);
  if (!asked.moves) return;
  report?.({ first: asked.first, moves: asked.moves, seq: asked.first + asked.moves.length - 1 });
  again = window.setTimeout(tell, AGAIN);
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
