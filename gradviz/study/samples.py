"""Where the samples meet: which tensors still hold each sample by itself, and where they end.

On the way from the data to the cost there is a last tensor with a row for each sample (or, in a
graph of single numbers, a last tensor for each sample). What comes back through a sample's row is
that sample's share of the gradient, whatever the cost does with the rows afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gradviz.core.graph import Operation, Tensor
from gradviz.core.plan import order
from gradviz.study.models import Model

Kind = int | Literal["rows", "mixed"]
"""The one sample that a tensor belongs to; or it has a row for each; or it is of several."""


@dataclass(frozen=True, eq=False)
class Crossing:
    """An edge of the model's graph on which samples leave for where they are mixed.

    Attributes:
        tensor: still of the samples one by one.
        cotangent: what comes back to it along this edge.
        sample: which one it belongs to; None: it has a row for each.
    """

    tensor: Tensor
    cotangent: Tensor
    sample: int | None


def crossings(model: Model, samples: int) -> tuple[Crossing, ...]:
    """The edges at which a model's samples begin to be mixed; none if it has no data.

    Args:
        model: any model.
        samples: how many samples its inputs hold.
    """
    if not samples or not model.inputs:
        return ()
    kinds = _kinds(model, samples)
    of_cost = kinds.get(model.cost)
    if isinstance(of_cost, int):  # a single sample
        return (Crossing(model.cost, model.passes.cotangents[model.cost], of_cost),)
    found = []
    for (op, index), contribution in model.passes.contributions.items():
        kind = kinds.get(op.inputs[index])
        if kind not in (None, "mixed") and kinds.get(op.outputs[0]) == "mixed":
            sample = kind if isinstance(kind, int) else None
            found.append(Crossing(op.inputs[index], contribution.tensor, sample))
    return tuple(found)


def _kinds(model: Model, samples: int) -> dict[Tensor, Kind]:
    """For the tensors that depend on data: whose they are. Others are not in it."""
    inputs = list(model.inputs.values())
    single = all(not t.shape for t in inputs)
    columns = max(1, len(inputs) // samples)
    kinds: dict[Tensor, Kind] = {
        t: min(place // columns, samples - 1) if single else "rows"
        for place, t in enumerate(inputs)
    }
    moved = set(model.parameters.values())
    for op in order([model.cost.op], inputs):
        if any(t in moved for t in op.inputs):
            moved.update(op.outputs)
        found = {kinds[t] for t in op.inputs if t in kinds}
        if not found:
            continue
        kind: Kind = found.pop() if len(found) == 1 else "mixed"
        for t in op.outputs:
            mine = "mixed" if kind == "rows" and not _keeps(op, t, kinds, samples) else kind
            if t in moved or mine != "mixed":
                kinds[t] = mine
            elif t.shape and t.shape[0] == samples:
                kinds[t] = "rows"  # data made of data, as X − mean(X): still a row for each sample
    return kinds


def _keeps(op: Operation, out: Tensor, kinds: dict[Tensor, Kind], samples: int) -> bool:
    """Whether an output has a row for each sample, as inputs of its operation have."""
    if not out.shape or out.shape[0] != samples:
        return False
    rows = [t for t in op.inputs if kinds.get(t) == "rows"]
    rank = len(out.shape if op.type == "Pack" else rows[0].shape)
    attributes = op.attributes
    if op.type == "BroadcastTo":
        return rank == len(out.shape)
    if op.type == "MatMul":
        return op.inputs[0] in rows and op.inputs[1] not in rows and not attributes["transpose_a"]
    if op.type == "StridedSlice":
        first = attributes["key"][0]
        return isinstance(first, slice) and range(samples)[first] == range(samples)
    if op.type in ("Softmax", "LogSoftmax"):
        return rank > 1
    if attributes.get("perm", (0,))[0] != 0:
        return False
    axes = attributes.get("axis", ())
    return all(axis % rank for axis in ((axes,) if isinstance(axes, int) else axes))
