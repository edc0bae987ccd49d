// The native charts follow the numbers: figures stay as they are, only marks move.
// Streamlit mounts charts late and may mount them again at any time, so each is looked up when needed.

import { LiveSurface } from "./live_surface.js";
import { toNumber } from "./numbers.js";
import { PointDrag } from "./point_drag.js";
import { flat, spatial } from "./projection.js";
import { SurfaceOverlay } from "./surface_overlay.js";

/**
 * @typedef {object} Plots
 * @property {import("./plane.js").Plane} [plane]  what the surface is drawn over
 * @property {import("./plane.js").Point} [point]
 * @property {{x: number, y: number, z: number, name?: string} | null} [minimum]
 * @property {{lines: {along: number[], bend: number, label: string}[], at: number[], everywhere: boolean} | null} [axes]  of the curvature where the point was let go
 * @property {{ends: number[][], point: import("./plane.js").Point, minimum: Plots["minimum"]}} [beside]  of the surface that it is compared with
 * @property {{line: number[][]} & import("./point_drag.js").Fit} [fit]  grips: for each point what a hand takes
 */
/** @typedef {any} Chart  a Plotly graph div with its layout done */

/** Milliseconds between looks for charts that appeared or were mounted again. */
const LOOK = 200;
/** Quiet time in milliseconds after which Plotly itself draws what has moved; a hand may pause that long. */
const SETTLED = 1000;
/** Rest after a redraw, in durations of that redraw. */
const REST = 2;
/** Quiet time in milliseconds after which a turned camera is reported. */
const TURNED = 300;

export class Charts {
  /**
   * @param {import("./courier.js").Courier} courier
   * @param {() => void} onEcho
   * @param {(camera: object) => void} onCamera
   * @param {(ends: number[][] | null) => void} onRange
   * @param {(change: import("./point_drag.js").PointChange) => void} onPoints
   */
  constructor(courier, onEcho, onCamera, onRange, onPoints) {
    this.onCamera = onCamera;
    this.overlay = new SurfaceOverlay(courier, onEcho, onRange, "surface");
    /** Of the surface that it is compared with. */
    this.beside = new SurfaceOverlay(courier, onEcho, onRange, "beside");
    this.liveSurface = new LiveSurface();
    this.pointDrag = new PointDrag(courier, onEcho, () => this.plots.fit, onPoints);
    /** @type {Plots} */
    this.plots = {};
    /** Charts that are being redrawn. @type {WeakSet<object>} */
    this.busy = new WeakSet();
    /** Charts with lines that Plotly does not know of yet. @type {WeakSet<object>} */
    this.sketched = new WeakSet();
    /** When a chart may be redrawn again. @type {WeakMap<object, number>} */
    this.rested = new WeakMap();
    /** @type {WeakSet<object>} */
    this.bound = new WeakSet();
    this.looking = setInterval(() => this.draw(), LOOK);
  }

  /** @param {Plots} plots @param {import("./held.js").Held} held @param {import("./live.js").Live | null} live  what computes here, with the numbers of the hand */
  update(plots, held, live) {
    // A surface of other data, or beside the point, is not the one that the hand has now.
    const other = [...held.keys()].some((key) => !plots?.plane?.keys.includes(key)) || Boolean(held.size && plots?.point?.beside);
    this.plots = other ? { ...plots, minimum: null, axes: null } : plots ?? {};
    this.besides = besides(this.plots, held.size > 0, other);
    const followed = other && this.liveSurface.follow(chartIn("surface"), live, plots?.plane);
    if (!other) this.liveSurface.end();
    for (const outdated of document.querySelectorAll(".st-key-surface, .st-key-beside, .st-key-table")) {
      outdated.classList.toggle("gradviz-outdated", other && !(followed && outdated.matches(".st-key-surface")));
    }
    this.draw();
  }

  destroy() {
    clearInterval(this.looking);
    clearTimeout(this.settling);
    this.overlay.remove();
    this.beside.remove();
    this.liveSurface.end();
    this.pointDrag.destroy();
    this.gone = true;
  }

