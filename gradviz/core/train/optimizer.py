"""What all optimizers share: gradients, slots, and one operation that applies a step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from gradviz.core.defaults import GraphKeys, get_default_graph
from gradviz.core.dtypes import float32, int64
from gradviz.core.gradients import gradients
from gradviz.core.graph import Operation, Tensor
from gradviz.core.ops.casts import cast
from gradviz.core.ops.sources import NO_OP, constant, convert_to_tensor, is_symbolic
from gradviz.core.variable import Variable
from gradviz.core.variables import trainable_variables

GradientsAndVariables = list[tuple[Tensor | None, Variable]]


class Optimizer:
    """Moves variables against the gradient of a cost.

    A step reads everything before it stores anything, so that all variables move from one state.
    """

    GATE_NONE: ClassVar[int] = 0
    GATE_OP: ClassVar[int] = 1
    GATE_GRAPH: ClassVar[int] = 2

    def __init__(self, use_locking: bool, name: str) -> None:
        """Not made by itself; see the optimizers.

        Args:
            use_locking: accepted and without effect: a session runs one step at a time.
            name: the name of the operations that apply a step, and of the slots.
        """
        del use_locking
        if not name:
            raise ValueError("Must specify the optimizer name")
        self._name = name
        self._slots: dict[str, dict[Operation, Variable]] = {}

    def get_name(self) -> str:
        """The optimizer's name."""
        return self._name

    def minimize(
        self,
        loss: Any,
        global_step: Variable | None = None,
        var_list: Any = None,
        gate_gradients: int = GATE_OP,
        aggregation_method: int | None = None,
        colocate_gradients_with_ops: bool = False,
        name: str | None = None,
        grad_loss: Any = None,
    ) -> Operation:
        """An operation that makes one step: `compute_gradients`, then `apply_gradients`.

        Raises:
            ValueError: if no variable has a gradient.
        """
        pairs = self.compute_gradients(
            loss,
            var_list,
            gate_gradients,
            aggregation_method,
            colocate_gradients_with_ops,
            grad_loss,
        )
        if all(g is None for g, _ in pairs):
            raise ValueError(
                "No gradients provided for any variable, check your graph for ops that do not"
                f" support gradients, between variables {[str(v) for _, v in pairs]} and loss"
                f" {loss}."
            )
        return self.apply_gradients(pairs, global_step, name)

    def compute_gradients(
        self,
        loss: Any,
        var_list: Any = None,
        gate_gradients: int = GATE_OP,
        aggregation_method: int | None = None,
        colocate_gradients_with_ops: bool = False,
        grad_loss: Any = None,
    ) -> GradientsAndVariables:
        """The gradient of the cost for each variable, None where it does not depend on it.

        Args:
            loss: the cost.
            var_list: the variables, by default all trainable ones.
            gate_gradients: one of the GATE constants; a run here always reads before it stores.
            aggregation_method: see `gradients`.
            colocate_gradients_with_ops: see `gradients`.
            grad_loss: the cotangent of the cost.

        Raises:
            ValueError: if there are no variables, or the cost is not floating.
        """
        if gate_gradients not in (self.GATE_NONE, self.GATE_OP, self.GATE_GRAPH):
            raise ValueError(
                "gate_gradients must be one of: Optimizer.GATE_NONE, Optimizer.GATE_OP,"
                f" Optimizer.GATE_GRAPH.  Not {gate_gradients}"
            )
        cost = convert_to_tensor(loss)
        if not cost.dtype.is_floating:
            raise ValueError(
                f"Invalid type {cost.dtype.name} for {cost.name}, expected: ['float32', 'float64',"
                " 'float16']."
            )
        if var_list is None:
            variables = trainable_variables()
        else:
            variables = [var_list] if isinstance(var_list, Variable) else list(var_list)
        if not variables:
            raise ValueError("No variables to optimize.")
        found = gradients(
            cost,
            variables,
            None if grad_loss is None else [grad_loss],
            gate_gradients=gate_gradients == self.GATE_OP,
            aggregation_method=aggregation_method,
            colocate_gradients_with_ops=colocate_gradients_with_ops,
        )
        return list(zip(found, variables, strict=True))

    def apply_gradients(
        self,
        grads_and_vars: Sequence[tuple[Any, Variable]],
        global_step: Variable | None = None,
        name: str | None = None,
    ) -> Operation:
        """An operation that makes one step with the gradients given; pairs with None are left out.

        Raises:
            ValueError: if there are no variables, or none has a gradient.
        """
        pairs = list(grads_and_vars)
        if not pairs:
            raise ValueError("No variables provided.")
        used = [(g, v) for g, v in pairs if g is not None]
        if not used:
            raise ValueError(
                f"No gradients provided for any variable: {[str(v) for _, v in pairs]}."
            )
        graph = used[0][1].op.graph
        with graph.as_default():
            with graph.control_dependencies(None):
                self._create_slots([v for _, v in used])
            with graph.name_scope(name or self._name) as scope:
                self._prepare()
                updates = []
                for g, variable in used:
                    with graph.name_scope(f"update_{variable.op.name}"):
                        gradient = convert_to_tensor(g, graph=graph)
                        updates += self._apply(gradient, variable)
                updates += self._finish()
                if global_step is None:
                    with graph.control_dependencies(updates):
                        return graph.create_op(NO_OP, scope, (), (), ())
                with graph.control_dependencies(updates):
                    done = graph.create_op(NO_OP, "update", (), (), ())
            with graph.control_dependencies([done]):
                return global_step.assign_add(np.asarray(1, global_step.dtype.dtype), name=scope).op

    def get_slot(self, var: Variable, name: str) -> Variable | None:
        """The variable that the optimizer keeps for `var` under a name, None if there is none."""
        return self._slots.get(name, {}).get(var.op)

    def get_slot_names(self) -> list[str]:
        """The names of the slots."""
        return sorted(self._slots)

    def variables(self) -> list[Variable]:
        """All the variables that the optimizer keeps."""
        return [v for named in self._slots.values() for v in named.values()]

    def _slot(self, variable: Variable, slot: str, initial: Any = None) -> Variable:
        """The slot of a variable, made at the first use: zeros, or what `initial` makes."""
        named = self._slots.setdefault(slot, {})
        if variable.op not in named:
            graph = variable.op.graph
            value = (
                np.zeros(tuple(variable.shape), variable.dtype.dtype)
                if initial is None
                else np.full(tuple(variable.shape), initial, variable.dtype.dtype)
            )
            with graph.absolute_names():
                named[variable.op] = Variable(
                    value, trainable=False, name=f"{variable.op.name}/{self._name}"
                )
        return named[variable.op]

    def _create_slots(self, variables: Sequence[Variable]) -> None:
        """Makes the slots of the variables that the next step moves."""

    def _prepare(self) -> None:
        """Makes the tensors that all updates of a step share."""

    def _apply(self, g: Tensor, variable: Variable) -> list[Tensor]:
        """The updates of a variable and its slots."""
        raise NotImplementedError

    def _finish(self) -> list[Tensor]:
        """The updates after those of all variables."""
        return []


