"""Text from outside inside our own sentences: short, on one line, and harmless."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0]")
_JOINED = re.compile("[\u200c\u200d]")
QUOTED_CHARACTERS = 24
"""Characters of a foreign text that a sentence shows at most."""


def is_unseen(character: str) -> bool:
    """Whether a character prints nothing, or turns the reading direction.

    Source: Unicode's property Default_Ignorable_Code_Point, for letters and marks that are drawn
    as nothing; the empty pattern of Braille is a symbol.
    """
    if unicodedata.category(character)[0] in "CZ":
        return character != " "
    return bool(_UNSEEN.match(character)) or character >= "\U000e0000"


def quoted(text: str) -> str:
    """A text from outside in quotation marks.

    Characters that print nothing or turn the reading direction become "�", and so do accents that
    stand on no letter, or on another accent. A joiner between two letters or symbols stays: it is
    how words of some languages, and some emoji, are written.

    >>> quoted("abc"), quoted("a" * 99), quoted("\u200b\u0301x\u0302\u0302")
    ('“abc”', '“aaaaaaaaaaaaaaaaaaaaaaaa…”', '“��x̂�”')
    >>> [len(quoted(text)) for text in ("a\u200db", "a\u200d")], quoted("a\u200d")
    ([5, 4], '“a�”')
    """
    shown, bare = "", False
    for place, character in enumerate(text[:QUOTED_CHARACTERS]):
        after = text[place + 1 : place + 2]
        if _JOINED.match(character) and bare and after and not is_unseen(after):
            # At the beginning or the end it joins nothing, and beside another one neither.
            shown, bare = shown + character, False
            continue
        accent = unicodedata.category(character)[0] == "M"
        seen = bare if accent else not is_unseen(character)
        shown += character if seen and not is_unseen(character) else "�"
        bare = seen and not accent
    return f"“{shown}{'…' if len(text) > QUOTED_CHARACTERS else ''}”"


def listed(items: Sequence[str], most: int = 5) -> str:
    """Words as an enumeration, shortened if there are many.

    >>> listed(["a", "b", "c"]), listed(["2", "3", "5", "7"], most=2)
    ('a, b and c', '2, 3 and 2 more')
    """
    if len(items) > most:
        return f"{', '.join(items[:most])} and {len(items) - most} more"
    return " and ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)
