"""Numbers and arrays in Python code: the shortest text that says exactly them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

WIDTH = 88
"""Characters of a line with numbers."""


def number(value: float | bool) -> str:
    """A number that Python reads back bit for bit.

    >>> number(0.1), number(-0.0), number(2), number(float("-inf")), number(True)
    ('0.1', '-0.0', '2', '-float("inf")', 'True')
    """
    if isinstance(value, float) and not math.isfinite(value):
        sign = "-" if value < 0 else ""
        return f'{sign}float("{"nan" if math.isnan(value) else "inf"}")'
    return repr(value)


def nested(array: Array, start: int = 0) -> str:
    """An array as nested lists, on several lines if need be.

    Args:
        array: of any shape and dtype.
        start: the column in which the text begins; the lines that follow align with it.

    >>> nested(np.array([[1.0, 2.0], [3.0, 4.5]]))
    '[[1.0, 2.0], [3.0, 4.5]]'
    """
    if not array.ndim:
        return number(array.item())
    flat = "[" + ", ".join(nested(part) for part in array) + "]"
    if len(flat) + start <= WIDTH:
        return flat
    parts = [nested(part, start + 1) for part in array]
    indent = "\n" + " " * (start + 1)
    lines, line = [], ""
    for part in parts:
        if line and (len(line) + len(part) + 3 + start > WIDTH or "\n" in part + line):
            lines.append(line + ",")
            line = part
        else:
            line = f"{line}, {part}" if line else part
    return "[" + indent.join([*lines, line]) + "]"
