"""The derivation as the browser gets it: formulas with slots for their numbers, by structure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from gradviz.show import formulas
from gradviz.study import derivation, labels
from gradviz.study.models import Model, model_of

if TYPE_CHECKING:
    from gradviz.study.blueprint import Structure


@dataclass(frozen=True)
class Derivation:
    """The formulas behind the numbers, as MathML.

    Attributes:
        name: Another one for every other set of formulas.
        formulas: Cost and gradients, with slots for their numbers.
        in_hand: The same while constants or seeds are under a hand, with slots for these, too.
        locals: The local derivative of each edge that has one.
        headline: The model itself while a constant is under a hand, with slots for those.
    """

    name: str
    formulas: tuple[Mapping[str, str], ...]
    in_hand: tuple[Mapping[str, str], ...]
    locals: Mapping[str, str]
    headline: str


@lru_cache(maxsize=64)
def derived(structure: Structure) -> Derivation:
    """A model's derivation; the same for all data of one length."""
    model = model_of(structure)
    lines = tuple(_formula(line, model) for line in derivation.derivation(model))
    in_hand = tuple(_formula(line, model) for line in derivation.derivation(model, True))
    steps = {
        edge: formulas.mathml(f"{local.left} = {local.formula}")
        for edge, local in derivation.local_derivatives(model).items()
        if local.formula is not None
    }
    model_in_hand = r" \qquad ".join(derivation.headline(model, True))
    head = formulas.mathml(model_in_hand)
    return Derivation(name_of(structure), lines, in_hand, steps, head)


@lru_cache(maxsize=64)
def headline(structure: Structure) -> tuple[str, ...]:
    """The model itself as LaTeX, one equation each for its outputs and its cost."""
    return derivation.headline(model_of(structure))


def name_of(structure: Structure) -> str:
    """Another one for every other structure."""
    return hashlib.sha256(repr(structure).encode()).hexdigest()[:12]


def _formula(line: derivation.Line, model: Model) -> Mapping[str, str]:
    tensor, part = line.subject
    name = tensor.removesuffix(":0")
    symbolic = f"{line.left} = {line.formula}" if line.formula else line.left
    put_in = (line.numbers, line.result) if line.numbers else (line.result,)
    # Names and numbers are two lines, which can be compared.
    between = "<br>" if line.numbers else " "
    return {
        "name": f"∂{labels.spoken(model)}/∂{name}" if part == "gradient" else name,
        "check": tensor if part == "gradient" else "",
        "mathml": formulas.mathml(symbolic) + between + formulas.breakable(*put_in),
        "latex": symbolic,
    }
