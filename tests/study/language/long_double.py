"""A graph evaluated once more with long doubles, by the table's kernels one after the other."""

import numpy as np

from gradviz.core.plan import order

STEP = np.longdouble(np.finfo(np.longdouble).eps) ** (np.longdouble(1) / 3)


def long_value(tensor, fed):
    """A tensor's value for what is fed, without batch axes."""
    known = {t: np.asarray(a, np.longdouble) for t, a in fed.items()}
    for op in order([tensor.op], list(fed)):
        if op.outputs[0] in known:
            continue
        if op.type == "Const":
            value = op.attributes["value"]
            known[op.outputs[0]] = value.astype(np.longdouble) if value.dtype.kind == "f" else value
            continue
        made = op.definition.kernel(*(known[t] for t in op.inputs), **op.attributes)
        if op.definition.listed:
            known.update(zip(op.outputs, made, strict=True))
        else:
            known[op.outputs[0]] = np.asarray(made)
    return known[tensor]


def long_slopes(tensor, by, fed, step=STEP):
    """The central differences of a scalar by every entry of a tensor that is fed."""
    center = np.asarray(fed[by], np.longdouble)
    slopes = np.empty(center.shape, np.longdouble)
    for place in np.ndindex(center.shape):
        h = step * max(np.longdouble(1), abs(center[place]))
        above, below = center.copy(), center.copy()
        above[place] += h
        below[place] -= h
        rise = long_value(tensor, {**fed, by: above}) - long_value(tensor, {**fed, by: below})
        slopes[place] = rise / (above[place] - below[place])
    return slopes
