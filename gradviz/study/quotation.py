"""Text from outside inside our own sentences: short, on one line, and harmless."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

QUOTED_CHARACTERS = 24
"""Characters of a foreign text that a sentence shows at most."""


def quoted(text: str) -> str:
    """A text from outside in quotation marks.

    Characters that print nothing or turn the reading direction become "�".

    >>> quoted("abc"), quoted("a" * 99)
    ('“abc”', '“aaaaaaaaaaaaaaaaaaaaaaaa…”')
    """
    shown = "".join(
        "�" if unicodedata.category(character)[0] in "CZ" and character != " " else character
        for character in text[:QUOTED_CHARACTERS]
    )
    return f"“{shown}{'…' if len(text) > QUOTED_CHARACTERS else ''}”"


def listed(items: Sequence[str], most: int = 5) -> str:
    """Words as an enumeration, shortened if there are many.

    >>> listed(["a", "b", "c"]), listed(["2", "3", "5", "7"], most=2)
    ('a, b and c', '2, 3 and 2 more')
    """
    if len(items) > most:
        return f"{', '.join(items[:most])} and {len(items) - most} more"
    return " and ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)
