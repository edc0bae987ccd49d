// What an optimizer remembers, drawn at its ball: its velocity as an arrow, and as an ellipse how far each number would move for the same slope.

const NAMESPACE = "http://www.w3.org/2000/svg";
/** The longest arrow and the widest ellipse of a whole way, in pixels: what grows and shrinks on the way is seen to. */
const [ARROW, ELLIPSE] = [64, 34];
const SHORTEST = 4;
const CORNERS = 36;
/** Pixels of a move from which directions are told. */
const SEEN = 6;

/**
 * @typedef {object} Inner  of a run, an entry for each of its places; null: it has no such thing
 * @property {([number, number] | null)[] | null} velocity  along both axes, as the run goes
 * @property {([number, number] | null)[] | null} spread  along both axes: 1/√ of the squares
 * @property {string} velocityName
 * @property {string} spreadName
 */
/** @typedef {{x: number, y: number}} Pixels */
/** @typedef {{x: number, y: number, z: number}} Place */

export class InnerState {
  /** @param {SVGElement} group */
  constructor(group) {
    this.group = document.createElementNS(NAMESPACE, "g");
    this.group.setAttribute("class", "inner");
    this.group.innerHTML = `<path class="spread" style="fill:var(--dot);fill-opacity:.14;stroke:var(--dot);stroke-width:1.5"/>
      <path class="halo"/><path class="velocity" style="stroke:var(--dot);stroke-width:2.5;stroke-linecap:round"/><path class="head" style="fill:var(--dot);stroke:var(--gv-card);stroke-width:1" d="M3 0L-8 -4.5L-8 4.5Z"/>
      <text class="name" style="fill:var(--dot);stroke-dasharray:none"/><text class="spread-name" style="fill:var(--dot);stroke-dasharray:none"/>`;
    group.append(this.group);
  }

  /** @param {Inner | null} inner @param {string} color @param {(Place | null)[]} places @param {import("./projection.js").Projection} projection */
  measure(inner, color, places, projection) {
    this.inner = inner;
    this.places = places;
    this.projection = projection;
    this.group.style.setProperty("--dot", color);
    const lengths = { velocity: 0, spread: 0 };
    // Some hundred places tell the longest.
    const every = Math.max(1, Math.floor(places.length / 300));
    for (let at = 0; at < places.length; at += every) {
      const axes = this.axesAt(at);
      if (!axes) continue;
      for (const what of /** @type {const} */ (["velocity", "spread"])) {
        const now = inner?.[what]?.[at];
        if (!now) continue;
        const [across, up] = [length(axes[0], now[0]), length(axes[1], now[1])];
        lengths[what] = Math.max(lengths[what], what === "velocity" ? Math.hypot(axes[0].x * now[0] + axes[1].x * now[1], axes[0].y * now[0] + axes[1].y * now[1]) : Math.max(across, up));
      }
    }
    this.scale = { velocity: ARROW / (lengths.velocity || 1), spread: ELLIPSE / (lengths.spread || 1) };
  }

  /** How many pixels one unit along each axis is, at a place of the way. @param {number} at @returns {[Pixels, Pixels, Pixels] | null} */
  axesAt(at) {
    const place = this.places?.[at];
    const here = place && this.projection?.pixels(place);
    if (!place || !here) return null;
    const axes = /** @type {const} */ (["x", "y"]).map((name) => {
      // Plotly rounds pixels to hundredths: the step has to be seen.
      for (let step = 1e-2 * (1 + Math.abs(place[name])), tries = 0; tries < 12; step *= 4, tries += 1) {
        const there = this.projection?.pixels({ ...place, [name]: place[name] + step });
        if (there && Math.hypot(there.x - here.x, there.y - here.y) >= SEEN) return { x: (there.x - here.x) / step, y: (there.y - here.y) / step };
      }
      return { x: 0, y: 0 };
    });
    return [axes[0], axes[1], here];
  }

