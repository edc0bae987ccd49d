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
        fetches: what was fetched: a copy, as a caller may change a list; or None.
        fed: the keys of the feeds, in order.
        checks: for each feed the shape and dtype that its array must have.
        function: `(values of the variables, *feeds) -> values in the structure of the fetches`.
    """

    fetches: Any
    fed: list[Any]
    checks: tuple[tuple[tuple[int, ...], np.dtype[Any]], ...]
    function: Callable[..., Any]

    def matches(self, fetches: Any, feed_dict: Mapping[Any, Any] | None) -> bool:
        """Whether this is, beyond doubt, the run of these fetches and feeds."""
        return (
            type(fetches) is list
            and fetches == self.fetches
            and ([*feed_dict] == self.fed if feed_dict else not self.fed)
        )

    def run(self, feed_dict: Mapping[Any, Any] | None, values: Mapping[Operation, Any]) -> Any:
        """The values in their places, or None where a feed or a variable needs a closer look."""
        try:
            if not feed_dict:
                return self.function(values)
            arrays = []
            for value, (shape, dtype) in zip(feed_dict.values(), self.checks, strict=True):
                array = value
                if type(value) is not np.ndarray or value.dtype is not dtype:
                    if isinstance(value, Tensor):
                        return None
                    array = np.asarray(value, dtype)
                if array.shape != shape:
                    return None
                arrays.append(array)
            return self.function(values, *arrays)
        except (KeyError, TypeError, ValueError, OverflowError):
            return None  # the closer look says what is wrong


def listed(fetches: Any) -> Any:
    """A copy of a list of fetches and lists of them; None for all else.

    Only a list is equal to it.
    """
    if type(fetches) is not list:
        return None
    inner = [f for part in fetches if isinstance(part, list) for f in part]
    single = [part for part in fetches if not isinstance(part, list)] + inner
    if any(isinstance(f, list | tuple | Mapping) for f in single):
        return None
    return [part[:] if isinstance(part, list) else part for part in fetches]


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
