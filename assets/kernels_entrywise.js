// Ops that work entry by entry: one function of numbers per op type, with numpy's meaning at NaN, ∞ and −0.

import { erf, erfc } from "./erf.js";

/** @typedef {import("./kernels.js").Kernel} Kernel */
/** @typedef {import("./kernels.js").Slot} Slot */
/** @typedef {(...numbers: any[]) => number} Scalar  the op's attributes come after its inputs */

/** @param {boolean} holds */
const truth = (holds) => (holds ? 1 : 0);

/** C's pow: 1 to any power is 1, and so is −1 to an infinite one. */
function power(/** @type {number} */ x, /** @type {number} */ y) {
  return x === 1 || (x === -1 && Math.abs(y) === Infinity) ? 1 : x ** y;
}

/** The remainder with the sign of the divisor. */
function remainder(/** @type {number} */ x, /** @type {number} */ y) {
  const rest = x % y;
  if (rest) return rest < 0 !== y < 0 ? rest + y : rest;
  return Number.isNaN(rest) ? rest : y < 0 ? -0 : 0;
}

/** To the nearest whole number, halves to the even one. */
function rounded(/** @type {number} */ x) {
  if (!(Math.abs(x) < 2 ** 52)) return x;
  const below = Math.floor(x);
  const over = x - below;
  const whole = over < 0.5 || (over === 0.5 && below % 2 === 0) ? below : below + 1;
  return whole === 0 && (x < 0 || Object.is(x, -0)) ? -0 : whole;
}

/** Without overflow for large |x|. */
const softplus = (/** @type {number} */ x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

/** TensorFlow's derivatives of roots are 0 wherever nothing comes back. */
const guarded = (/** @type {number} */ dy, /** @type {number} */ value) => (dy === 0 ? dy * 0 : value);

/** @param {number} x @param {{dtype: string}} attributes */
function cast(x, { dtype }) {
  if (dtype === "bool") return truth(x !== 0);
  if (dtype === "float32") return Math.fround(x);
  return dtype.includes("int") ? Math.trunc(x) + 0 : x;
}

const same = (/** @type {number} */ x) => x;

/** @type {Record<string, Scalar>} */
const FUNCTIONS = {
  Add: (x, y) => x + y,
  Sub: (x, y) => x - y,
  Mul: (x, y) => x * y,
  RealDiv: (x, y) => x / y,
  DivNoNan: (x, y) => (y === 0 ? 0 : x / y),
  Xdivy: (x, y) => (x === 0 ? 0 : x / y),
  Xlogy: (x, y) => (x === 0 ? 0 : x * Math.log(y)),
  FloorDiv: (x, y) => Math.floor(x / y),
  FloorMod: remainder,
  Neg: (x) => -x,
  Square: (x) => x * x,
  SquaredDifference: (x, y) => (x - y) * (x - y),
  Pow: power,
  Identity: same,
  PlaceholderWithDefault: same,
  StopGradient: same,
  Cast: cast,

  Exp: Math.exp,
  Expm1: Math.expm1,
  Log: Math.log,
  Log1p: Math.log1p,
  Sqrt: Math.sqrt,
  Rsqrt: (x) => 1 / Math.sqrt(x),
  Reciprocal: (x) => 1 / x,
  SqrtGrad: (y, dy) => guarded(dy, (dy * 0.5) / y),
  RsqrtGrad: (y, dy) => guarded(dy, dy * -0.5 * y * y * y),
  ReciprocalGrad: (y, dy) => guarded(dy, -dy * y * y),
  Erf: erf,
  Erfc: erfc,

  Sin: Math.sin,
  Cos: Math.cos,
  Tan: Math.tan,
  Asin: Math.asin,
  Acos: Math.acos,
  Atan: Math.atan,
  Atan2: Math.atan2,
  Sinh: Math.sinh,
  Cosh: Math.cosh,
  Tanh: Math.tanh,
  Asinh: Math.asinh,
  Acosh: Math.acosh,
  Atanh: Math.atanh,

  Abs: Math.abs,
  Sign: (x) => (x > 0 ? 1 : x < 0 ? -1 : x === 0 ? 0 : x),
  Floor: Math.floor,
  Ceil: Math.ceil,
  Round: rounded,
  Maximum: (x, y) => Math.max(x, y),
  Minimum: (x, y) => Math.min(x, y),

  Sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  Softplus: softplus,
  Softsign: (x) => x / (1 + Math.abs(x)),
  Relu: (x) => Math.max(x, 0),
  ReluGrad: (g, x) => g * truth(x > 0),
  Relu6: (x) => Math.min(Math.max(x, 0), 6),
  Relu6Grad: (g, x) => g * truth(x > 0 && x < 6),
  // TensorFlow keeps α in single precision, whatever the tensors have.
  LeakyRelu: (x, { alpha }) => (x > 0 ? x : x * Math.fround(alpha)),
  LeakyReluGrad: (g, x, { alpha }) => (x > 0 ? g : g * Math.fround(alpha)),
  Elu: (x) => (x < 0 ? Math.expm1(x) : x),

  Greater: (x, y) => truth(x > y),
  GreaterEqual: (x, y) => truth(x >= y),
  Less: (x, y) => truth(x < y),
  LessEqual: (x, y) => truth(x <= y),
  Equal: (x, y) => truth(x === y),
  NotEqual: (x, y) => truth(x !== y),
  LogicalAnd: (x, y) => truth(x !== 0 && y !== 0),
  LogicalOr: (x, y) => truth(x !== 0 || y !== 0),
  LogicalNot: (x) => truth(x === 0),
  IsNan: (x) => truth(Number.isNaN(x)),
  IsInf: (x) => truth(Math.abs(x) === Infinity),
  IsFinite: (x) => truth(Number.isFinite(x)),
  Select: (condition, x, y) => (condition ? x : y),
};

/** Makes a kernel of a function of numbers. @param {Scalar} f @returns {Kernel} */
const entrywise = (f) => (inputs, [out], attributes) => {
  const [x, y, z] = inputs.map(({ data }) => data);
  const { data } = out;
  if (inputs.length === 1) {
    return () => {
      for (let i = 0; i < data.length; i += 1) data[i] = f(x[i], attributes);
    };
  }
  if (inputs.length === 2) {
    return () => {
      for (let i = 0; i < data.length; i += 1) data[i] = f(x[i], y[i], attributes);
    };
  }
  return () => {
    for (let i = 0; i < data.length; i += 1) data[i] = f(x[i], y[i], z[i], attributes);
  };
};

/** Any number of terms, added from the first on. @type {Kernel} */
const addN = (inputs, [out]) => () => {
  out.data.set(inputs[0].data);
  for (const { data } of inputs.slice(1)) {
    for (let i = 0; i < data.length; i += 1) out.data[i] += data[i];
  }
};

/** @type {Record<string, Kernel>} */
export const ENTRYWISE = {
  ...Object.fromEntries(Object.entries(FUNCTIONS).map(([type, f]) => [type, entrywise(f)])),
  AddN: addN,
};
