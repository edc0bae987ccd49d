// One small kernel per op type of the core's table, under the same name. No kernel knows of models or derivatives:
// the gradient operations are in the plan like all others.

import { ENTRYWISE } from "./kernels_entrywise.js";
import { FOLDING } from "./kernels_folding.js";
import { MOVING } from "./kernels_moving.js";

/** @typedef {{shape: number[], data: Float64Array}} Slot  a tensor's entries, row by row; true is 1 */
/** @typedef {(inputs: Slot[], outs: Slot[], attributes: any) => () => void} Kernel  what it returns writes the outputs anew */

/** @type {Readonly<Record<string, Kernel>>} */
export const KERNELS = Object.freeze({ ...ENTRYWISE, ...MOVING, ...FOLDING });
