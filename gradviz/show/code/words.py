"""Names and texts of visitors in Python code: one way for each, so that nothing breaks out."""

from __future__ import annotations

import builtins
import keyword
import unicodedata
from collections.abc import Iterable

LONGEST_NAME = 40
"""Characters of an identifier, before the number that tells equal ones apart."""

RESERVED = frozenset({*keyword.kwlist, *keyword.softkwlist, *dir(builtins), "self"} - {"_"})
"""Words that mean something in Python already."""


def identifier(name: str) -> str:
    """The valid Python identifier that is nearest to a name.

    Python itself compares identifiers after NFKC, so that is the form that is given.

    >>> identifier("W"), identifier("learning rate"), identifier("lambda"), identifier("2x")
    ('W', 'learning_rate', 'lambda_', 'n2x')
    """
    text = unicodedata.normalize("NFKC", name)
    kept = "".join(c if ("a" + c).isidentifier() and c.isprintable() else "_" for c in text)
    kept = kept[:LONGEST_NAME].strip("_")
    if not kept.isidentifier():
        # An accent at the beginning joins the letter that is put before it.
        kept = unicodedata.normalize("NFKC", f"n{kept}")
    return f"{kept}_" if kept in RESERVED else kept


class Names:
    """The identifiers of one program, each given once."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        """Identifiers that the program uses for something else are taken from the beginning."""
        self._taken = dict.fromkeys(taken, 1)

    def new(self, name: str) -> str:
        """An identifier for a name, with a number if it is taken."""
        wanted = unique = identifier(name)
        number = self._taken.get(wanted, 1)
        while unique in self._taken:
            number += 1
            unique = f"{wanted.rstrip('_')}_{number}"
        # The next one need not try the numbers that are taken.
        self._taken[wanted] = number
        self._taken.setdefault(unique, 1)
        return unique


def string(text: str) -> str:
    r"""A text as a Python string that says exactly it.

    >>> print(string('a"b'), string("β"), string("\u202e\n"))
    'a"b' "β" "\u202e\n"
    """
    # What cannot be seen, or turns the reading direction, is written as its number.
    written = repr(text)
    if written.startswith("'") and '"' not in written:
        written = f'"{written[1:-1]}"'
    return written
