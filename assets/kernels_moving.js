// Ops that only move entries: where each entry of the output comes from is found once, when the program is loaded.

/** @typedef {import("./kernels.js").Kernel} Kernel */
/** @typedef {import("./kernels.js").Slot} Slot */
/** @typedef {number | null | {slice: (number | null)[]}} Part  of a slice's key: a place, a new axis, a range */

/** @param {number[]} extents */
export const product = (extents) => extents.reduce((a, b) => a * b, 1);

/** How far apart neighbors of each axis lie, row by row. @param {number[]} shape @returns {number[]} */
export const strides = (shape) => shape.map((_, axis) => product(shape.slice(axis + 1)));

/** Places of a strided view of an array. @param {number[]} shape @param {number[]} steps @param {number} [start] */
export function view(shape, steps, start = 0) {
  const places = new Int32Array(product(shape));
  const at = shape.map(() => 0);
  let place = start;
  for (let i = 0; i < places.length; i += 1) {
    places[i] = place;
    for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
      at[axis] += 1;
      place += steps[axis];
      if (at[axis] < shape[axis]) break;
      place -= steps[axis] * shape[axis];
      at[axis] = 0;
    }
  }
  return places;
}

/** A kernel that copies entries from the places that it finds. @param {(input: Slot, out: Slot, attributes: any) => Int32Array} find @returns {Kernel} */
const copying = (find) => ([input], [out], attributes) => {
  const places = find(input, out, attributes);
  const from = input.data;
  const to = out.data;
  return () => {
    for (let i = 0; i < to.length; i += 1) to[i] = from[places[i]];
  };
};

/** @param {Slot} input @param {Slot} out */
function broadcast({ shape }, out) {
  const added = out.shape.length - shape.length;
  const own = strides(shape);
  return view(out.shape, out.shape.map((_, axis) => (axis < added || shape[axis - added] === 1 ? 0 : own[axis - added])));
}

/** @param {Slot} input @param {Slot} out @param {{perm: number[]}} attributes */
const transposed = ({ shape }, out, { perm }) => view(out.shape, perm.map((axis) => strides(shape)[axis]));

/** @param {Slot} input @param {Slot} out */
function tiled({ shape }, out) {
  const own = strides(shape);
  const steps = strides(out.shape);
  return Int32Array.from(out.data, (_, i) =>
    shape.reduce((place, extent, axis) => place + (Math.floor(i / steps[axis]) % extent) * own[axis], 0));
}

/** Where a slice's key leads. @param {number[]} shape @param {Part[]} key */
function sliced(shape, key) {
  const own = strides(shape);
  const [extents, steps] = [/** @type {number[]} */ ([]), /** @type {number[]} */ ([])];
  let start = 0;
  let axis = 0;
  for (const part of key) {
    if (part === null) {
      extents.push(1);
      steps.push(0);
      continue;
    }
    const extent = shape[axis];
    if (typeof part === "number") {
      start += (part < 0 ? part + extent : part) * own[axis];
    } else {
      const { first, step, count } = range(part.slice, extent);
      start += first * own[axis];
      extents.push(count);
      steps.push(step * own[axis]);
    }
    axis += 1;
  }
  return view(extents, steps, start);
}

/** What Python's slice means for an axis. @param {(number | null)[]} slice @param {number} extent */
function range([from, to, by], extent) {
  const step = by ?? 1;
  const [least, most] = step < 0 ? [-1, extent - 1] : [0, extent];
  const bound = (/** @type {number | null} */ at, /** @type {number} */ missing) =>
    at === null ? missing : Math.min(most, Math.max(least, at < 0 ? at + extent : at));
  const first = bound(from, step < 0 ? most : least);
  const end = bound(to, step < 0 ? least : most);
  return { first, step, count: Math.max(0, Math.ceil((end - first) / step)) };
}