  /** Whether a hand is on a point. */
  get dragging() {
    return this.pointDrag.dragging || this.overlay.dragging || this.beside.dragging;
  }

  /** Takes the component's colors over to the page. @param {HTMLElement} host */
  paint(host) {
    if (host.dataset.scheme === this.scheme) return;
    this.scheme = host.dataset.scheme;
    const colors = getComputedStyle(host);
    for (const one of [this.overlay, this.beside, this.pointDrag.keys]) one.paint(colors);
  }

  draw() {
    this.drawSurface(chartIn("surface"), this.overlay);
    this.drawSurface(this.besides ? chartIn("beside") : null, this.beside);
    const fit = chartIn("fit");
    if (fit) this.pointDrag.watch(fit);
    else this.pointDrag.remove();
    if (fit) this.follow(fit, fitMarks(this.plots, fit));
  }

  /** What is shown on a surface. @param {SurfaceOverlay} overlay @returns {Plots} */
  shownOn(overlay) {
    return overlay === this.overlay ? this.plots : this.besides ?? {};
  }

  /** @param {Chart | null} chart @param {SurfaceOverlay} overlay */
  drawSurface(chart, overlay) {
    if (!chart) overlay.remove();
    else if (chart._fullLayout.scene) this.drawTurnable(chart, overlay);
    else {
      this.bind(chart, ["plotly_afterplot", "plotly_relayout", "plotly_relayouting"], () => this.draw());
      overlay.draw(chart, this.shownOn(overlay), flat(chart), true);
    }
  }

  /** The 3D surface: the camera stays where the visitor turned it. @param {Chart} chart @param {SurfaceOverlay} overlay */
  drawTurnable(chart, overlay) {
    if (this.bind(chart, ["plotly_relayout"], (change) => this.turned(change, chart))) {
      if (this.camera) window.Plotly.relayout(chart, { "scene.camera": this.camera }).catch(() => {});
      this.watchCamera(chart, overlay);
    }
    const projection = spatial(chart);
    const marks = surfaceMarks(this.shownOn(overlay));
    if (!projection) {
      overlay.remove();
      this.follow(chart, marks);
      return;
    }
    overlay.draw(chart, this.shownOn(overlay), projection, false);
    const moves = this.moves(chart, marks);
    for (const { at, data } of moves) Object.assign(chart.data[at], data);
    // Plotly's own markers would be half sunk in the surface, and slow to move.
    const seen = moves.filter(({ at }) => chart.data[at].marker?.opacity !== 0);
    if (seen.length && !this.busy.has(chart)) this.redraw(chart, seen.map(({ at }) => ({ at, data: { "marker.opacity": 0 } })));
  }

  /** Keeps the marks in their places while the surface is turned. @param {Chart} chart @param {SurfaceOverlay} overlay */
  watchCamera(chart, overlay) {
    const watch = () => {
      if (!chart.isConnected || !chart._fullLayout?.scene || this.gone) return;
      const projection = spatial(chart);
      if (projection && overlay.chart === chart) overlay.draw(chart, this.shownOn(overlay), projection, false);
      requestAnimationFrame(watch);
    };
    requestAnimationFrame(watch);
  }

  /**
   * Listens to a chart once; one that is mounted again has a new emitter.
   * @param {Chart} chart @param {string[]} events @param {(change: any) => void} listener
   * @returns {boolean} whether it was new
   */
  bind(chart, events, listener) {
    const emitter = chart._ev ?? chart;
    if (this.bound.has(emitter)) return false;
    this.bound.add(emitter);
    for (const event of events) chart.on(event, listener);
    return true;
  }

