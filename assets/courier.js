// Carries the dragged numbers to the server: absolute values, one message in flight, newest wins.
// Where the browser computes alone, only the numbers at which the hand lets go.

/** @typedef {"graph" | "slider" | "surface" | "descent"} Source */

/** A message that is not answered in this time is not waited for any longer, in milliseconds. */
const PATIENCE = 2000;

export class Courier {
  /** @param {(message: object) => void} send @param {() => boolean} alone  whether the browser needs no server while the hand moves */
  constructor(send, alone) {
    this.send = send;
    this.alone = alone;
    /** Numbers under the finger, shown instead of the server's. @type {Map<string, number>} */
    this.held = new Map();
    this.sequence = 0;
    this.answered = 0;
    /** @type {{values: Record<string, number>, done: boolean, source: Source} | null} */
    this.waiting = null;
    /** Whether the hand had let go with the last message. */
    this.finished = true;
  }

  /** @param {Record<string, number>} values @param {boolean} done @param {Source} source */
  post(values, done, source) {
    for (const [name, value] of Object.entries(values)) this.held.set(name, value);
    // A number that another finger left behind goes with the newest message.
    const kept = this.waiting?.values ?? {};
    this.waiting = { values: { ...kept, ...values }, done, source };
    if (this.sequence <= this.answered && this.due()) this.dispatch();
  }

  /** Whether the server is to hear of what is waiting. */
  due() {
    return this.waiting !== null && (this.waiting.done || !this.alone());
  }

  /** The server has answered. @param {number} sequence */
  acknowledge(sequence) {
    // A new session counts from zero again; what was under way then is lost and sent again.
    this.answered = Math.max(this.answered, sequence);
    if (this.answered < this.sequence) return;
    if (this.due()) this.dispatch();
    else if (!this.waiting && this.finished) this.held.clear();
  }

  dispatch() {
    const message = this.waiting;
    if (!message) return;
    this.waiting = null;
    this.finished = message.done;
    this.sequence = Math.max(this.sequence, this.answered) + 1;
    const { sequence } = this;
    this.send({ ...message, seq: sequence });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.acknowledge(sequence), PATIENCE);
  }
}
