"""What can be asked of a model's gradients."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """What is asked of a model's gradients; names are those of its drawing.

    Attributes:
        ys: the tensors that are differentiated; none: the cost.
        seeds: for each y the cotangent that it starts from (`grad_ys`), entry by entry; None, or
            none at all: ones.
        xs: the tensors by which; none: the parameters.
        cuts: the tensors that are held constant (`stop_gradients`), and edges, "W:0->Mul:0:1",
            along which nothing comes back.
    """

    ys: tuple[str, ...] = ()
    seeds: tuple[tuple[float, ...] | None, ...] = ()
    xs: tuple[str, ...] = ()
    cuts: tuple[str, ...] = ()