  /** @param {any} change @param {Chart} chart */
  turned(change, chart) {
    const camera = change["scene.camera"];
    if (!camera || JSON.stringify(camera) === JSON.stringify(this.camera)) return;
    this.camera = camera;
    // What is compared is seen from the same side.
    for (const other of [chartIn("surface"), chartIn("beside")]) {
      if (other?._fullLayout.scene && other !== chart) window.Plotly.relayout(other, { "scene.camera": camera }).catch(() => {});
    }
    clearTimeout(this.reporting);
    this.reporting = setTimeout(() => this.onCamera(camera), TURNED);
  }

  /**
   * Moves named traces; one redraw at a time, and the newest numbers win. What the chart has is compared,
   * not what it was told: Streamlit may draw it again from the figure that it was given.
   * @param {Chart} chart @param {Record<string, Record<string, unknown[]>>} marks
   */
  follow(chart, marks) {
    const moves = this.moves(chart, marks).filter(({ at, data }) => this.sketched.has(chart) || !shows(chart.data[at], data));
    if (!moves.length || this.busy.has(chart)) return;
    const now = performance.now();
    if (moves.every(({ at, data }) => sketch(chart, at, data))) {
      this.sketched.add(chart);
      clearTimeout(this.settling);
      this.settling = setTimeout(() => this.redraw(chart, moves), SETTLED);
    } else if (now >= (this.rested.get(chart) ?? 0)) {
      this.redraw(chart, moves);
    }
  }

  /** Which of a chart's traces are to show what. @param {Chart} chart @param {Record<string, Record<string, unknown[]>>} marks */
  moves(chart, marks) {
    const traces = /** @type {any[]} */ (chart.data);
    return Object.entries(marks)
      .map(([name, data]) => ({ at: traces.findIndex((trace) => trace.name === name), data }))
      // While a row comes or goes the chart still has the old number of points.
      .filter(({ at, data }) => at >= 0 && (traces[at].name !== "points" || traces[at].x.length === data.x.length));
  }

  /** Lets Plotly draw the traces. @param {Chart} chart @param {{at: number, data: Record<string, unknown>}[]} moves */
  redraw(chart, moves) {
    const keys = [...new Set(moves.flatMap(({ data }) => Object.keys(data)))];
    const update = Object.fromEntries(keys.map((key) => [key, moves.map(({ data }) => data[key])]));
    const { plots } = this;
    this.busy.add(chart);
    this.sketched.delete(chart);
    requestAnimationFrame(async () => {
      const start = performance.now();
      try {
        if (chart.isConnected) await window.Plotly.restyle(chart, update, moves.map(({ at }) => at));
      } catch {
        // The chart was taken away meanwhile; the next look finds its successor.
      }
      const end = performance.now();
      // A chart that is slow to draw, as 3D is without a GPU, must not hold up the hand.
      this.rested.set(chart, end + REST * (end - start));
      this.busy.delete(chart);
      if (this.plots !== plots) this.draw();
    });
  }
}

/** @param {any} trace @param {Record<string, unknown[]>} data */
const shows = (trace, data) => Object.entries(data).every(([key, values]) => JSON.stringify(trace[key]) === JSON.stringify(values));

/**
 * Moves a line that Plotly has drawn, without the tens of milliseconds that Plotly takes for it.
 * @param {Chart} chart @param {number} at @param {Record<string, unknown[]>} data
 * @returns {boolean} whether there was such a line
 */
function sketch(chart, at, data) {
  const { xaxis, yaxis } = chart._fullLayout;
  const drawing = chart.querySelector(`.scatterlayer .trace${chart._fullData?.[at]?.uid}`);
  if (!drawing || !xaxis) return false;
  if (chart.data[at].mode === "markers") return sketchPoints(chart, at, data, drawing);
  // Plotly draws every part of an interrupted line by itself.
  const [line, ...others] = drawing.querySelectorAll("path.js-line");
  if (!line) return false;
  let pen = "M";
  let path = "";
  data.x.forEach((x, index) => {
    const y = data.y[index];
    const drawn = x !== null && y !== null;
    if (drawn) path += `${pen}${pixel(xaxis.d2p(x))},${pixel(yaxis.d2p(y))}`;
    pen = drawn ? "L" : "M";
  });
  line.setAttribute("d", path || "M0,0");
  for (const other of others) other.setAttribute("d", "M0,0");
  Object.assign(chart.data[at], data);
  return true;
}

