// The update of a step, written out for each number that the surface is drawn over: with names, and with today's numbers.

import { slotsOf } from "./slots.js";

/** @typedef {import("./descent_race.js").Race} Race */
/** @typedef {import("./descent_race.js").Run} Run */

export class WrittenUpdate {
  /** @param {HTMLElement} host */
  constructor(host) {
    this.host = host;
    /** @type {{axis: number, slot: ReturnType<typeof slotsOf>[number]}[]} */
    this.slots = [];
  }

  /** @param {Run | undefined} run */
  show(run) {
    this.host.innerHTML = (run?.update ?? [])
      .map((axis, place) => axis.map(([symbols, numbers]) => `<div data-axis="${place}"><div class="gv-formula gv-d-symbols">${symbols}</div><div class="gv-formula">${numbers}</div></div>`).join(""))
      .join("");
    this.slots = [...this.host.children].flatMap((cell) => slotsOf(cell).map((slot) => ({ axis: Number(cell.getAttribute("data-axis")), slot })));
    for (const { slot } of this.slots) if (slot.part === "g") slot.element?.classList.replace("gv-forward", "gv-backward");
  }

  /** The numbers of the step from one entry to the next. @param {Race} race @param {Run} run @param {number} entry */
  fill(race, run, entry) {
    for (const [axis, name] of race.axes.entries()) {
      const at = race.entries.indexOf(name);
      const [x, becomes, g] = [run.points[entry][at], run.points[entry + 1][at], run.gradient[entry][axis]];
      const numbers = /** @type {Record<string, any>} */ ({ ...run.settings, x, x_new: becomes, g, count: run.steps[entry] + 1 });
      for (const [slot, values] of Object.entries(run.states)) [numbers[slot], numbers[`${slot}_new`]] = [values[entry][axis], values[entry + 1][axis]];
      numbers.solution = (Number(x) - Number(becomes)) / run.settings.learning_rate;
      const frame = /** @type {any} */ ({ nodes: { step: numbers }, edges: {} });
      for (const one of this.slots) if (one.axis === axis) one.slot.fill(frame);
    }
  }
}
