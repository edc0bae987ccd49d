"""The palette: every function of the language, with its formula, its curve and its shapes.

All of it is read off the op table and off calls that are tried; there is no list to be kept.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from gradviz.core.api import nn
from gradviz.core.execute import evaluate
from gradviz.core.gradients import gradients
from gradviz.core.graph import Tensor
from gradviz.core.latex import formula
from gradviz.core.latex_text import latex_text
from gradviz.study.edits.examples import LETTERS, Example, example
from gradviz.study.edits.writing import OPERATORS, slots, tensor_slots
from gradviz.study.language.functions import FUNCTIONS, SYNONYMS

GROUPS = (
    "arithmetic",
    "activations",
    "functions",
    "matrices",
    "reductions",
    "costs",
    "comparisons",
    "shapes",
    "new values",
)
"""The groups, in the order in which they are shown."""

REACH = 3.0
"""How far from 0 the curves go."""

POINTS = 97

LONGEST = 130
"""Characters of LaTeX of the longest formula that says more than a name."""

OTHERS = {2: (2.0,), 3: (-1.0, 1.0)}
"""By how many tensors a function takes, what the others than x are where a curve is drawn."""


@dataclass(frozen=True)
class Slot:
    """What a function must be given.

    Attributes:
        name: TensorFlow's name of it.
        kind: what may be given, as in `language.functions`.
        tensor: whether a node can be given.
    """

    name: str
    kind: str
    tensor: bool


@dataclass(frozen=True)
class Curve:
    """A function of one number, with its derivative.

    Attributes:
        x: where, ascending.
        y: its values; None where it has none.
        slope: the derivative's values; None at all: it has none anywhere.
        others: what its other inputs are meanwhile, as "y = 2".
    """

    x: tuple[float, ...]
    y: tuple[float | None, ...]
    slope: tuple[float | None, ...] | None
    others: str


@dataclass(frozen=True)
class Entry:
    """A function of the palette.

    Attributes:
        name: its name.
        group: one of GROUPS.
        sign: the operator that it is written as, or "".
        slots: what it must be given.
        summary: a sentence.
        words: what else it may be searched by.
        latex: what it computes.
        slope_latex: its derivative by x; None where there is no formula of it.
        curve: of what works entry by entry, its curve.
        shapes: an example: the shapes of its inputs, and of its result.
    """

    name: str
    group: str
    sign: str
    slots: tuple[Slot, ...]
    summary: str
    words: tuple[str, ...]
    latex: str
    slope_latex: str | None
    curve: Curve | None
    shapes: tuple[tuple[tuple[int, ...], ...], tuple[int, ...]]


@lru_cache(maxsize=1)
def palette() -> tuple[Entry, ...]:
    r"""Every function of the language once, group by group, by name.

    Example:
        >>> {entry.group for entry in palette()} == set(GROUPS)
        True
        >>> next(entry.latex for entry in palette() if entry.name == "sigmoid")
        '\\sigma\\left(x\\right)'
    """
    names = {function.name for function in FUNCTIONS.values()}
    entries = [_entry(name) for name in names]
    return tuple(sorted(entries, key=lambda entry: (GROUPS.index(entry.group), entry.name)))


def _entry(name: str) -> Entry:
    function = FUNCTIONS[name]
    found = example(name)
    if found is None:
        raise LookupError(f"no call of {name} that was tried is legal")
    nodes = tensor_slots(function)
    wanted = tuple(
        Slot(one.name, one.kind, place in nodes) for place, one in enumerate(slots(function))
    )
    plain = example(name, ())
    entrywise = bool(nodes) and len(nodes) == len(wanted) and _is_entrywise(name)
    return Entry(
        name,
        _group(name, found, entrywise),
        OPERATORS.get(name, ""),
        wanted,
        _summary(name),
        tuple(word for word, meant in SYNONYMS.items() if meant == name),
        _latex(found),
        _slope_latex(plain) if entrywise and plain else None,
        _curve(plain) if entrywise and plain else None,
        (tuple(tuple(one.shape) for one in found.inputs), tuple(found.output.shape)),
    )


def _group(name: str, found: Example, entrywise: bool) -> str:
    if not found.inputs:
        return "new values"
    if found.output.dtype.is_bool or found.is_made_to_fit:
        return "comparisons"
    if "cross_entropy" in name or name.endswith("_loss"):
        return "costs"
    neural = name in nn.__all__
    several = len(found.inputs) > 1
    if entrywise and _formula(found) is not None:
        return "arithmetic" if several or name == "negative" else _alone(neural)
    alone = len(slots(FUNCTIONS[name])) == 1
    taken = {t for op in found.output.graph.get_operations() for t in op.inputs}
    if alone and found.output.shape.size < found.inputs[0].shape.size and taken & {*found.inputs}:
        return "reductions"
    if several and "[" not in found.text:
        return "matrices"
    return "activations" if neural else "shapes"


def _alone(neural: bool) -> str:
    return "activations" if neural else "functions"


def _is_entrywise(name: str) -> bool:
    """Whether each entry of the result depends on the same entry of x alone."""
    found = example(name, (2, 3))
    if found is None or not found.inputs or tuple(found.output.shape) != (2, 3):
        return False
    random = np.random.default_rng(1)
    first = {t: random.uniform(0.2, 0.9, (2, 3)) for t in found.inputs}
    kept = []
    for entry in ((0, 0), (1, 2)):
        other = {t: values * random.uniform(0.8, 1.1, (2, 3)) for t, values in first.items()}
        for t, values in first.items():
            other[t][entry] = values[entry]
        before, after = (evaluate([found.output], fed)[0][entry] for fed in (first, other))
        kept.append(np.array_equal(before, after, equal_nan=True))
    return all(kept) and not (found.output.dtype.is_integer or found.is_made_to_fit)


def _summary(name: str) -> str:
    """The first sentence of what the function says of itself."""
    text = inspect.getdoc(FUNCTIONS[name].build) or ""
    return " ".join(text.split("\n\n")[0].split())


def _latex(found: Example) -> str:
    written = _formula(found)
    if written is not None:
        return written
    function, _, given = found.text.partition("(")
    return rf"{latex_text(function)}\left({_plain(given[:-1])}\right)"


def _formula(found: Example) -> str | None:
    """The formula of a call; None where there is none that says more than its name."""
    if not found.inputs or found.text.startswith("tensordot"):
        # Its axes stand between transposes that are none where there is nothing to turn.
        return None
    text = formula(found.output, found.letters)
    vague = ("\\text{Const", "\\text{out", "out/", "\\ldots")
    plain = text is None or text in LETTERS or len(text) > LONGEST
    if (
        plain
        or text is None
        or not any(n in text for n in LETTERS)
        or any(v in text for v in vague)
    ):
        return None
    return text


def _plain(given: str) -> str:
    """Arguments as they are written, for a formula."""
    return ",\\ ".join(
        part if part.replace(".", "").isalnum() else latex_text(part) for part in given.split(", ")
    )


def _slope_latex(found: Example) -> str | None:
    slope = _slope(found)
    text = None if slope is None else formula(slope, found.letters)
    return None if text is None or len(text) > LONGEST else text


def _slope(found: Example) -> Tensor | None:
    if not found.output.dtype.is_floating:
        return None
    with found.output.graph.as_default():
        return gradients([found.output], [found.inputs[0]])[0]


def _curve(found: Example) -> Curve | None:
    """The values over an interval, all in one pass with the interval as batch axis."""
    x = np.linspace(-REACH, REACH, POINTS)
    others = OTHERS.get(len(found.inputs), ())
    if len(found.inputs) - 1 != len(others):
        return None
    slope = _slope(found)
    fed = dict(zip(found.inputs, (x, *map(np.array, others)), strict=True))
    with np.errstate(all="ignore"):
        y, *steep = evaluate([found.output, *([slope] if slope is not None else [])], fed)
    words = ", ".join(f"{n} = {v:g}" for n, v in zip(LETTERS[1:], others, strict=False))
    return Curve(tuple(x.tolist()), _known(y), _known(steep[0]) if steep else None, words)


def _known(numbers: np.ndarray[Any, Any]) -> tuple[float | None, ...]:
    return tuple(
        round(float(number), 4) if np.isfinite(number) else None for number in numbers.ravel()
    )
