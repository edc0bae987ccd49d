// The numbers under the visitor's hand: "W:0" is a number of its own, "X:0[1]" the second entry of a tensor.

/** @typedef {import("./numbers.js").Tensor} Tensor */
/** @typedef {ReadonlyMap<string, number>} Held */

/** @param {string} name @param {number} entry @param {number[]} shape */
export const keyOf = (name, entry, shape) => (shape.length ? `${name}[${entry}]` : name);

/** Whether a key names one entry of several. @param {string} key */
export const isEntry = (key) => key.endsWith("]");

/** A tensor with the hand's numbers put in. @param {Held} held @param {string} name @param {Tensor} tensor @returns {Tensor} */
export function withHeld(held, name, tensor) {
  if (!held.size || tensor === null) return tensor;
  if (!Array.isArray(tensor)) return held.get(name) ?? tensor;
  let entry = 0;
  /** @returns {Tensor} */
  const put = (/** @type {Tensor} */ part) => {
    if (Array.isArray(part)) return part.map(put);
    const finger = held.get(`${name}[${entry}]`);
    entry += 1;
    return finger ?? part;
  };
  return put(tensor);
}
