// Back and forward, undo and redo: every one counts, also those that come while the page is at work.

/** Milliseconds between two looks whether the page has come to rest; between two runs it may seem so for a moment. */
const LOOK = 60;
/** Looks after which a page that never rests is told all the same. */
const MOST_LOOKS = 100;
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
  report({ first: asked.first, moves: asked.moves, seq: asked.first + asked.moves.length - 1 });
  return true;
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

/** Milliseconds until a run shows that was asked for. */
const SOON = 250;
/** When Streamlit heard of the history last. */
let heard = -SOON;
/** Whether a run is under way: Streamlit loses what of the history comes in between. */
const busy = () => performance.now() < heard + SOON || document.querySelector(".stApp")?.getAttribute("data-test-script-state") !== "notRunning";
const push = history.pushState.bind(history), replace = history.replaceState.bind(history);
/** Where in the history the page is, as the entries say. */
const at = () => Number(history.state?.gradviz ?? 0);
/** Where the page was when the visitor went on while it was at work; null: nothing is waiting. @type {number | null} */
let from = null;
/** How many of the events to come are no visitor's. */
let own = 0;
let looks = 0, quiet = 0;

history.pushState = (state, unused, url) => {
  if (from === null) return push({ ...state, gradviz: at() + 1 }, unused, url);
  // It belongs behind where the visitor was, and they have gone from there meanwhile.
  const gone = at() - from;
  const here = () => {
    push({ ...state, gradviz: at() + 1 }, unused, url);
    if (gone) move(gone, () => {});
  };
  if (gone) move(-gone, here);
  else here();
};
history.replaceState = (state, unused, url) => {
  // What answers the step before this one would stand in another one's place.
  if (from === null) replace({ ...state, gradviz: at() }, unused, url);
};

/** Goes in the history without anybody hearing of it. @param {number} steps @param {() => void} then */
function move(steps, then) {
  own += 1;
  window.addEventListener("popstate", () => {
    own -= 1;
    then();
  }, { once: true, capture: true });
  history.go(steps);
}

let last = at();
let path = location.pathname;
window.addEventListener("popstate", (event) => {
  const before = last;
  last = at();
  if (own) return event.stopImmediatePropagation();
  const elsewhere = location.pathname !== path;
  path = location.pathname;
  if (!event.isTrusted || elsewhere || (from === null && !busy())) {
    heard = performance.now();
    return undefined;
  }
  event.stopImmediatePropagation();
  if (from === null) {
    from = before;
    looks = quiet = 0;
    setTimeout(look, LOOK);
  }
  return undefined;
}, true);

/** At rest Streamlit hears where in the history the page is. */
function look() {
  looks += 1;
  quiet = busy() || own ? 0 : quiet + 1;
  if (quiet < 2 && looks < MOST_LOOKS) return setTimeout(look, LOOK);
  from = null;
  return window.dispatchEvent(new PopStateEvent("popstate", { state: history.state }));
}