def hyperparameter(value: Any, name: str) -> Tensor:
    """A hyperparameter as a tensor; numbers are rounded to float32, as in TensorFlow."""
    given = value() if callable(value) else value
    return convert_to_tensor(given) if is_symbolic(given) else constant(given, float32, name=name)


def of_type(tensor: Tensor, variable: Variable) -> Tensor:
    """A hyperparameter in the element type of a variable."""
    return cast(tensor, variable.dtype)


def create_global_step(graph: Any = None) -> Variable:
    """A variable that counts steps: an int64 that no optimizer moves.

    Raises:
        ValueError: if the graph has one already.
    """
    graph = graph or get_default_graph()
    if get_global_step(graph) is not None:
        raise ValueError('"global_step" already exists.')
    with graph.as_default(), graph.absolute_names():
        return Variable(
            0,
            trainable=False,
            name="global_step",
            dtype=int64,
            collections=[GraphKeys.GLOBAL_VARIABLES, GraphKeys.GLOBAL_STEP],
        )


def get_global_step(graph: Any = None) -> Variable | None:
    """The graph's step counter, None if it has none."""
    found = (graph or get_default_graph()).get_collection(GraphKeys.GLOBAL_STEP)
    return found[0] if found else None


def get_or_create_global_step(graph: Any = None) -> Variable:
    """The graph's step counter, made if it has none."""
    return get_global_step(graph) or create_global_step(graph)
