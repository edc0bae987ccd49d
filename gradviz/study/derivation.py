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
from gradviz.study.diagram import drawn_name, drawn_tensors, uses
from gradviz.study.models import Model


@dataclass(frozen=True)
class Line:
    r"""One derived quantity.

    Attributes:
        subject: the tensor's name and what of it: ("W:0", "gradient") or ("cost:0", "value").
        left: LaTeX of the quantity, e.g. `\frac{\partial\,\text{cost}}{\partial W}`.
        formula: LaTeX in terms of named tensors, or None where it is too long.
        numbers: the same with slots `\slot{name|part}{entry}`, or None.
    """

    subject: tuple[str, str]
    left: str
    formula: str | None
    numbers: str | None


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


def symbols(model: Model) -> dict[Tensor, str]:
    """LaTeX names of the tensors that have a name of their own: data, parameters, predictions."""
    named = {**model.inputs, **model.parameters, **model.outputs}
    return {tensor: _name(name) for name, tensor in named.items()}


def tensor_names(model: Model) -> dict[Tensor, str]:
    """LaTeX names of all drawn tensors: their own, or their operation's."""
    names = model.names
    return {t: _name(names.get(t, t.op.name)) for t in drawn_tensors(model.cost)} | symbols(model)


def _name(name: str) -> str:
    return name if len(name) == 1 else rf"\text{{{name}}}"


@lru_cache(maxsize=64)
def headline(model: Model) -> tuple[str, ...]:
    r"""The model itself as LaTeX: an equation for each output and one for the cost.

    Example:
        >>> from gradviz.study.models import linear_model
        >>> headline(linear_model(2))[0]
        '\\text{pred} = X \\cdot W + b'
    """
    names, everything = symbols(model), tensor_names(model)
    equations = []
    for tensor in (*model.outputs.values(), model.cost):
        others = {t: name for t, name in names.items() if t is not tensor}
        written = formula(tensor, others)
        if written is not None:
            equations.append(f"{everything[tensor]} = {written}")
    return tuple(equations)


@lru_cache(maxsize=64)
def derivation(model: Model) -> tuple[Line, ...]:
    r"""Cost and ∂cost/∂parameter for each parameter, derived from the graph.

    Example:
        >>> from gradviz.study.models import linear_model
        >>> for line in derivation(linear_model(2)):
        ...     print(line.formula)
        \tfrac{1}{2} \sum \left(\text{pred} - Y\right)^2
        \sum \left(\text{pred} - Y\right) \cdot X
        \sum \left(\text{pred} - Y\right)
    """
    names = symbols(model)
    slots = {tensor: f"{drawn_name(tensor)}|value" for tensor in names}
    cost = tensor_names(model)[model.cost]
    lines = [_line((drawn_name(model.cost), "value"), cost, model.cost, names, slots)]
    for name, tensor in model.parameters.items():
        gradient = model.passes.cotangents.get(tensor)
        if gradient is None:
            continue
        left = rf"\frac{{\partial\,{cost}}}{{\partial {_name(name)}}}"
        lines.append(_line((drawn_name(tensor), "gradient"), left, gradient, names, slots))
    return tuple(lines)


def _line(
    subject: tuple[str, str],
    left: str,
    tensor: Tensor,
    names: Mapping[Tensor, str],
    slots: Mapping[Tensor, str],
) -> Line:
    return Line(subject, left, formula(tensor, names), numbers(tensor, slots))


@lru_cache(maxsize=64)
def local_derivatives(model: Model) -> dict[str, Local]:
    """For each edge of the drawing, the local derivative in terms of the drawn tensors."""
    everything = tensor_names(model)
    found = {}
    for use in uses(model.cost):
        out = use.consumer.outputs[0]
        left = rf"\frac{{\partial\,{everything[out]}}}{{\partial\,{everything[use.source]}}}"
        rule = model.passes.contributions.get((use.consumer, use.edge.index))
        text = None
        if rule is not None and isinstance(rule.local, Tensor):
            text = formula(rule.local, everything)
        elif rule is not None and rule.local is not None:
            text = f"{rule.local:g}"
        found[use.edge.name] = Local(left, text, use.consumer.definition.passes)
    return found
