r"""The derivation: cost and gradients as formulas, with names and with numbers.

The formulas are the graph's own, read by `core.latex`; the numbers are slots that name the
drawing's tensors, so derivation and drawing show the same numbers by construction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from gradviz.core.graph import Tensor
from gradviz.core.latex import formula, numbers
from gradviz.study.diagram import drawn_name, drawn_tensors
from gradviz.study.held import SEED, holdable
from gradviz.study.labels import fraction, of_target, seed_name, symbols, tensor_names
from gradviz.study.models import Model
from gradviz.study.slots import entries


@dataclass(frozen=True)
class Line:
    r"""One derived quantity.

    Attributes:
        subject: the tensor's name and what of it: ("W:0", "gradient") or ("cost:0", "value").
        left: LaTeX of the quantity, e.g. `\frac{\partial\,\text{cost}}{\partial W}`.
        formula: LaTeX in terms of named tensors, or None where it is too long.
        numbers: the same with slots `\slot{name|part}{entry}`, or None; None for a tensor of
            several entries.
        result: the slots of the quantity itself.
    """

    subject: tuple[str, str]
    left: str
    formula: str | None
    numbers: str | None
    result: str


@dataclass(frozen=True)
class Local:
    r"""The local derivative of an edge.

    Attributes:
        left: LaTeX of ∂target/∂source.
        formula: LaTeX of the derivative where the op works entry by entry, else None.
        words: how the op passes its gradient back, where it does not.
    """

    left: str
    formula: str | None
    words: str


@lru_cache(maxsize=64)
def headline(model: Model, in_hand: bool = False) -> tuple[str, ...]:
    r"""The model itself as LaTeX: an equation for each output and one for the cost.

    Args:
        model: any model.
        in_hand: whether single constants are in a hand: they have slots then, and are nowhere
            merged into one number.

    Example:
        >>> from gradviz.study.models import linear_model
        >>> headline(linear_model(2))[0]
        '\\text{pred} = X \\cdot W + b'
        >>> headline(linear_model(2), True)[1]
        '\\text{cost} = \\guard{half:0|value}{0} \\cdot \\sum \\left(\\text{pred} - Y\\right)^2'
    """
    names, everything = symbols(model), tensor_names(model)
    for name, tensor in holdable(model).items() if in_hand else ():
        if tensor.shape.size == 1 and not name.endswith(SEED):
            names.setdefault(tensor, rf"\guard{{{name}|value}}{{0}}")
    equations = []
    for tensor in dict.fromkeys((*model.outputs.values(), *model.roots)):
        others = {t: name for t, name in names.items() if t is not tensor}
        written = formula(tensor, others)
        if written is not None:
            equations.append(f"{everything[tensor]} = {written}")
    return tuple(equations)


@lru_cache(maxsize=64)
def derivation(model: Model, in_hand: bool = False) -> tuple[Line, ...]:
    r"""What is differentiated and its gradients by what is asked for, derived from the graph.

    Args:
        model: any model.
        in_hand: whether constants and seeds are in a hand (see `study.held`): they have names and
            slots then, like the parameters, and are nowhere merged into one number.

    Example:
        >>> from gradviz.study.models import linear_model
        >>> for line in derivation(linear_model(2)):
        ...     print(line.formula)
        \tfrac{1}{2} \sum \left(\text{pred} - Y\right)^2
        \sum \left(\text{pred} - Y\right) \cdot X
        \sum \left(\text{pred} - Y\right)
        >>> derivation(linear_model(2), True)[2].formula
        '2 \\sum \\text{seed} \\cdot \\text{half} \\cdot \\left(\\text{pred} - Y\\right)'
    """
    names, everything = symbols(model), tensor_names(model)
    slots = {tensor: f"{drawn_name(tensor)}|value" for tensor in names}
    for name, tensor in holdable(model).items() if in_hand else ():
        slots[tensor] = name if name.endswith(SEED) else f"{name}|value"
        names.setdefault(tensor, everything.get(tensor, ""))
    for y, seed in model.seeds.items():
        if in_hand or seed.shape.size > 1:
            names[seed], slots[seed] = seed_name(model, y), f"{drawn_name(y)}{SEED}"
    for tensor in drawn_tensors(model.former) if model.former else ():
        # The seed of an earlier pass is called so.
        if tensor.op.type == "Const" and tensor.shape.size > 1:
            names.setdefault(tensor, everything[tensor])
    lines = []
    for y in model.seeds:
        # Its own name is on the left.
        others = {t: name for t, name in names.items() if t is not y}
        within = {t: slot for t, slot in slots.items() if t is not y}
        lines.append(_line((drawn_name(y), "value"), everything[y], y, others, within))
    for tensor in model.xs:
        gradient = model.passes.cotangents.get(tensor)
        if gradient is not None:
            left = of_target(model, everything[tensor])
            subject = drawn_name(tensor), "gradient"
            lines.append(_line(subject, left, gradient, names, slots))
    return tuple(lines)


def _line(
    subject: tuple[str, str],
    left: str,
    tensor: Tensor,
    names: Mapping[Tensor, str],
    slots: Mapping[Tensor, str],
) -> Line:
    result = entries(*subject, tuple(tensor.shape))
    if drawn_name(tensor) != tensor.name or not tensor.op.inputs:  # a parameter, data, a constant
        return Line(subject, left, None, None, result)
    put_in = numbers(tensor, slots) if tensor.shape.size == 1 else None
    return Line(subject, left, formula(tensor, names), put_in, result)


@lru_cache(maxsize=64)
def local_derivatives(model: Model) -> dict[str, Local]:
    """For each edge of the drawing, the local derivative in terms of the drawn tensors."""
    everything = tensor_names(model)
    found = {}
    for use in model.wiring.uses.values():
        out = use.target
        left = fraction(everything[out], everything[use.source])
        back = model.way_back(use)
        local = back.rule.local if back else None
        text = formula(local, everything) if isinstance(local, Tensor) else None
        if local is not None and not isinstance(local, Tensor):
            text = f"{local:g}"
        found[use.edge.name] = Local(left, text, use.consumer.definition.passes)
    return found
