// Every part of the drawing under a name with its numbers, for screen readers, when the numbers have come to rest.

import { describe } from "./inspector.js";

/** Quiet time in milliseconds after which screen readers are told the new numbers. */
const QUIET = 500;

export class Naming {
  /**
   * @param {HTMLElement} spoken  a live region: what is selected
   * @param {() => {parts: Map<string, import("./picture.js").Part>, frame: import("./picture.js").Frame, target: string, selected: string | null, moving: boolean} | null} now
   */
  constructor(spoken, now) {
    this.spoken = spoken;
    this.now = now;
  }

  /** Names the parts after a while in which nothing moves. */
  soon() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.name(), QUIET);
  }

  name() {
    const now = this.now();
    if (!now) return;
    if (now.moving) {
      this.soon();
      return;
    }
    for (const part of now.parts.values()) part.element.setAttribute("aria-label", describe(part, now.frame, now.target));
    this.spoken.textContent = now.parts.get(now.selected ?? "")?.element.getAttribute("aria-label") ?? "";
  }

  destroy() {
    clearTimeout(this.waiting);
  }
}
