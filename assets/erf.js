// The error function and its complement, as gradviz/core/ops/erf.py computes them.
// Source: W. J. Cody (1969), Rational Chebyshev approximations for the error function, Mathematics of Computation 23(107).

/** |x| ≤ 0.46875: erf x = x · R(x²); from the highest power down. */
const NEAR = [
  [0.185777706184603153, 3.1611237438705656, 113.864154151050156, 377.485237685302021, 3209.37758913846947],
  [1, 23.6012909523441209, 244.024637934444173, 1282.61652607737228, 2844.23683343917062],
];
/** 0.46875 ≤ |x| ≤ 4: erfc |x| = exp(−x²) · R(|x|) */
const MIDDLE = [
  [
    2.15311535474403846e-8, 0.564188496988670089, 8.88314979438837594, 66.1191906371416295, 298.635138197400131,
    881.95222124176909, 1712.04761263407058, 2051.07837782607147, 1230.33935479799725,
  ],
  [
    1, 15.7449261107098347, 117.693950891312499, 537.181101862009858, 1621.38957456669019, 3290.79923573345963,
    4362.61909014324716, 3439.36767414372164, 1230.33935480374942,
  ],
];
/** |x| ≥ 4: erfc |x| = exp(−x²) / |x| · (1/√π − R(1/x²) / x²) */
const FAR = [
  [
    0.0163153871373020978, 0.305326634961232344, 0.360344899949804439, 0.125781726111229246, 0.0160837851487422766,
    0.000658749161529837803,
  ],
  [1, 2.56852019228982242, 1.87295284992346725, 0.527905102951428412, 0.0605183413124413191, 0.00233520497626869185],
];
const NEAREST = 0.46875;

/** @param {number[][]} coefficients @param {number} x */
function ratio([numerator, denominator], x) {
  const at = (/** @type {number[]} */ powers) => powers.reduce((sum, coefficient) => sum * x + coefficient, 0);
  return at(numerator) / at(denominator);
}

/** erfc x for x ≥ 0.46875. @param {number} x */
function tail(x) {
  if (x > 27) return 0;
  // exp(−x²) of the rounded square would lose digits: the square is taken in two exact parts.
  const coarse = Math.trunc(x * 16) / 16;
  const gauss = Math.exp(-coarse * coarse) * Math.exp(-(x - coarse) * (x + coarse));
  if (!(x > 4)) return gauss * ratio(MIDDLE, x);
  const inverse = 1 / (x * x);
  return (gauss * (1 / Math.sqrt(Math.PI) - inverse * ratio(FAR, inverse))) / x;
}

/** @param {number} x */
export function erf(x) {
  const size = Math.abs(x);
  if (size <= NEAREST) return x * ratio(NEAR, x * x);
  return Math.sign(x) * (1 - tail(size));
}

/** 1 − erf x, exact where that difference would have no digits left. @param {number} x */
export function erfc(x) {
  const size = Math.abs(x);
  if (size <= NEAREST) return 1 - x * ratio(NEAR, x * x);
  return x > 0 ? tail(size) : 2 - tail(size);
}