  /** @param {number} at  of the way's places */
  draw(at) {
    const axes = this.axesAt(at);
    const [velocity, spread] = [this.inner?.velocity?.[at], this.inner?.spread?.[at]];
    const part = (/** @type {string} */ name) => /** @type {SVGElement} */ (this.group.querySelector(name));
    this.group.style.display = axes && (velocity || spread) ? "" : "none";
    if (!axes || !this.scale) return;
    const [east, north, here] = axes;
    const { scale } = this;
    const to = velocity && { x: scale.velocity * (east.x * velocity[0] + north.x * velocity[1]), y: scale.velocity * (east.y * velocity[0] + north.y * velocity[1]) };
    const far = to ? Math.hypot(to.x, to.y) : 0;
    const shown = to && far >= SHORTEST && Number.isFinite(far);
    for (const name of [".velocity", ".head", ".name", ".halo"]) part(name).style.display = shown ? "" : "none";
    if (to && shown) {
      const tip = { x: here.x + to.x, y: here.y + to.y };
      part(".velocity").setAttribute("d", `M${point(here)}L${point({ x: tip.x - (to.x / far) * 5, y: tip.y - (to.y / far) * 5 })}`);
      part(".halo").setAttribute("d", part(".velocity").getAttribute("d") ?? "");
      part(".head").setAttribute("transform", `translate(${point(tip)}) rotate(${((Math.atan2(to.y, to.x) * 180) / Math.PI).toFixed(1)})`);
      write(part(".name"), this.inner?.velocityName ?? "", tip.x + (to.x / far) * 14, tip.y + (to.y / far) * 14 + 4);
    }
    for (const name of [".spread", ".spread-name"]) part(name).style.display = spread ? "" : "none";
    if (!spread) return;
    const corners = Array.from({ length: CORNERS }, (_, corner) => {
      const [c, s] = [Math.cos((2 * Math.PI * corner) / CORNERS), Math.sin((2 * Math.PI * corner) / CORNERS)];
      return point({ x: here.x + scale.spread * (east.x * spread[0] * c + north.x * spread[1] * s), y: here.y + scale.spread * (east.y * spread[0] * c + north.y * spread[1] * s) });
    });
    part(".spread").setAttribute("d", `M${corners.join("L")}Z`);
    write(part(".spread-name"), this.inner?.spreadName ?? "", here.x, here.y + scale.spread * Math.abs(north.y * spread[1]) + 15);
  }
}

/** @param {Pixels} axis @param {number} amount */
const length = (axis, amount) => Math.hypot(axis.x, axis.y) * Math.abs(amount);

/** @param {Pixels} at */
const point = (at) => `${at.x.toFixed(1)} ${at.y.toFixed(1)}`;

/** @param {Element} text @param {string} words @param {number} x @param {number} y */
function write(text, words, x, y) {
  text.textContent = words;
  text.setAttribute("x", x.toFixed(1));
  text.setAttribute("y", y.toFixed(1));
}

/**
 * What a run remembers, in the surface's two coordinates.
 * @param {import("./descent_race.js").Run} run @returns {Inner | null}
 */
export function innerOf(run) {
  const slot = (/** @type {string} */ role) => Object.keys(run.states).find((name) => run.roles[name] === role);
  const [velocity, squares] = [slot("velocity"), slot("squares")];
  if (!velocity && !squares) return null;
  const both = (/** @type {string} */ name, /** @type {(value: number, at: number) => number} */ map) =>
    run.states[name].map((values, at) => {
      const [x, y] = [values[0], values[1]].map((value) => (value === null || value === undefined ? NaN : map(value, at)));
      return Number.isFinite(x) && Number.isFinite(y) ? /** @type {[number, number]} */ ([x, y]) : null;
    });
  // Adam's means begin at zero, and are corrected for that as in its step.
  const cold = (/** @type {number} */ at) => (run.settings.beta2 === undefined ? 1 : Math.sqrt(1 - run.settings.beta2 ** run.steps[at]));
  const symbols = { velocity: "v", mean_square: "m", accumulator: "a", m: "m", v: "v" };
  const named = (/** @type {string | undefined} */ name) => symbols[/** @type {keyof typeof symbols} */ (name)] ?? name ?? "";
  return {
    velocity: velocity ? both(velocity, (value) => -value) : null,
    spread: squares ? both(squares, (value, at) => cold(at) / Math.sqrt(value)) : null,
    velocityName: named(velocity),
    spreadName: `1/√${named(squares)}`,
  };
}
