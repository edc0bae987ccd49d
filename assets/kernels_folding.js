// Ops that make one number of many: sums and their like over axes, matrix products, softmax.

import { product, strides, view } from "./kernels_moving.js";

/** @typedef {import("./kernels.js").Kernel} Kernel */
/** @typedef {import("./kernels.js").Slot} Slot */

/** Terms that are added up one after the other before their sums are added in pairs. */
const BLOCK = 128;
const LANES = 8;

/**
 * The sum in numpy's order, so that the two differ by nothing: eight running sums, added in pairs.
 * Source: N. J. Higham (1993), The accuracy of floating point summation, SIAM Journal on Scientific Computing 14(4).
 * @param {Float64Array} x @param {number} start @param {number} count
 * @returns {number}
 */
export function pairwise(x, start, count) {
  if (count < LANES) {
    let total = -0;
    for (let i = start; i < start + count; i += 1) total += x[i];
    return total;
  }
  if (count > BLOCK) {
    const half = Math.floor(count / 2 / LANES) * LANES;
    return pairwise(x, start, half) + pairwise(x, start + half, count - half);
  }
  const lane = x.slice(start, start + LANES);
  const whole = count - (count % LANES);
  for (let i = LANES; i < whole; i += 1) lane[i % LANES] += x[start + i];
  let total = lane[0] + lane[1] + (lane[2] + lane[3]) + (lane[4] + lane[5] + (lane[6] + lane[7]));
  for (let i = whole; i < count; i += 1) total += x[start + i];
  return total;
}

/** @param {(x: Float64Array, start: number, count: number) => number} fold @returns {Kernel} */
const folding = (fold) => ([input], [out], { axis, rank }) => {
  const { shape } = input;
  const folded = (axis ?? Array.from({ length: rank }, (_, at) => at - rank)).map((/** @type {number} */ at) => at + shape.length);
  const kept = shape.map((_, at) => at).filter((at) => !folded.includes(at));
  const order = [...kept, ...shape.map((_, at) => at).filter((at) => folded.includes(at))];
  const places = view(order.map((at) => shape[at]), order.map((at) => strides(shape)[at]));
  const count = product(folded.map((/** @type {number} */ at) => shape[at]));
  const sorted = new Float64Array(places.length);
  return () => {
    for (let i = 0; i < places.length; i += 1) sorted[i] = input.data[places[i]];
    for (let i = 0; i < out.data.length; i += 1) out.data[i] = fold(sorted, i * count, count);
  };
};

/** @param {(total: number, term: number) => number} join @param {number} first @returns {Kernel} */
const joined = (join, first) =>
  folding((x, start, count) => {
    let total = first;
    for (let i = start; i < start + count; i += 1) total = join(total, x[i]);
    return total;
  });

/** @type {Kernel} */
const halfSquares = ([input], [out]) => {
  const squares = new Float64Array(input.data.length);
  return () => {
    for (let i = 0; i < squares.length; i += 1) squares[i] = input.data[i] * input.data[i];
    out.data[0] = pairwise(squares, 0, squares.length) / 2;
  };
};

/** @type {Kernel} */
const runningSum = ([input], [out], { axis, exclusive, reverse }) => {
  const { shape } = input;
  const place = shape.length + axis;
  const step = strides(shape)[place];
  const starts = view(shape.map((n, at) => (at === place ? 1 : n)), strides(shape));
  const count = shape[place];
  return () => {
    for (const start of starts) {
      let total = 0;
      for (let i = 0; i < count; i += 1) {
        const at = start + (reverse ? count - 1 - i : i) * step;
        const sum = i ? total + input.data[at] : input.data[at];
        out.data[at] = exclusive ? total : sum;
        total = sum;
      }
    }
  };
};

