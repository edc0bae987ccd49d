// A native chart's figure: Streamlit mounts the chart blank, and each figure is put into it here.
// By itself it mounts a chart anew for every other figure: a flash in two dimensions, and in space a second until the
// graphics processor is ready again.

/** @typedef {import("./plots.js").Chart} Chart */
/** @typedef {{of: string, id: string, figure: string, said: string}} Figure  of: the chart's keyed container; figure: Plotly's JSON without the page's template; said: in words */

/** The places of the theme's colors in a figure: `chart.py`'s names for `chartCategoricalColors`. */
const PLACE = /#0000(0[1-9]|10)/g;
/** What Streamlit says of a chart; everything else is the figure's. */
const OF_THE_PAGE = new Set(["template", "width", "height"]);
/** Milliseconds in which a chart that was given back waits for the figure of what the hand has changed. */
const AWAITED = 1000;
/** Milliseconds between looks for charts that were mounted late, or again. */
const LOOK = 50;

/** The newest figure of each chart; they outlive a remount. @type {Map<string, Figure & {colors: string[]}>} */
const newest = new Map();
/** Which figure is in a chart. @type {WeakMap<object, {of: object, id: string}>} */
const put = new WeakMap();
/** Charts that are drawn by someone else, and until when. @type {WeakMap<object, number>} */
const lent = new WeakMap();

/** @param {{parentElement: any, data: Figure}} component */
export function take({ parentElement, data }) {
  const colors = getComputedStyle(parentElement.host ?? parentElement).getPropertyValue("--st-chart-categorical-colors");
  newest.set(data.of, { ...data, colors: colors.split(",").map((color) => color.trim()) });
  look();
}

/** Lets someone else draw a chart until it is given back. @param {Chart} chart */
export const lend = (chart) => void lent.set(chart, Infinity);

/** The chart is for its figure again: the next one, or the same if none comes. @param {Chart} chart */
export function giveBack(chart) {
  lent.set(chart, performance.now() + AWAITED);
  look();
}

setInterval(look, LOOK);

function look() {
  for (const figure of newest.values()) {
    const chart = /** @type {Chart | null} */ (document.querySelector(`.st-key-${CSS.escape(figure.of)} .js-plotly-plot`));
    if (window.Plotly && chart?._fullLayout && chart.data && typeof chart.on === "function") fill(chart, figure);
  }
}

/** Whether a chart is for its figure at the moment. @param {Chart} chart @param {string} id  the figure's */
function free(chart, id) {
  const until = lent.get(chart);
  if (until === undefined) return true;
  if (until === Infinity || (put.get(chart)?.id === id && performance.now() < until)) return false;
  lent.delete(chart);
  put.delete(chart);
  return true;
}

/** @param {Chart} chart @param {Figure & {colors: string[]}} figure */
function fill(chart, { id, figure, said, colors }) {
  if (!free(chart, id)) return;
  const before = put.get(chart);
  // Another emitter is another mount in the same place.
  if (before?.id === id && before.of === chart._ev && chart.data.length) return;
  put.set(chart, { id, of: chart._ev });
  const { data, layout } = JSON.parse(figure.replace(PLACE, (_, place) => colors[Number(place) - 1]));
  const camera = chart._fullLayout.scene?._scene?.getCamera?.();
  if (camera && layout.scene) layout.scene.camera = camera;
  // Into what Streamlit holds: a chart that it draws at another size is then of this figure.
  chart.data.splice(0, chart.data.length, ...data.map((/** @type {any} */ trace) => followed(trace, chart.data)));
  for (const name of Object.keys(chart.layout)) if (!OF_THE_PAGE.has(name)) delete chart.layout[name];
  Object.assign(chart.layout, layout);
  chart.closest('[role="figure"]')?.setAttribute("aria-label", said);
  redrawn(chart);
}

/** Lets Plotly draw what a chart has now. @param {Chart} chart */
export async function redrawn(chart) {
  try {
    await window.Plotly.react(chart, chart.data, chart.layout);
  } catch {
    // A chart that was taken away meanwhile has a successor, which the next look finds.
  }
}

/** A trace that the figure leaves empty is filled in by those who follow the numbers: it stays. @param {any} trace @param {any[]} shown */
function followed(trace, shown) {
  const empty = Array.isArray(trace.x) && trace.x.length === 0;
  return (empty && shown.find(({ name }) => name === trace.name)) || trace;
}
