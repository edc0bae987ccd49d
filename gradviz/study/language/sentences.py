"""What is said of names that nothing is known of, and of what the core refuses."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from dis import opname
from typing import Any

from gradviz.study.language.functions import FUNCTIONS, SYNONYMS
from gradviz.study.language.refusals import in_words

_TYPES = ("float", "float16", "float32", "half", "single", "bfloat16", "complex64", "complex128")


def unknown(name: str, known: Mapping[str, Any], later: Mapping[str, int]) -> str:
    """What to say of a name that nothing is known of."""
    if name in later:
        return f"{name} gets its value only in line {later[name]}; move that line up"
    if name in _TYPES:
        return f"there is no {name} here: all numbers are of double precision, float64"
    near = [other for other in known if other.lower() == name.lower()]
    near += get_close_matches(name, [*known, *later, *FUNCTIONS], 1)
    hint = f"did you mean {near[0]}? If not, say" if near else "say"
    return f"{name} is not known: {hint} whether it is data or a parameter"


def no_function(name: str) -> str:
    """What to say of a call of what is no function."""
    lower = name.lower()
    known = SYNONYMS.get(name, SYNONYMS.get(lower, ""))
    near = [known, *get_close_matches(lower, FUNCTIONS, 1, 0.7)]
    best = next(filter(None, near), "")
    hint = f"; did you mean {best}?" if best else "; the help lists those there are"
    return f"there is no function {name}{hint}"


def said(error: Exception, name: str) -> str:
    """An error of the core in words that a visitor knows.

    Args:
        error: what was raised while an operation was built.
        name: the function or the sign that the visitor has typed.
    """
    text = str(error.args[0]) if error.args and _is_ours(error) else ""
    if not text:
        return "this cannot be built from values of these shapes and kinds"
    return in_words(text, name)


def _is_ours(error: Exception) -> bool:
    """Whether a line of ours raised an error, and not NumPy or Python, who write for others."""
    place = error.__traceback__
    while place and place.tb_next:
        place = place.tb_next
    if place is None:
        return False
    instruction = place.tb_frame.f_code.co_code[place.tb_lasti]
    module = str(place.tb_frame.f_globals.get("__name__"))
    return opname[instruction] == "RAISE_VARARGS" and module.startswith("gradviz.")