/** Zeros but for the part that a slice took. @type {Kernel} */
const unsliced = ([dy], [out], { shape, key }) => {
  const places = sliced(shape, key);
  return () => {
    out.data.fill(0);
    for (let i = 0; i < places.length; i += 1) out.data[places[i]] = dy.data[i];
  };
};

/** @type {Kernel} */
const padded = ([input], [out], { paddings, value }) => {
  const before = strides(out.shape).reduce((sum, step, axis) => sum + step * paddings[axis][0], 0);
  const places = view(input.shape, strides(out.shape), before);
  return () => {
    out.data.fill(Number(value));
    for (let i = 0; i < places.length; i += 1) out.data[places[i]] = input.data[i];
  };
};

/** One array, and its parts along an axis: which entries of the whole are a part's. @param {number[]} shape @param {number} axis @param {number[]} extents */
function parts(shape, axis, extents) {
  const place = axis + shape.length;
  const steps = strides(shape);
  let start = 0;
  return extents.map((extent) => {
    const places = view(shape.map((n, at) => (at === place ? extent : n)), steps, start);
    start += extent * steps[place];
    return places;
  });
}

/** @param {(slot: Slot, axis: number) => number} extentOf @returns {Kernel} */
const joining = (extentOf) => (inputs, [out], { axis }) => {
  const places = parts(out.shape, axis, inputs.map((input) => extentOf(input, axis)));
  return () =>
    inputs.forEach(({ data }, part) => {
      for (let i = 0; i < data.length; i += 1) out.data[places[part][i]] = data[i];
    });
};

/** @param {(slot: Slot, axis: number) => number} extentOf @returns {Kernel} */
const parting = (extentOf) => ([input], outs, { axis }) => {
  const places = parts(input.shape, axis, outs.map((out) => extentOf(out, axis)));
  return () =>
    outs.forEach(({ data }, part) => {
      for (let i = 0; i < data.length; i += 1) data[i] = input.data[places[part][i]];
    });
};

const extent = (/** @type {Slot} */ { shape }, /** @type {number} */ axis) => shape[shape.length + axis];
const one = () => 1;

/** Rows along an axis: how many lie before, in and behind it. @param {number[]} shape @param {number} axis */
function around(shape, axis) {
  const place = shape.length + axis;
  return { before: product(shape.slice(0, place)), rows: shape[place], row: product(shape.slice(place + 1)) };
}

/** @type {Kernel} */
const gathered = ([params, indices], [out], { axis }) => {
  const { before, rows, row } = around(params.shape, axis);
  return () => {
    let at = 0;
    for (let block = 0; block < before; block += 1) {
      for (const index of indices.data) {
        const inside = index >= 0 && index < rows;
        for (let i = 0; i < row; i += 1, at += 1) out.data[at] = inside ? params.data[(block * rows + index) * row + i] : NaN;
      }
    }
  };
};

/** @type {Kernel} */
const scattered = ([dy, indices], [out], { axis }) => {
  const { before, rows, row } = around(out.shape, axis);
  return () => {
    out.data.fill(0);
    let at = 0;
    for (let block = 0; block < before; block += 1) {
      for (const index of indices.data) {
        for (let i = 0; i < row; i += 1, at += 1) out.data[(block * rows + index) * row + i] += dy.data[at];
      }
    }
  };
};

/** @type {Record<string, Kernel>} */
export const MOVING = {
  BroadcastTo: copying(broadcast),
  // The inputs of the function that brings its own gradient come first, then its outputs.
  IdentityN: (values, outs, { inputs }) => () => outs.forEach(({ data }, at) => data.set(values[inputs + at].data)),
  Reshape: ([input], [out]) => () => out.data.set(input.data),
  Transpose: copying(transposed),
  Tile: copying(tiled),
  Pad: padded,
  StridedSlice: copying(({ shape }, _, { key }) => sliced(shape, key)),
  StridedSliceGrad: unsliced,
  ConcatV2: joining(extent),
  Pack: joining(one),
  Split: parting(extent),
  Unpack: parting(one),
  GatherV2: gathered,
  UnsortedSegmentSum: scattered,
};
