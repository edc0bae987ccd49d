"""Answers that there are not: why, in words for the reader."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Missing:
    """Stands where a result would be.

    Attributes:
        words: a sentence that says why there is none.
    """

    words: str
