// Eigenvalues and eigenvectors of a symmetric matrix by Jacobi's rotations. Source: Golub and Van Loan, Matrix
// Computations, 4th ed., section 8.5.

const SWEEPS = 30;

/** @param {number[][]} matrix  symmetric @returns {{values: number[], vectors: number[][]}} smallest first, a vector for each value */
export function eigen(matrix) {
  const a = matrix.map((row) => [...row]);
  const count = a.length;
  const v = a.map((_, row) => a.map((__, column) => Number(row === column)));
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    let off = 0;
    for (let p = 0; p < count; p += 1) for (let q = p + 1; q < count; q += 1) off += a[p][q] ** 2;
    const size = a.flat().reduce((sum, value) => sum + value ** 2, 0);
    if (off <= 1e-32 * size) break;
    for (let p = 0; p < count; p += 1) for (let q = p + 1; q < count; q += 1) rotate(a, v, p, q);
  }
  const order = a.map((_, place) => place).sort((one, other) => a[one][one] - a[other][other]);
  return { values: order.map((place) => a[place][place]), vectors: order.map((place) => v.map((row) => row[place])) };
}

/** Makes one pair of entries zero. @param {number[][]} a @param {number[][]} v @param {number} p @param {number} q */
function rotate(a, v, p, q) {
  if (a[p][q] === 0) return;
  const tau = (a[q][q] - a[p][p]) / (2 * a[p][q]);
  const t = (tau >= 0 ? 1 : -1) / (Math.abs(tau) + Math.hypot(1, tau));
  const c = 1 / Math.hypot(1, t);
  const s = t * c;
  for (let k = 0; k < a.length; k += 1) [a[k][p], a[k][q]] = [c * a[k][p] - s * a[k][q], s * a[k][p] + c * a[k][q]];
  for (let k = 0; k < a.length; k += 1) [a[p][k], a[q][k]] = [c * a[p][k] - s * a[q][k], s * a[p][k] + c * a[q][k]];
  for (const row of v) [row[p], row[q]] = [c * row[p] - s * row[q], s * row[p] + c * row[q]];
}
