"""Why a gradient is None, in words: no path, a cut, or an operation that passes nothing back."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from gradviz.core.graph import Operation, Tensor
from gradviz.core.latex_text import plain
from gradviz.core.plan import order
from gradviz.study.diagram import Use
from gradviz.study.labels import tensor_names
from gradviz.study.models import Model


@lru_cache(maxsize=64)
def reasons(model: Model) -> Mapping[str, str]:
    """By node and edge that no gradient comes back to, a sentence that says why.

    Example:
        >>> from gradviz.study.models import linear_model
        >>> from gradviz.study.questions import Question, ask
        >>> why = reasons(ask(linear_model(2), Question(("pred:0",), cuts=("W:0->Mul:0:1",))))
        >>> why["Y:0"]
        'None: no path leads back from pred to Y; pred does not depend on it.'
        >>> why["W:0->Mul:0:1"]
        'None: cut here by stop_gradients, so nothing comes back along this edge.'
    """
    search = _Search(model)
    known = model.passes.cotangents
    nodes = {n: search.of_tensor(t) for n, t in search.wired.tensors.items() if t not in known}
    edges = {
        name: search.of_use(use)
        for name, use in search.wired.uses.items()
        if model.way_back(use) is None
    }
    return nodes | edges


class _Search:
    """The ways back through one model."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.names = {t: plain(name) for t, name in tensor_names(model).items()}
        self.wired = model.wiring
        self.needed: set[Operation] = set(order([y.op for y in model.seeds], []))
        self.ys = " and ".join(self.names[y] for y in model.seeds)

    def of_tensor(self, tensor: Tensor) -> str:
        """Why a tensor has no gradient."""
        name = self.names[tensor]
        if not tensor.dtype.is_floating:
            return f"None: {name} is no real number ({tensor.dtype.name}), so it has no derivative."
        if tensor.op not in self.needed:
            verb = "do" if len(self.model.seeds) > 1 else "does"
            return (
                f"None: no path leads back from {self.ys} to {name}; {self.ys} {verb} not depend"
                " on it."
            )
        cut, closed = self.obstacles(tensor)
        parts = [f"cut by stop_gradients at {' and '.join(cut)}"] if cut else []
        if closed:
            parts.append(f"closed at {' and '.join(closed)}, which passes no gradient on")
        return f"None: every path back from {self.ys} to {name} is {', or '.join(parts)}."

    def obstacles(self, tensor: Tensor) -> tuple[list[str], list[str]]:
        """Where the ways back to a tensor end: cuts, and operations without a gradient."""
        cut: dict[str, None] = {}
        closed: dict[str, None] = {}
        seen, waiting = {tensor}, [tensor]
        while waiting:
            for use in self.wired.outgoing[waiting.pop()]:
                target = use.target
                if use.consumer not in self.needed:
                    continue
                if use.edge.name in self.model.cuts or use.edge.target in self.model.cuts:
                    cut[self.names[target]] = None
                elif target not in self.model.passes.cotangents and target not in seen:
                    seen.add(target)
                    waiting.append(target)
                    if use.consumer.definition.constant:
                        closed[self.names[target]] = None
                elif target in self.model.passes.cotangents:
                    closed[self.names[target]] = None
        return list(cut), list(closed)

    def of_use(self, use: Use) -> str:
        """Why nothing comes back along an edge."""
        target = use.target
        name, into = self.names[target], self.names[use.source]
        if use.edge.name in self.model.cuts:
            return "None: cut here by stop_gradients, so nothing comes back along this edge."
        if not target.dtype.is_floating:
            kind = target.dtype.name
            return f"None: {name} is no real number ({kind}), so it passes no gradient on."
        if target not in self.model.passes.cotangents:
            return f"None: nothing comes back to {name} that it could hand on to {into}."
        if use.edge.target in self.model.cuts:
            return (
                f"None: {name} is held constant by stop_gradients, so nothing passes back through"
                " it."
            )
        return f"None: {name} passes no gradient on to {into}."
