// Where names stand on a chart, so that they are seen whole and lie on nothing else.

/** @typedef {import("./surface_overlay.js").Pixels} Pixels */
/** @typedef {{left: number, top: number, width: number, height: number}} Area */
/** @typedef {{x: number, y: number, anchor: "start" | "end", box: Area}} Label */

/** About how wide a letter is, and how high a line. */
const LETTER = 7.5, LINE = 16;
/** Between a name and what it names. */
const GAP = 8;

/**
 * What an arrow and the mark of a lowest place take, with their names.
 * @param {{from: Pixels, to: Pixels} | null} arrow @param {Pixels | null} lowest @param {string} name  the lowest place's @returns {Area[]}
 */
export function taken(arrow, lowest, name) {
  const width = LETTER * name.length;
  const mark = lowest ? [{ left: lowest.x - width / 2, top: lowest.y - 28, width, height: 56 }] : [];
  if (!arrow) return mark;
  const { from, to } = arrow;
  const [left, right] = [Math.min(from.x, to.x), Math.max(from.x, to.x)], [top, bottom] = [Math.min(from.y, to.y), Math.max(from.y, to.y)];
  return [...mark, { left: left - 4, top: top - 4, width: right - left + 8, height: bottom - top + 8 }, { left: to.x - 28, top: to.y - 20, width: 56, height: 40 }];
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

/** @param {Area} box @param {Area} area */
const within = (box, area) => box.left >= area.left - 0.5 && box.top >= area.top && box.left + box.width <= area.left + area.width + 0.5 && box.top + box.height <= area.top + area.height;

/** @param {Area} one @param {Area} two */
const meet = (one, two) => one.left < two.left + two.width && two.left < one.left + one.width && one.top < two.top + two.height && two.top < one.top + one.height;
