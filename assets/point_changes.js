// Points that a hand adds and deletes: one after the other, each told of until the server has answered.

/** @typedef {import("./point_drag.js").PointChange} PointChange */

/** Milliseconds after which the server is told once more; each further time after twice as long. */
const AGAIN = 1500;
/** Milliseconds after which no answer is expected any more. */
const PATIENCE = 15000;
/** What is not answered yet; it outlives a remount, which Streamlit may do at any time. @type {{change: PointChange, seq: number, until: number}[]} */
let queue = [];
/** The number of the last one. */
let sequence = 0;
/** The clock by which the server is told once more. */
let again = 0;
/** Who tells the server. @type {((message: object) => void) | null} */
let report = null;

/** A graph that can tell the server. @param {(message: object) => void} teller */
export function pointsBy(teller) {
  report = teller;
}

/** It has gone; another one may have come already. @param {((message: object) => void) | undefined} teller */
export function pointsNoMore(teller) {
  if (report === teller) report = null;
}

/** @param {PointChange} change */
export function changePoints(change) {
  queue.push({ change, seq: (sequence += 1), until: performance.now() + PATIENCE });
  if (queue.length === 1) tell(AGAIN);
}

/** The server has done everything up to a number. @param {number} done */
export function pointsChanged(done) {
  sequence = Math.max(sequence, done);
  const before = queue[0];
  queue = queue.filter(({ seq }) => seq > done);
  if (queue[0] !== before) tell(AGAIN);
}

/** @param {number} wait */
function tell(wait) {
  clearTimeout(again);
  queue = queue.filter(({ until }) => until > performance.now());
  const [first] = queue;
  if (!first) return;
  report?.({ ...first.change, seq: first.seq });
  // Ever later, so that a server that is slow, not deaf, gets to its answer.
  again = window.setTimeout(tell, wait, 2 * wait);
}
