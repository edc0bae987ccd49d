// The plane that the surface is drawn over: what moves a point on it, and where a point is on it.

/**
 * @typedef {object} Plane  as the server sends it; one number of each list for each key
 * @property {string[]} keys  the parameters' numbers that its axes move, as a hand names them
 * @property {number[]} origin  where both coordinates are 0
 * @property {number[][]} ways  what a step along each axis adds to them
 * @property {number[][]} duals  what takes a step back to each axis
 * @property {number[][]} ends  from where to where each axis goes
 * @property {number[]} steps  the least that a hand moves along each
 * @property {string[]} names
 * @property {boolean} free  whether the ends follow what is on the surface
 */
/** @typedef {{x: number, y: number, z: number, slopes: number[], ascent: number[], beside?: number}} Point */

/** How far a point may be beside a plane, in its own size, and still count as on it. */
const BESIDE = 1e-6;
/** Digits of a parameter that a hand has moved along a direction. */
const DIGITS = 11;

/** @param {number[]} one @param {number[]} other */
const product = (one, other) => one.reduce((sum, value, place) => sum + value * other[place], 0);

/**
 * @param {Plane} plane @param {number[]} at  the parameters' numbers @param {number[]} gradient @param {number} z
 * @returns {Point}
 */
export function pointOn(plane, at, gradient, z) {
  const away = at.map((value, place) => value - plane.origin[place]);
  const [x, y] = plane.duals.map((dual) => product(dual, away));
  const left = away.map((value, place) => value - x * plane.ways[0][place] - y * plane.ways[1][place]);
  const size = Math.max(...at.map(Math.abs), ...plane.origin.map(Math.abs));
  return {
    x,
    y,
    z,
    slopes: plane.ways.map((way) => product(way, gradient)),
    ascent: plane.duals.map((dual) => product(dual, gradient)),
    beside: Math.max(...left.map(Math.abs)) > BESIDE * size ? 1 : 0,
  };
}

/** Where a hand moves the parameters. @param {Plane} plane @param {number[]} at  both coordinates @returns {Record<string, number>} */
export function moved({ keys, origin, ways }, [u, v]) {
  const single = ways.every((way) => way.every((part) => part === 0 || part === 1));
  const value = (/** @type {number} */ place) => origin[place] + u * ways[0][place] + v * ways[1][place];
  return Object.fromEntries(keys.map((key, place) => [key, single ? value(place) : Number(value(place).toPrecision(DIGITS))]));
}

/** In whole steps, without binary dust such as 0.30000000000000004. @param {number} value @param {number} step */
export function snapped(value, step) {
  const decimals = Math.ceil(-Math.log10(step)) + 2;
  const whole = Math.round(value / step) * step;
  return decimals > 0 && decimals < 100 ? Number(whole.toFixed(decimals)) : whole;
}

/** The ends around a place, nearer or farther by a factor. @param {number[]} ends @param {number} around @param {number} factor */
export function zoomed([low, high], around, factor) {
  const [from, to] = [around + (low - around) * factor, around + (high - around) * factor];
  // In as many digits as the picture shows.
  const digits = 10 ** (Math.floor(Math.log10(to - from)) - 3);
  return [from, to].map((end) => snapped(end, digits));
}

/** What stands at a pixel of a chart, within the axis, in as many digits as a pixel tells. @param {any} axis  Plotly's @param {number} at */
export function rounded(axis, at) {
  const value = axis.p2d(Math.min(axis._length, Math.max(0, at - axis._offset)));
  const pixel = Math.abs(axis.range[1] - axis.range[0]) / axis._length;
  const step = 10 ** Math.floor(Math.log10(pixel || 1));
  return Number((Math.round(value / step) * step).toPrecision(12));
}
