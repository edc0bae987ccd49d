"""What becomes of a number beside a tensor, first or second, Python's or numpy's."""

from collections.abc import Callable
from typing import Any

import numpy as np

from tests.tensorflow.interpret import _kind

Case = Callable[[Any, Callable[..., Any]], Any]

VALUES = (
    True,
    1,
    2.5,
    [1, 2],
    [1, 2.5],
    [True, False],
    np.bool_(True),
    np.int64(3),
    np.float64(2.5),
    np.float32(2.5),
    np.array([1, 2]),
    np.array([1.5]),
    np.array([True]),
    2**40,
)
DTYPES = ("float32", "float64", "int32", "int64")
FUNCTIONS = (
    "add subtract multiply divide truediv floordiv floormod pow maximum minimum equal not_equal"
    " squared_difference less greater_equal"
)


def conversions() -> dict[str, Case]:
    """A case for each function of two tensors, for the operators, and for constants."""
    cases: dict[str, Case] = {}
    for name in FUNCTIONS.split():
        cases[f"24 {name} of numbers"] = _beside(
            lambda tf, x, v, name=name: getattr(tf, name)(x, v),
            lambda tf, x, v, name=name: getattr(tf, name)(v, x),
        )
    cases["24 operators and numbers"] = _beside(
        lambda tf, x, v: x + v,
        lambda tf, x, v: x * v,
        lambda tf, x, v: x - v,
        lambda tf, x, v: x / v,
        lambda tf, x, v: x < v,
    )
    cases["24 numbers and operators"] = _beside(
        lambda tf, x, v: None if isinstance(v, np.generic | np.ndarray) else v - x,
        lambda tf, x, v: None if isinstance(v, np.generic | np.ndarray) else v / x,
    )
    cases["24 constants"] = _beside(
        lambda tf, x, v: tf.constant(v),
        lambda tf, x, v: tf.constant(v, x.dtype),
        lambda tf, x, v: tf.convert_to_tensor(v, x.dtype),
        lambda tf, x, v: tf.stack([v, v]),
        lambda tf, x, v: tf.clip_by_value(x, v, 5),
        lambda tf, x, v: None if np.ndim(v) else tf.one_hot([0, 2], 3, v, dtype=x.dtype),
    )
    return cases


def _beside(*functions: Callable[[Any, Any, Any], Any]) -> Case:
    """Results of functions for every value beside a tensor of every dtype, or kinds of error."""

    def case(tf: Any, run: Any) -> Any:
        found = []
        for dtype in DTYPES:
            x = tf.constant([[3, 2], [1, 1]], dtype)
            for value in VALUES:
                for function in functions:
                    try:
                        found.append(function(tf, x, value))
                    except Exception as error:  # noqa: BLE001  whatever is raised is the result
                        found.append(_kind(error))
        numbers = iter(run([f for f in found if f is not None and not isinstance(f, str)]))
        return [f if f is None or isinstance(f, str) else next(numbers) for f in found]

    return case
