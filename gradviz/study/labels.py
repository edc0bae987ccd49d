r"""What things are called in formulas and words: drawn tensors, and what is differentiated.

With a seed other than 1 a gradient is not ∂cost/∂W, but ∂(seed·cost)/∂W; no name here hides that.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from gradviz.core.graph import Tensor
from gradviz.core.latex_text import latex_name, plain
from gradviz.study.diagram import called, drawn_name
from gradviz.study.held import SEED

if TYPE_CHECKING:
    from gradviz.study.models import Model

SUMS = ("J", "G", "Φ", "Ω")
"""Names for the sum of several ys, each with its seed; the first that the model has not taken."""


def symbols(model: Model) -> dict[Tensor, str]:
    """LaTeX names of the tensors that have a name of their own: data, parameters, predictions."""
    named = {**model.inputs, **model.parameters, **model.outputs}
    return {tensor: latex_name(name) for name, tensor in named.items()}


@lru_cache(maxsize=64)
def tensor_names(model: Model) -> dict[Tensor, str]:
    """LaTeX names of all drawn tensors: their own, or their operation's."""
    own, drawn = model.names, model.wiring.tensors.values()
    return {t: latex_name(own.get(t) or called(t)) for t in drawn} | symbols(model)


def seed_name(model: Model, y: Tensor) -> str:
    r"""The LaTeX name of the seed of one of the ys.

    >>> from gradviz.study.models import linear_model
    >>> seed_name(linear_model(2), linear_model(2).cost)
    '\\text{seed}'
    """
    if len(model.seeds) == 1:
        return r"\text{seed}"
    return rf"\text{{seed}}_{{{tensor_names(model)[y]}}}"


def objective(model: Model) -> str:
    r"""LaTeX of what is differentiated: a single number with its seed, if that is not 1.

    Example:
        >>> from gradviz.study.models import linear_model
        >>> objective(linear_model(2))
        '\\seeded{cost:0|seed}{0}\\text{cost}'
    """
    names = tensor_names(model)
    if len(model.seeds) > 1:
        return _sum_name(model)
    (y,) = model.seeds
    if y.shape.size == 1:
        return rf"\seeded{{{drawn_name(y)}{SEED}}}{{0}}{whole(names[y])}"
    return rf"\left(\sum {seed_name(model, y)} \cdot {names[y]}\right)"


def spoken(model: Model) -> str:
    """What is differentiated, in plain text; a seed other than 1 is for the speaker to add.

    Example:
        >>> from gradviz.study.models import linear_model
        >>> spoken(linear_model(2))
        'cost'
    """
    names = tensor_names(model)
    if len(model.seeds) > 1:
        return _sum_name(model)
    (y,) = model.seeds
    if y.shape.size > 1:
        return f"(Σ seed·{plain(names[y])})"
    return said_whole(plain(names[y]))


def meaning(model: Model) -> str | None:
    r"""The equation that says what a sum of several ys is; None where the name says it.

    Example:
        >>> from gradviz.study.models import linear_model
        >>> from gradviz.study.questions import Question, ask
        >>> meaning(ask(linear_model(2), Question(("b:0", "W:0"))))
        'J = \\text{seed}_{b} \\cdot b + \\text{seed}_{W} \\cdot W'
    """
    if len(model.seeds) == 1:
        return None
    names = tensor_names(model)
    terms = [
        (r"\sum " if y.shape.size > 1 else "") + rf"{seed_name(model, y)} \cdot {names[y]}"
        for y in model.seeds
    ]
    return f"{_sum_name(model)} = {' + '.join(terms)}"


def _sum_name(model: Model) -> str:
    taken = {plain(name) for name in tensor_names(model).values()}
    return next((name for name in SUMS if name not in taken), r"\Sigma")


def of_target(model: Model, by: str) -> str:
    """LaTeX of ∂cost/∂by, for the LaTeX name of a tensor or an entry."""
    return rf"\frac{{\partial\,{objective(model)}}}{{\partial\,{whole(by)}}}"


def fraction(out: str, by: str) -> str:
    r"""LaTeX of ∂out/∂by, for the LaTeX names of tensors or entries.

    >>> fraction("y", r"\text{∂y/∂x}")
    '\\frac{\\partial\\,y}{\\partial\\,\\left(\\text{∂y/∂x}\\right)}'
    """
    return rf"\frac{{\partial\,{whole(out)}}}{{\partial\,{whole(by)}}}"


def whole(latex: str) -> str:
    """The LaTeX name of a tensor as one thing: that of a derivative needs parentheses."""
    return rf"\left({latex}\right)" if latex.startswith(r"\text{∂") else latex


def said_whole(name: str) -> str:
    """The plain name of a tensor as one thing.

    >>> said_whole("∂cost/∂W"), said_whole("W")
    ('(∂cost/∂W)', 'W')
    """
    return f"({name})" if name.startswith("∂") else name
