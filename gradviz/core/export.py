"""A plan as plain data, for an evaluator elsewhere: operations in topological order, by slot.

The evaluator needs one small kernel per op type and knows nothing of models or derivatives: the
gradient operations are in the plan like all others.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import Any

from gradviz.core.graph import Tensor
from gradviz.core.ops.sources import CONST
from gradviz.core.plan import order


def export(fetches: Sequence[Tensor], feeds: Sequence[Tensor]) -> dict[str, Any]:
    """The operations that compute the fetches from the feeds, as JSON values.

    Args:
        fetches: tensors whose values are wanted.
        feeds: tensors whose values will be given: placeholders, variables, or any others.

    Returns:
        `feeds` and `fetches`: slot numbers, in the order given. `shapes`: for each slot its
        shape. `constants`: pairs of a slot and its entries, row by row; what is not finite as a
        string. `steps`: for each operation its type, the slots of its inputs, the slot of its
        output (a list of slots, if it has several) and its attributes.

    Raises:
        ValueError: if a fetch needs something that is neither fed nor constant.

    Example:
        >>> from gradviz.core.ops import placeholder
        >>> x = placeholder("double", [2], name="x")
        >>> plan = export([x * 3.0], [x])
        >>> plan["steps"]
        [['BroadcastTo', [1], 2, {'shape': [2], 'rank': 0}], ['Mul', [0, 2], 3, {}]]
    """
    slots: dict[Tensor, int] = {}
    shapes: list[list[int]] = []
    constants: list[list[Any]] = []
    steps: list[list[Any]] = []

    def slot(tensor: Tensor) -> int:
        if tensor not in slots:
            slots[tensor] = len(slots)
            shapes.append(list(tensor.shape))
        return slots[tensor]

    fed = [slot(t) for t in feeds]
    for op in order([t.op for t in fetches if t not in slots], feeds):
        if op.definition is CONST:
            value = op.attributes["value"]
            entries = value.astype(float).ravel().tolist()
            constants.append([slot(op.outputs[0]), [_number(entry) for entry in entries]])
        elif not op.inputs:
            raise ValueError(f"{op.name} ({op.type}) is neither fed nor constant")
        else:
            # A function among the attributes is a gradient of the caller's own: graph by now.
            plain = {name: v for name, v in op.attributes.items() if not callable(v)}
            attributes = {name: _plain(value) for name, value in plain.items()}
            inputs = [slot(t) for t in op.inputs]
            outs = [slot(t) for t in op.outputs]
            steps.append([op.type, inputs, outs[0] if len(outs) == 1 else outs, attributes])
    return {
        "feeds": fed,
        "fetches": [slot(t) for t in fetches],
        "shapes": shapes,
        "constants": constants,
        "steps": steps,
    }


def _number(value: float) -> float | str:
    return (
        value if isfinite(value) else repr(value).replace("inf", "Infinity").replace("nan", "NaN")
    )


def _plain(value: Any) -> Any:
    if isinstance(value, slice):
        return {"slice": [value.start, value.stop, value.step]}
    if isinstance(value, float):
        return _number(value)
    return [_plain(entry) for entry in value] if isinstance(value, tuple | list) else value
