// From a chart's data to its pixels, for the flat contour and for the turned 3D surface.

import { toNumber } from "./numbers.js";

/** Pixels beyond which all is equally far out of the picture, as the end of a run that diverges. */
const FAR = 1e7;

/** @typedef {{x: number, y: number, z: number}} Place */
/**
 * @typedef {object} Projection
 * @property {{left: number, top: number, width: number, height: number}} area  the drawn part, in the chart's pixels
 * @property {(place: Place) => {x: number, y: number} | null} pixels  null for what cannot be shown
 * @property {string} state  another one whenever the same data stand at other pixels
 */

/** @param {import("./plots.js").Chart} chart @returns {Projection} */
export function flat(chart) {
  const { xaxis, yaxis } = chart._fullLayout;
  return {
    area: { left: xaxis._offset, top: yaxis._offset, width: xaxis._length, height: yaxis._length },
    pixels: (place) => shown(xaxis._offset + xaxis.d2p(toNumber(place.x)), yaxis._offset + yaxis.d2p(toNumber(place.y))),
    state: JSON.stringify([xaxis._offset, xaxis._length, xaxis.range, yaxis._offset, yaxis._length, yaxis.range]),
  };
}

/**
 * As Plotly places the annotations of a 3D scene: through its camera's three matrices.
 * @param {import("./plots.js").Chart} chart @returns {Projection | null}  null if this Plotly keeps its camera elsewhere
 */
export function spatial(chart) {
  const { scene, _size: size } = chart._fullLayout;
  const camera = scene._scene?.glplot?.cameraParams;
  const scale = scene._scene?.dataScale;
  if (!camera?.model || !camera.view || !camera.projection || !scale) return null;
  const { x: across, y: up } = scene.domain;
  const area = {
    left: size.l + size.w * across[0],
    top: size.t + size.h * (1 - up[1]),
    width: size.w * (across[1] - across[0]),
    height: size.h * (up[1] - up[0]),
  };
  const pixels = (/** @type {Place} */ { x, y, z }) => {
    const place = [toNumber(x) * scale[0], toNumber(y) * scale[1], toNumber(z) * scale[2], 1];
    const [right, high, , depth] = [camera.model, camera.view, camera.projection].reduce(transformed, place);
    if (!(depth > 0)) return null;
    return shown(area.left + (area.width * (1 + right / depth)) / 2, area.top + (area.height * (1 - high / depth)) / 2);
  };
  const matrices = [camera.model, camera.view, camera.projection].map((matrix) => [...matrix]);
  return { area, pixels, state: JSON.stringify([matrices, area]) };
}

/** @param {number[]} vector @param {ArrayLike<number>} matrix  by columns @returns {number[]} */
const transformed = (vector, matrix) =>
  [0, 1, 2, 3].map((row) => vector.reduce((sum, value, column) => sum + matrix[4 * column + row] * value, 0));

/** @param {number} x @param {number} y */
const shown = (x, y) => (Number.isFinite(x) && Number.isFinite(y) ? { x: near(x), y: near(y) } : null);

/** SVG takes no number that has to be written with an exponent. @param {number} pixels */
const near = (pixels) => Math.max(-FAR, Math.min(FAR, pixels));
