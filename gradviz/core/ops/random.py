"""Random tensors, drawn anew in every run.

The numbers are this library's own, not TensorFlow's: NumPy's PCG64, seeded with the graph's seed
and the operation's, as `set_random_seed` describes. With a seed, every session draws one and the
same sequence of arrays; without, none is repeated.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

import numpy as np

from gradviz.core.defaults import get_default_graph
from gradviz.core.deferred import deferrable
from gradviz.core.dtypes import as_dtype, float32
from gradviz.core.errors import DTypeError
from gradviz.core.graph import Operation, Tensor
from gradviz.core.op import Op
from gradviz.core.ops.extents import extents_of


def _generator(operation: Operation, values: MutableMapping[Operation, Any]) -> np.random.Generator:
    """The session's generator for an operation, made at the first draw."""
    if operation not in values:
        values[operation] = np.random.default_rng(operation.attributes["seed"])
    generator: np.random.Generator = values[operation]
    return generator


def _normal(operation: Operation, values: MutableMapping[Operation, Any]) -> Any:
    out = operation.outputs[0]
    return _generator(operation, values).standard_normal(tuple(out.shape)).astype(out.dtype.dtype)


def _uniform(operation: Operation, values: MutableMapping[Operation, Any]) -> Any:
    out = operation.outputs[0]
    if out.dtype.is_integer:
        low, high = operation.attributes["bounds"]
        return _generator(operation, values).integers(low, high, tuple(out.shape), out.dtype.dtype)
    # In float32 a draw just below 1 would round up to 1, which is not in the interval.
    below_one = np.nextafter(1, 0, dtype=out.dtype.dtype)
    drawn = _generator(operation, values).random(tuple(out.shape)).astype(out.dtype.dtype)
    return np.minimum(drawn, below_one)


def _truncated(operation: Operation, values: MutableMapping[Operation, Any]) -> Any:
    out, generator = operation.outputs[0], _generator(operation, values)
    drawn = generator.standard_normal(tuple(out.shape))
    while np.any(outside := np.abs(drawn) > 2):
        drawn = np.where(outside, generator.standard_normal(drawn.shape), drawn)
    return drawn.astype(out.dtype.dtype)


def _source(type: str, supply: Any, summary: str) -> Op:  # noqa: A002
    return Op(
        type=type,
        inputs=(),
        kernel=None,
        latex=r"\text{{random}}",
        symbol="🎲",
        constant=True,
        supply=supply,
        summary=summary,
    )


NORMAL = _source("RandomStandardNormal", _normal, "Draws from the standard normal distribution.")
UNIFORM = _source("RandomUniform", _uniform, "Draws from the uniform distribution on [0, 1).")
TRUNCATED = _source(
    "TruncatedNormal",
    _truncated,
    "Draws from the standard normal distribution, none beyond two deviations.",
)
UNIFORM_INT = _source("RandomUniformInt", _uniform, "Draws integers from a range.")


def set_random_seed(seed: int | None) -> None:
    """Sets the seed of the default graph.

    An operation draws from its own stream, seeded with the pair (graph's seed, operation's seed).
    Where only the graph has one, the operation's is its place in the graph; where only the
    operation has one, the graph's is a constant; where neither has, the stream is unpredictable.
    """
    get_default_graph().seed = seed


def _draw(
    definition: Op, shape: Any, dtype: object, seed: int | None, name: str, **attributes: Any
) -> Tensor:
    graph = get_default_graph()
    element = as_dtype(dtype)
    own = len(graph.get_operations()) if seed is None else seed
    pair = (
        None
        if graph.seed is None and seed is None
        else [87654321 if graph.seed is None else abs(graph.seed), abs(own)]
    )
    return graph.create_op(
        definition, name, (), [extents_of(shape, name)], [element], {"seed": pair, **attributes}
    ).outputs[0]


@deferrable
def random_normal(
    shape: Any,
    mean: Any = 0.0,
    stddev: Any = 1.0,
    dtype: object = float32,
    seed: int | None = None,
    name: str | None = None,
) -> Tensor:
    """Draws from a normal distribution.

    Example:
        >>> from gradviz.core.session import Session
        >>> x = random_normal([2, 3], seed=7)
        >>> bool((Session().run(x) == Session().run(x)).all())
        True
    """
    with get_default_graph().name_scope(name or "random_normal"):
        out: Tensor = (
            _draw(NORMAL, shape, _floating(dtype), seed, "RandomStandardNormal") * stddev + mean
        )
        return out


@deferrable
def truncated_normal(
    shape: Any,
    mean: Any = 0.0,
    stddev: Any = 1.0,
    dtype: object = float32,
    seed: int | None = None,
    name: str | None = None,
) -> Tensor:
    """Draws from a normal distribution, none more than two standard deviations from the mean."""
    with get_default_graph().name_scope(name or "truncated_normal"):
        out: Tensor = (
            _draw(TRUNCATED, shape, _floating(dtype), seed, "TruncatedNormal") * stddev + mean
        )
        return out


@deferrable
def random_uniform(
    shape: Any,
    minval: Any = 0,
    maxval: Any = None,
    dtype: object = float32,
    seed: int | None = None,
    name: str | None = None,
) -> Tensor:
    """Draws from a uniform distribution on [minval, maxval), by default [0, 1).

    Raises:
        ValueError: if integers are drawn without a maxval.
    """
    element = as_dtype(dtype)
    with get_default_graph().name_scope(name or "random_uniform"):
        if element.is_integer:
            if maxval is None:
                raise ValueError("Must specify maxval for integer dtype")
            return _draw(
                UNIFORM_INT,
                shape,
                element,
                seed,
                "RandomUniformInt",
                bounds=(int(minval), int(maxval)),
            )
        width = (1 if maxval is None else maxval) - minval
        out: Tensor = (
            _draw(UNIFORM, shape, _floating(dtype), seed, "RandomUniform") * width + minval
        )
        return out


def _floating(dtype: object) -> object:
    if not as_dtype(dtype).is_floating:
        raise DTypeError(f"random numbers are of a floating type, not {as_dtype(dtype).name}")
    return dtype
