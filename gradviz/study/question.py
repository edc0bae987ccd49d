"""What can be asked of a model's gradients."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace


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
        of: the question whose gradients this one is about. Then the operations that these are
            computed with are drawn, too, and can be named, "∂W:0" being the gradient that came
            back to W; None: it is about the model alone.
    """

    ys: tuple[str, ...] = ()
    seeds: tuple[tuple[float, ...] | None, ...] = ()
    xs: tuple[str, ...] = ()
    cuts: tuple[str, ...] = ()
    of: Question | None = None

    @property
    def levels(self) -> tuple[Question, ...]:
        """The questions that this one builds on, the first of them first, and itself.

        >>> [one.ys for one in Question(("∂W:0",), of=Question(("pred:0",))).levels]
        [('pred:0',), ('∂W:0',)]
        """
        return (*(self.of.levels if self.of else ()), self)


def question_of(levels: Sequence[Question]) -> Question:
    """The last of several questions, each about the gradients of the one before it."""
    asked = None
    for one in levels:
        asked = replace(one, of=asked)
    return asked or Question()
