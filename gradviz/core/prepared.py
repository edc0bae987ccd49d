"""Runs that have been made before, ready to be made again without a closer look."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from gradviz.core.graph import Operation, Tensor


@dataclass(frozen=True)
class Prepared:
    """A run that has been made before, ready to be made again.

    Attributes:
        function: the plan's function.
        checks: for each feed the shape and dtype that its array must have.
        reads: the variables that it reads.
        arrange: puts the values into the structure of the fetches.
    """

    function: Callable[..., Any]
    checks: tuple[tuple[tuple[int, ...], np.dtype[Any]], ...]
    reads: tuple[Operation, ...]
    arrange: Callable[[Any], Any]

    def run(self, feed_dict: Mapping[Any, Any] | None, values: Mapping[Operation, Any]) -> Any:
        """The values, or None where a feed or a variable needs a closer look."""
        arrays = []
        if feed_dict:
            for value, (shape, dtype) in zip(feed_dict.values(), self.checks, strict=True):
                array = value
                if type(value) is not np.ndarray or value.dtype is not dtype:
                    if isinstance(value, Tensor):
                        return None
                    try:
                        array = np.asarray(value, dtype)
                    except (TypeError, ValueError, OverflowError):
                        return None
                if array.shape != shape:
                    return None
                arrays.append(array)
        for op in self.reads:
            held = values.get(op)
            if held is None:
                return None
            arrays.append(held)
        return self.function(*arrays)


def key_of(fetches: Any) -> Any:
    """Fetches as a key: lists and tuples by their kind and contents."""
    kind = type(fetches)
    if kind is list or kind is tuple:
        return (kind, *(map(key_of, fetches)))
    return fetches


def places_of(
    fetches: Any, numbers: Mapping[Any, int], element: Callable[[Any], Any]
) -> str | None:
    """The nest of fetches with `v[<number>]` for each of them; None if it is another kind."""
    kind = type(fetches)
    if kind is list or kind is tuple:
        parts = [places_of(f, numbers, element) for f in fetches]
        if any(p is None for p in parts):
            return None
        inner = "".join(f"{p}, " for p in parts)
        return f"[{inner}]" if kind is list else f"({inner})"
    if isinstance(fetches, Mapping | tuple | list):
        return None
    return f"v[{numbers[element(fetches)]}]"
