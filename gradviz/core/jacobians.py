"""Jacobians, by the rules and by central differences: TensorFlow's `test.compute_gradient`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from gradviz.core.defaults import get_default_session
from gradviz.core.gradients import gradients
from gradviz.core.graph import Tensor
from gradviz.core.ops.sources import convert_to_tensor, placeholder
from gradviz.core.session import Session

Array = np.ndarray[Any, Any]


def compute_gradient(
    x: Any,
    x_shape: Sequence[Any],
    y: Any,
    y_shape: Sequence[int],
    x_init_value: Any = None,
    delta: float = 1e-3,
    init_targets: Any = None,
    extra_feed_dict: Mapping[Any, Any] | None = None,
) -> Any:
    """The Jacobian of y by x twice: by the rules, and by central differences.

    Args:
        x: a tensor, or a list of them.
        x_shape: its shape, or a list of shapes.
        y: a tensor.
        y_shape: its shape.
        x_init_value: where; random numbers, if it is not given.
        delta: the step of the differences.
        init_targets: operations to run first.
        extra_feed_dict: what else to feed.

    Returns:
        A pair of arrays of shape `(size of x, size of y)`, or a list of pairs if x is a list.

    Raises:
        ValueError: if there is no default session, or a shape is not the tensor's.
    """
    session = get_default_session()
    if session is None:
        raise ValueError("compute_gradient needs a default session: `with tf.Session():`")
    for target in init_targets if isinstance(init_targets, list | tuple) else [init_targets]:
        if target is not None:
            session.run(target)
    target_y = convert_to_tensor(y)
    if isinstance(x, list | tuple):
        starts = x_init_value or [None] * len(x)
        fed = dict(extra_feed_dict or {})
        for t, v in zip(x, starts, strict=True):
            if v is not None:
                fed[t] = v
        return [
            _pair(session, convert_to_tensor(t), s, target_y, y_shape, v, delta, fed)
            for t, s, v in zip(x, x_shape, starts, strict=True)
        ]
    return _pair(
        session,
        convert_to_tensor(x),
        x_shape,
        target_y,
        y_shape,
        x_init_value,
        delta,
        dict(extra_feed_dict or {}),
    )


def compute_gradient_error(
    x: Any,
    x_shape: Sequence[Any],
    y: Any,
    y_shape: Sequence[int],
    x_init_value: Any = None,
    delta: float = 1e-3,
    init_targets: Any = None,
    extra_feed_dict: Mapping[Any, Any] | None = None,
) -> float:
    """The largest difference between the two Jacobians of `compute_gradient`."""
    found = compute_gradient(
        x, x_shape, y, y_shape, x_init_value, delta, init_targets, extra_feed_dict
    )
    pairs = [found] if isinstance(found, tuple) else found
    return max(float(np.max(np.abs(a - b), initial=0.0)) for a, b in pairs)


def _pair(
    session: Session,
    x: Tensor,
    x_shape: Sequence[int],
    y: Tensor,
    y_shape: Sequence[int],
    start: Any,
    delta: float,
    feeds: dict[Any, Any],
) -> tuple[Array, Array]:
    element = x.dtype.dtype
    point = (
        np.random.default_rng(0).random(tuple(x_shape)) if start is None else np.asarray(start)
    ).astype(element)
    if point.shape != tuple(x_shape):
        raise ValueError(f"x_init_value has shape {point.shape}, not x_shape {tuple(x_shape)}")
    with y.graph.as_default():
        seed = placeholder(y.dtype, tuple(y_shape), name="dy")
        found = gradients(y, x, grad_ys=[seed])[0]
    rows, columns = point.size, int(np.prod(y_shape))
    exact = np.zeros((rows, columns), y.dtype.dtype)
    for column in range(columns):
        unit = np.zeros(columns, y.dtype.dtype)
        unit[column] = 1
        if found is not None:
            fed = {**feeds, x: point, seed: unit.reshape(tuple(y_shape))}
            exact[:, column] = np.ravel(session.run(found, fed))
    numeric = np.zeros((rows, columns), y.dtype.dtype)
    for row in range(rows):
        sides = []
        for step in (delta, -delta):
            moved = point.copy().ravel()
            moved[row] += step
            sides.append(np.ravel(session.run(y, {**feeds, x: moved.reshape(point.shape)})))
        numeric[row] = (sides[0] - sides[1]) / (2 * delta)
    return exact, numeric