/** Moves points that Plotly has drawn. @param {Chart} chart @param {number} at @param {Record<string, any[]>} data @param {Element} drawing */
function sketchPoints(chart, at, data, drawing) {
  const { xaxis, yaxis } = chart._fullLayout;
  const points = drawing.querySelectorAll("path.point");
  if (points.length !== data.x.length) return false;
  points.forEach((point, index) => {
    point.setAttribute("transform", `translate(${pixel(xaxis.d2p(data.x[index]))},${pixel(yaxis.d2p(data.y[index]))})`);
  });
  Object.assign(chart.data[at], data);
  return true;
}

/** SVG takes no infinite places. @param {number} at */
const pixel = (at) => Math.max(-1e6, Math.min(1e6, at)).toFixed(2);

/** @param {Plots} plots @param {Chart} chart */
function fitMarks({ fit }, chart) {
  if (!fit) return {};
  const [x, y] = fit.line;
  return {
    fit: { x: x.map(finite), y: y.map(finite) },
    residuals: {
      x: fit.residuals.flatMap(([at]) => [at, at, null]),
      y: fit.residuals.flatMap(([, predicted, given]) => [finite(predicted), given, null]),
    },
    squares: squares(fit.residuals, chart),
    points: { x: fit.residuals.map(([at]) => at), y: fit.residuals.map(([, , given]) => given) },
  };
}

/** A square on each residual, square on the screen: its area is what the point adds to the sum. @param {number[][]} residuals @param {Chart} chart */
function squares(residuals, chart) {
  const { xaxis, yaxis } = chart._fullLayout;
  const [wide, high] = [xaxis, yaxis].map((axis) => axis._length / Math.abs(axis.range[1] - axis.range[0]));
  /** @type {{x: (number | null)[], y: (number | null)[]}} */
  const path = { x: [], y: [] };
  for (const [at, predicted, given] of residuals) {
    const line = finite(predicted);
    if (line === null) continue;
    // Away from the line's side of the point, so that neighbors cover each other less.
    const end = at + ((line - given) * high) / wide;
    path.x.push(at, end, end, at, at, null);
    path.y.push(given, given, line, line, given, null);
  }
  return path;
}

/** @param {Plots} plots */
function surfaceMarks({ point, minimum }) {
  const at = (/** @type {any} */ place) => ({
    x: [place ? finite(place.x) : null],
    y: [place ? finite(place.y) : null],
    z: [place ? finite(place.z) : null],
  });
  return { point: at(point), minimum: at(minimum) };
}

/**
 * What is shown on the surface that another one is compared with. While a hand moves the point it stands at the same
 * place there; its height and its slope are known when the hand lets go.
 * @param {Plots} plots @param {boolean} inHand @param {boolean} outdated @returns {Plots | null}
 */
function besides({ plane, point, beside }, inHand, outdated) {
  if (!plane || !point || !beside) return null;
  const still = { ...beside.point, x: point.x, y: point.y, z: NaN, slopes: [0, 0], ascent: [0, 0] };
  return { plane: { ...plane, ends: beside.ends }, point: inHand ? still : beside.point, minimum: outdated ? null : beside.minimum };
}

/** What JSON cannot say as a number is not drawn. @param {number | string | null} value */
const finite = (value) => (value !== null && Number.isFinite(toNumber(value)) ? toNumber(value) : null);

/** A chart in a keyed container, if it is there with its figure, completely drawn. @param {string} key @returns {Chart | null} */
function chartIn(key) {
  const chart = /** @type {any} */ (document.querySelector(`.st-key-${CSS.escape(key)} .js-plotly-plot`));
  const ready = window.Plotly && chart?._fullLayout && chart.data?.length && typeof chart.on === "function";
  return ready && (chart._fullLayout.xaxis?._length || chart._fullLayout.scene) ? chart : null;
}
