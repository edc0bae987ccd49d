"""Sessions: TensorFlow 1's run model, a thin face over `execute`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import numpy as np

from gradviz.core import execute
from gradviz.core.defaults import default_graph, get_default_graph, pop_session, push_session
from gradviz.core.errors import ShapeError
from gradviz.core.graph import Graph, Operation, Tensor
from gradviz.core.ops.sources import VARIABLE, is_symbolic
from gradviz.core.plan import Plan, arranged
from gradviz.core.prepared import Prepared, key_of, listed, places_of
from gradviz.core.shapes import OpenShape

Array = np.ndarray[Any, Any]


class Session:
    """Runs operations of one graph and keeps the values of its variables.

    Example:
        >>> from gradviz.core.variable import Variable
        >>> from gradviz.core.variables import global_variables_initializer
        >>> W = Variable(2.0)
        >>> with Session() as session:
        ...     session.run(global_variables_initializer())
        ...     session.run({"W": W, "square": W * W})
        {'W': np.float32(2.0), 'square': np.float32(4.0)}
    """

    def __init__(self, target: str = "", graph: Graph | None = None, config: object = None) -> None:
        """A session on `graph`, or on the default graph.

        Args:
            target: where TensorFlow's sessions run; only "", here, is possible.
            graph: the graph to run.
            config: accepted and without effect: there is one device and nothing to configure.

        Raises:
            ValueError: if a target is named.
        """
        del config
        if target:
            raise ValueError(f"unknown target {target!r}: sessions run in this process, target ''")
        self.graph = graph or get_default_graph()
        self._values: dict[Operation, Any] = {}
        self._prepared: dict[Any, Prepared] = {}
        self._last: Prepared | None = None
        self._closed = False
        self._entered: list[AbstractContextManager[Graph]] = []

    def run(
        self,
        fetches: Any,
        feed_dict: Mapping[Any, Any] | None = None,
        options: None = None,
        run_metadata: None = None,
    ) -> Any:
        """Evaluates the fetches.

        Variables are read before any is stored, so that all updates of a run see one state.

        Args:
            fetches: a tensor, a variable, an operation, the name of one of these, or a list,
                tuple, named tuple or dict of fetches, nested as you like.
            feed_dict: values in place of tensors: placeholders, variables, or any other.
            options: accepted and without effect, as is `run_metadata`: nothing is traced here.
            run_metadata: see `options`.

        Returns:
            The values in the structure of `fetches`: numpy scalars for shape (), else numpy
            arrays, which are the caller's; None for operations.

        Raises:
            RuntimeError: if the session is closed, or its graph empty.
            TypeError: if something can be neither fetched nor fed.
            ValueError: if a fetch is of another graph, or a feed has the wrong shape.
            InvalidArgumentError: if a placeholder that is needed is not fed.
            FailedPreconditionError: if a variable that is needed is not initialized.
        """
        del options, run_metadata
        if self._closed:
            raise RuntimeError("Attempted to use a closed Session.")
        prepared = self._last
        try:
            if prepared is None or not prepared.matches(fetches, feed_dict):
                prepared = self._prepared.get((key_of(fetches), *(feed_dict or ())))
        except (TypeError, ValueError):  # not to be fetched or fed, or a mapping of fetches
            prepared = None
        if prepared is not None:
            self._last = prepared
            values = prepared.run(feed_dict, self._values)
            if values is not None:
                return values
        return self._run(fetches, feed_dict or {})

    def _run(self, fetches: Any, feed_dict: Mapping[Any, Any]) -> Any:
        """A run whose fetches and feeds are looked at closely; prepares the next one like it."""
        if self.graph.is_empty():
            raise RuntimeError(
                "The Session graph is empty. Add operations to the graph before calling run()."
            )
        wanted: dict[Tensor | Operation, None] = {}
        rebuild = self._structure(fetches, wanted)
        feeds = dict(self._feed(k, v) for k, v in feed_dict.items())
        items = tuple(wanted)
        plan = execute.plan_for_run(self.graph, items, feeds)
        values = plan.function(*feeds.values(), *execute.read(plan, self._values))
        for variable, value in zip(
            plan.stores, values[len(values) - len(plan.stores) :], strict=True
        ):
            self._values[variable] = np.array(value)
        self._prepare(fetches, feed_dict, tuple(feeds), items, plan)
        results = iter(values)
        return rebuild({i: next(results) if isinstance(i, Tensor) else None for i in items})

    def _prepare(
        self,
        fetches: Any,
        feed_dict: Mapping[Any, Any],
        fed: tuple[Tensor, ...],
        items: tuple[Tensor | Operation, ...],
        plan: Plan,
    ) -> None:
        """Keeps what is known about a run, if the next one like it needs no closer look."""
        simple = (
            len(fed) == len(feed_dict)
            and not plan.stores
            and all(isinstance(i, Tensor) for i in items)
            and all(op.definition is VARIABLE for op in plan.reads)
            and not any(isinstance(t.shape, OpenShape) for t in fed)
            and not (self.graph.open and execute.is_open(self.graph, items, fed))
        )
        places = places_of(
            fetches, {self._element(i): n for n, i in enumerate(items)}, self._element
        )
        if simple and places is not None:
            checks = tuple((tuple(t.shape), t.dtype.dtype) for t in fed)
            self._prepared[key_of(fetches), *feed_dict] = Prepared(
                listed(fetches), [*feed_dict], checks, arranged(plan, len(fed), places)
            )

    def store(self, variable: Operation, value: Any) -> None:
        """Stores a variable's value.

        Raises:
            ShapeError: if it has another shape.
        """
        tensor = variable.outputs[0]
        array = np.array(value, tensor.dtype.dtype)
        if array.shape != tuple(tensor.shape):
            raise ShapeError(
                f"Cannot store a value of shape {array.shape} in the variable {tensor.name!r}"
                f" of shape {tensor.shape}"
            )
        self._values[variable] = array

    def _structure(
        self, fetch: Any, wanted: dict[Tensor | Operation, None]
    ) -> Callable[[dict[Any, Any]], Any]:
        """Collects what a fetch asks for; returns how values are put in their places."""
        if isinstance(fetch, list | tuple):
            parts = [self._structure(f, wanted) for f in fetch]
            kind: Any = type(fetch)
            make = list if isinstance(fetch, list) else getattr(kind, "_make", kind)
            return lambda values: make([part(values) for part in parts])
        if isinstance(fetch, Mapping):
            named = {k: self._structure(f, wanted) for k, f in fetch.items()}
            mapping: Any = type(fetch)
            return lambda values: mapping((k, part(values)) for k, part in named.items())
        item = self._element(fetch)
        wanted[item] = None
        return lambda values: values[item]

    def _element(self, fetch: Any) -> Tensor | Operation:
        if isinstance(fetch, str):
            return self._by_name(fetch)
        item = getattr(fetch, "_variable", fetch)
        if not isinstance(item, Tensor | Operation):
            kind = type(fetch).__name__
            why = (
                "Cannot be None"
                if fetch is None
                else (
                    "Fetch a Tensor, a Variable, an Operation, the name of one, or a list of these."
                )
            )
            raise TypeError(f'Argument `fetch` = {fetch!r} has invalid type "{kind}". {why}')
        if item.graph is not self.graph:
            raise ValueError(
                f"Argument `fetch` = {fetch} cannot be interpreted as a Tensor."
                f" ({item} is not an element of this graph.)"
            )
        return item

    def _by_name(self, name: str) -> Tensor | Operation:
        try:
            if ":" in name:
                return self.graph.get_tensor_by_name(name)
            return self.graph.get_operation_by_name(name)
        except (KeyError, ValueError) as error:
            raise ValueError(
                f"Argument `fetch` = {name} cannot be interpreted as a Tensor. ({error.args[0]})"
            ) from None

    def _feed(self, key: Any, value: Any) -> tuple[Tensor, Array]:
        try:
            tensor = (
                self.graph.get_tensor_by_name(key) if isinstance(key, str) else self._element(key)
            )
        except (KeyError, ValueError, TypeError) as error:
            raise TypeError(f"Cannot interpret feed_dict key as Tensor: {error.args[0]}") from None
        if not isinstance(tensor, Tensor):
            raise TypeError(f"Cannot interpret feed_dict key as Tensor: {tensor!r} is an Operation")
        if is_symbolic(value):
            raise TypeError(
                "The value of a feed cannot be a Tensor: feed Python numbers, lists or numpy"
                f" arrays (the key was {tensor})"
            )
        try:
            array = np.asarray(value, tensor.dtype.dtype)
        except OverflowError:
            raise TypeError(
                f"Type of feed value {value!r} is not compatible with Tensor type"
                f" {tensor.dtype.as_numpy_dtype}. Try a larger type (e.g. int64)."
            ) from None
        shape = tensor.shape
        if isinstance(shape, OpenShape):
            fits = shape.admits(array.shape)
        else:
            fits = array.shape == tuple(shape)
        if not fits:
            raise ValueError(
                f"Cannot feed value of shape {array.shape} for Tensor {tensor.name!r},"
                f" which has shape {tensor.shape}"
            )
        return tensor, array

    def close(self) -> None:
        """Ends the session; its values are gone."""
        self._closed = True
        self._values.clear()
        pop_session(self)

    @contextmanager
    def as_default(self) -> Iterator[Session]:
        """Makes this the session of `eval` and `run` inside the block; does not close it."""
        push_session(self)
        try:
            yield self
        finally:
            pop_session(self)

    def __enter__(self) -> Session:
        """Makes this the default session, and its graph the default graph."""
        self._entered.append(default_graph(self.graph))
        self._entered[-1].__enter__()
        push_session(self)
        return self

    def __exit__(self, *error: object) -> None:
        """Closes the session."""
        self._entered.pop().__exit__(None, None, None)
        self.close()


class InteractiveSession(Session):
    """A session that is the default session from its construction on."""

    def __init__(self, target: str = "", graph: Graph | None = None, config: object = None) -> None:
        """A session on `graph`, or on the default graph, and the default from now on."""
        super().__init__(target, graph, config)
        push_session(self)