/** @type {Kernel} */
const matrixProduct = ([a, b], [out], { transpose_a: turnA, transpose_b: turnB }) => {
  const [rows, columns] = out.shape.slice(-2);
  const inner = a.shape[a.shape.length - (turnA ? 2 : 1)];
  const [alongA, downA] = turnA ? [rows, 1] : [1, inner];
  const [alongB, downB] = turnB ? [1, inner] : [columns, 1];
  const matrices = product(out.shape.slice(0, -2));
  return () => {
    let at = 0;
    for (let matrix = 0; matrix < matrices; matrix += 1) {
      for (let row = 0; row < rows; row += 1) {
        for (let column = 0; column < columns; column += 1, at += 1) {
          let inA = matrix * rows * inner + row * downA;
          let inB = matrix * inner * columns + column * downB;
          let total = 0;
          for (let i = 0; i < inner; i += 1, inA += alongA, inB += alongB) total += a.data[inA] * b.data[inB];
          out.data[at] = total;
        }
      }
    }
  };
};

/** Writes the logarithms of softmax of a row. @param {Float64Array} x @param {number} start @param {Float64Array} row */
function logSoftmax(x, start, row) {
  let at = 0;
  for (let i = 1; i < row.length; i += 1) if (x[start + i] > x[start + at] || Number.isNaN(x[start + i])) at = i;
  const largest = x[start + at];
  const powers = row.map((_, i) => Math.exp(x[start + i] - largest));
  // The 1 of the largest stays out of the sum: next to it small ones would lose their digits.
  powers[at] -= 1;
  const total = Math.log1p(pairwise(powers, 0, powers.length));
  for (let i = 0; i < row.length; i += 1) row[i] = x[start + i] - largest - total;
}

/** @param {(x: Float64Array, start: number, row: Float64Array) => void} write @returns {Kernel} */
const rowwise = (write) => ([input], [out]) => {
  const row = new Float64Array(input.shape[input.shape.length - 1]);
  return () => {
    for (let start = 0; start < out.data.length; start += row.length) {
      write(input.data, start, row);
      out.data.set(row, start);
    }
  };
};

/** @type {Kernel} */
const softmax = rowwise((x, start, row) => {
  let largest = -Infinity;
  for (let i = 0; i < row.length; i += 1) largest = Math.max(largest, x[start + i]);
  for (let i = 0; i < row.length; i += 1) row[i] = Math.exp(x[start + i] - largest);
  const total = pairwise(row, 0, row.length);
  for (let i = 0; i < row.length; i += 1) row[i] /= total;
});

/** softmax(logits) − labels. @type {Kernel} */
const entropySlope = ([logits, labels], [out]) => {
  const weigh = softmax([logits], [out], {});
  return () => {
    weigh();
    for (let i = 0; i < out.data.length; i += 1) out.data[i] -= labels.data[i];
  };
};

/** @param {(logarithms: Float64Array, labels: Float64Array, sample: number) => number} entropy @returns {Kernel} */
const crossEntropy = (entropy) => ([logits, labels], [out]) => {
  const row = new Float64Array(logits.shape[logits.shape.length - 1]);
  return () => {
    for (let sample = 0; sample < out.data.length; sample += 1) {
      logSoftmax(logits.data, sample * row.length, row);
      out.data[sample] = -entropy(row, labels.data, sample);
    }
  };
};

/** @type {Record<string, Kernel>} */
export const FOLDING = {
  Sum: folding(pairwise),
  Mean: folding((x, start, count) => pairwise(x, start, count) / count),
  Prod: joined((total, term) => total * term, 1),
  Max: joined(Math.max, -Infinity),
  Min: joined(Math.min, Infinity),
  L2Loss: halfSquares,
  Cumsum: runningSum,
  MatMul: matrixProduct,
  Softmax: softmax,
  LogSoftmax: rowwise(logSoftmax),
  SoftmaxCrossEntropyWithLogits: crossEntropy((row, labels, sample) =>
    pairwise(row.map((logarithm, at) => labels[sample * row.length + at] * logarithm), 0, row.length)),
  SoftmaxCrossEntropyWithLogitsGrad: entropySlope,
  SparseSoftmaxCrossEntropyWithLogits: crossEntropy((row, labels, sample) => row[labels[sample]] ?? NaN),
};
