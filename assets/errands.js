// What the visitor asks of the server: told until it is done, as a message may be lost; the server does each once, by its number.

/** @typedef {{report: (name: string, message: object) => void}} Mount  a component that can tell the server */

/** Milliseconds after which the server is told once more; each further time after twice as long. */
const AGAIN = 2000;

/** Errands of one kind, one after the other; they outlive a remount, which Streamlit may do at any time. */
class Errands {
  /** @param {string} name  under which the server hears of them @param {boolean} [newest]  whether a new one stands for those before it */
  constructor(name, newest = false) {
    this.name = name;
    this.newest = newest;
    /** What is not done yet. @type {unknown[]} */
    this.open = [];
    /** The number of the last one. */
    this.last = 0;
    /** How often the server was told; a message that says what it has heard already it would not notice. */
    this.told = 0;
    /** Who tells the server. @type {Mount | null} */
    this.mount = null;
  }

  /** @param {unknown} errand */
  ask(errand) {
    this.open = this.newest ? [errand] : [...this.open, errand];
    this.last += 1;
    this.tell(AGAIN);
  }

  /** The server has done everything up to a number. @param {number} number */
  done(number) {
    this.last = Math.max(this.last, number);
    this.open = this.open.slice(Math.max(this.open.length - (this.last - number), 0));
  }

  /** @param {number} wait */
  tell(wait) {
    clearTimeout(this.again);
    if (!this.open.length) return;
    this.mount?.report(this.name, { first: this.last - this.open.length + 1, errands: this.open, told: (this.told += 1) });
    // Ever later, so that a server that is slow, not deaf, gets to its answer.
    this.again = setTimeout(() => this.tell(this.mount ? 2 * wait : AGAIN), wait);
  }
}

/** By the names under which the server hears of them. */
export const errands = { travel: new Errands("travel"), points: new Errands("points"), build: new Errands("build"), typed: new Errands("typed", true) };

/** A component that can tell the server, and what the server has done. @param {Mount} mount @param {Record<string, number>} done  by the names of the errands that are told by it */
export function attach(mount, done) {
  for (const kind of Object.values(errands)) {
    if (!(kind.name in done)) continue;
    kind.mount = mount;
    kind.done(done[kind.name]);
  }
}

/** It has gone; another one may have come already. @param {Mount} mount */
export function detach(mount) {
  for (const kind of Object.values(errands)) if (kind.mount === mount) kind.mount = null;
}
