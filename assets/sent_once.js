// What the server sends once and never again: drawings, formulas, programs, each under a name of its own.

import { Live } from "./live.js";
import { Puller } from "./pull.js";

/**
 * What explains a structure.
 * @typedef {{formulas: import("./derivation.js").Formula[], inHand?: import("./derivation.js").Formula[], locals?: Record<string, string>, steps?: import("./walk.js").Step[]}} Explained
 */

/** Drawings by layout id; all of these outlive a remount. @type {Map<string, string>} */
const drawings = new Map();
/** What explains a structure, by derivation id. @type {Map<string, Explained>} */
const explanations = new Map();
/** What computes a structure's numbers here; null for what only the server can. @type {Map<string, Live | null>} */
const programs = new Map();
/** What pulls a number, by its id; null for what only the server could. @type {Map<string, Puller | null>} */
const pullers = new Map();

export class SentOnce {
  /** @param {(have: Record<string, string | null>) => void} report  tells the server what need not be sent again */
  constructor(report) {
    this.report = report;
    /** The drawing of the last message. @type {string | undefined} */
    this.svg = undefined;
    /** @type {Explained | undefined} */
    this.explained = undefined;
    /** @type {Live | null} */
    this.live = null;
    /** @type {Puller | null} */
    this.puller = null;
  }

  /** Keeps what a message brings, and finds what it names. @param {any} data */
  take({ layout, derivation, program, pull }) {
    if (layout.svg) drawings.set(layout.id, layout.svg);
    if (derivation?.formulas) explanations.set(derivation.id, derivation);
    if (program?.plan) programs.set(program.id, Live.computable(program) ? new Live(program) : null);
    if (pull?.plan) pullers.set(pull.id, Puller.pullable(pull) ? new Puller(pull) : null);
    this.svg = drawings.get(layout.id);
    this.explained = explanations.get(derivation?.id);
    this.live = programs.get(program?.id) ?? null;
    this.puller = pullers.get(pull?.id) ?? null;
    const have = {
      pull: pullers.has(pull?.id) ? pull.id : null,
      layout: this.svg ? layout.id : null,
      derivation: this.explained ? derivation.id : null,
      program: programs.has(program?.id) ? program.id : null,
    };
    const told = JSON.stringify(have);
    if (layout.svg || derivation?.formulas || program?.plan || pull?.plan || !this.svg) {
      if (told !== this.told || !this.svg) this.report(have);
      this.told = told;
    }
  }
}
