// Where names stand on a chart, so that they are seen whole and lie on nothing else.

/** @typedef {import("./surface_overlay.js").Pixels} Pixels */
/** @typedef {{left: number, top: number, width: number, height: number}} Area */
/** @typedef {{x: number, y: number, anchor: "start" | "end", box: Area}} Label */

/** About how wide a letter is, and how high a line. */
const LETTER = 8.3, LINE = 16;
/** Between a name and what it names. */
const GAP = 8;

/** What a point and the arrow from it take, with the arrow's name. @param {Pixels | null} point @param {{from: Pixels, to: Pixels} | null} arrow @returns {Area[]} */
export function taken(point, arrow) {
  const found = point ? [around(point, 20, 20)] : [];
  if (!arrow) return found;
  const { from, to } = arrow;
  const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  return [...found, around(middle, Math.abs(to.x - from.x) + 8, Math.abs(to.y - from.y) + 8), around(to, 56, 40)];
}

/** What a mark with its name takes, above it or below. @param {Pixels} at @param {string} name @returns {Area} */
export const marked = (at, name) => around(at, LETTER * name.length, 56);

/**
 * Whether the name of a mark stands above it or below it: where nothing else is, else where the chart does not end.
 * @param {Pixels} at @param {string} name @param {Area} area  the chart @param {Area[]} others @param {boolean} first  whether above is better
 * @returns {boolean} whether above
 */
export function above(at, name, area, others, first) {
  const box = (/** @type {boolean} */ up) => named(at, name, up);
  const seen = [first, !first].filter((up) => upright(box(up), area));
  return seen.find((up) => !others.some((other) => meet(box(up), other))) ?? seen[0] ?? first;
}

/** What the name of a mark takes. @param {Pixels} at @param {string} name @param {boolean} up  whether it stands above @returns {Area} */
export const named = (at, name, up) => around({ x: at.x, y: at.y + (up ? -20 : 20) }, LETTER * name.length, LINE);

/**
 * The middle of an arrow's name: beyond its tip, else beside its shaft, where nothing else is.
 * @param {{from: Pixels, to: Pixels}} arrow @param {Area} area  the chart @param {Area[]} others @returns {Pixels}
 */
export function alongside({ from, to }, area, others) {
  const [across, down] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(across, down);
  const [right, under] = [across / length, down / length];
  const beside = (/** @type {number} */ part, /** @type {number} */ away) => ({ x: from.x + part * across - away * under, y: from.y + part * down + away * right });
  const places = [{ x: to.x + right * 14, y: to.y + under * 14 }, ...[0.5, 0.8].flatMap((part) => [beside(part, 18), beside(part, -18)])];
  const free = (/** @type {Area} */ box) => within(box, area) && !others.some((other) => meet(box, other));
  return places.find((place) => free(around(place, 24, LINE))) ?? places[0];
}

/**
 * A name beyond one end of a line: beyond the upper one where it goes, else beyond the lower one; where neither goes, pushed into the chart.
 * @param {Pixels[]} ends @param {string} text @param {Area} area  the chart @param {Area[]} others  where nothing may stand
 * @returns {Label}
 */
export function beyond(ends, text, area, others) {
  const width = LETTER * text.length;
  const places = [...ends].sort((one, two) => one.y - two.y).map((end, at, [upper, lower]) => {
    const left = end.x < (end === upper ? lower : upper).x;
    const x = end.x + (left ? -GAP : GAP), y = end.y + (at ? LINE - 4 : -2);
    return { x, y, anchor: /** @type {"start" | "end"} */ (left ? "end" : "start"), box: { left: left ? x - width : x, top: y - LINE + 4, width, height: LINE } };
  });
  const pushes = places.map((place) => pushed(place, area));
  return [...places, ...pushes].find(({ box }) => within(box, area) && !others.some((other) => meet(box, other))) ?? pushes[0];
}

/** @param {Label} place @param {Area} area @returns {Label} */
function pushed(place, area) {
  const { box } = place;
  const right = Math.max(area.left - box.left, Math.min(0, area.left + area.width - box.left - box.width));
  const down = Math.max(area.top - box.top, Math.min(0, area.top + area.height - box.top - box.height));
  return { ...place, x: place.x + right, y: place.y + down, box: { ...box, left: box.left + right, top: box.top + down } };
}

/** How a name above or below a place is anchored, so that no side of the chart cuts it. @param {Pixels} at @param {string} text @param {Area} area */
export function anchored(at, text, area) {
  const half = (LETTER * text.length) / 2;
  if (at.x - half < area.left) return "start";
  return at.x + half > area.left + area.width ? "end" : "middle";
}

/** @param {Pixels} at @param {number} width @param {number} height @returns {Area} */
const around = ({ x, y }, width, height) => ({ left: x - width / 2, top: y - height / 2, width, height });

/** @param {Area} box @param {Area} area */
const upright = (box, area) => box.top >= area.top && box.top + box.height <= area.top + area.height;

/** @param {Area} box @param {Area} area */
const within = (box, area) => upright(box, area) && box.left >= area.left - 0.5 && box.left + box.width <= area.left + area.width + 0.5;

/** @param {Area} one @param {Area} two */
const meet = (one, two) => one.left < two.left + two.width && two.left < one.left + one.width && one.top < two.top + two.height && two.top < one.top + one.height;
