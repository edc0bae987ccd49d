"""What a model is given beside its text: names of data and parameters, with shapes or numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod
from typing import Any

import numpy as np

from gradviz.core import ops
from gradviz.study.language import limits
from gradviz.study.language.errors import ExpressionError
from gradviz.study.language.functions import FUNCTIONS, REFUSED
from gradviz.study.language.grammar import RESERVED
from gradviz.study.language.letters import composed, skeleton
from gradviz.study.language.tokens import Token, tokens
from gradviz.study.language.values import WORDS
from gradviz.study.quotation import quoted

Array = np.ndarray[Any, Any]


def starts_of(given: Any, called: str) -> dict[str, Array]:
    """What `start_of` says of each name.

    Args:
        given: by name, a shape or numbers; or None.
        called: what the argument is called.

    Raises:
        ExpressionError: if one cannot be used.
        TypeError: if it is no mapping.
    """
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise TypeError(
            f"{called} is a dict from names to shapes or numbers, as {{'w': (2, 1)}}, not"
            f" {_kind(given)}"
        )
    return {name: start_of(name, value) for name, value in given.items()}


def names_of(given: Any, called: str) -> tuple[str, ...]:
    """Names that are given in a list.

    Raises:
        TypeError: if it is something else.
    """
    if isinstance(given, str | bytes) or not isinstance(given, Sequence):
        raise TypeError(f"{called} is a list of names, as ['pred'], not {_kind(given)}")
    for name in given:
        if not isinstance(name, str):
            raise TypeError(f"{called} is a list of names, but has {_kind(name)} in it")
    return tuple(given)


def text_of(given: Any) -> str:
    """The text of a model.

    Raises:
        TypeError: if it is none.
    """
    if not isinstance(given, str):
        raise TypeError(f"the text of a model is a str, not {_kind(given)}")
    return given


def _kind(value: Any) -> str:
    return "None" if value is None else f"a value of type {type(value).__name__[:40]}"


def start_of(name: str, value: Any) -> Array:
    """What data or a parameter is like: an array of its shape, zeros that take no room for a shape.

    Args:
        name: what it is called.
        value: its shape as a tuple of whole numbers, or numbers.

    Raises:
        ExpressionError: if it is neither, or the name is none.

    Example:
        >>> start_of("w", (2, 1)).shape, start_of("b", 0.5).shape
        ((2, 1), ())
    """
    check_name(name)
    if isinstance(value, tuple) and all(_counts(n) for n in value):
        shape = tuple(int(n) for n in value)
        _check_shape(name, shape)
        return np.broadcast_to(np.float64(0), shape)
    array = _numbers(value)
    if array.dtype.kind not in "fiub":
        unknown = isinstance(value, tuple) and all(n is None or _counts(n) for n in value)
        hint = "; an extent must be known, so None is none" if unknown else ""
        raise _given(f"{name} is given neither a shape, as (2, 1), nor numbers{hint}")
    _check_shape(name, array.shape)
    with np.errstate(over="ignore"):
        start = array.astype(np.float64)
    if not np.isfinite(start).all():
        raise _given(f"{name} is given a number that is not finite")
    return start


def _counts(extent: Any) -> bool:
    return isinstance(extent, int | np.integer) and not isinstance(extent, bool)


def _numbers(value: Any) -> Array:
    """What is given as an array, which may be one of anything."""
    masked = isinstance(value, np.ma.MaskedArray)
    try:
        array = np.array("gaps") if masked else np.asarray(value)
        # NumPy keeps whole numbers beyond 64 bits as objects.
        whole = array.dtype == object and array.size and all(type(n) is int for n in array.flat)
        return array.astype(np.float64) if whole else array
    except Exception:  # noqa: BLE001  # whatever a stranger's object does when it is asked
        return np.array("nothing")


def _given(problem: str) -> ExpressionError:
    """An error that is about what is given, so that it has no place in the text."""
    return ExpressionError(problem, 1, 1)


def _check_shape(name: str, shape: tuple[int, ...]) -> None:
    count = 1
    for extent in shape[: limits.AXES]:
        count *= max(0, extent)
    if len(shape) > limits.AXES or not 0 < count <= limits.ENTRIES:
        raise _given(
            f"{name} has the shape {str(shape)[:60]}; a tensor has at most"
            f" {limits.AXES} axes and {limits.ENTRIES:,} entries, and one at least"
        )


def check_name(name: Any) -> None:
    """Refuses what is no name that data or a parameter may have.

    Raises:
        ExpressionError: if it is none.

    Example:
        >>> check_name("exp")
        Traceback (most recent call last):
        ...
        gradviz.study.language.errors.ExpressionError: line 1, column 1: exp is a name of the
        language; choose another
    """
    if not isinstance(name, str):
        raise _given(f"a name is a text of letters, digits and _, not {_kind(name)}")
    if len(name) > limits.NAME:
        problem = f"the name {quoted(name)} has {len(name):,} characters; at most {limits.NAME}"
        raise _given(f"{problem} are read")
    if composed(name) != name and is_name(composed(name)):
        raise _given(f"write the name {composed(name)} in composed form, which is Unicode's NFC")
    found = tokens(name)
    if not is_name(name):
        why = next((f": {token.text}" for token in found if token.kind == "broken"), "")
        raise _given(f"a name is letters, digits and _, and {quoted(name)} is not{why}")
    check_free(found[0])


def is_name(text: str) -> bool:
    """Whether a text is a name, whatever it may stand for already.

    >>> is_name("w_1"), is_name("w 1")
    (True, False)
    """
    if len(text) > limits.NAME:
        return False
    found = tokens(text)
    return [token.kind for token in found] == ["name", "end"] and found[0].text == text


def check_free(name: Token) -> None:
    """Refuses a name that the language has for something else.

    Raises:
        ExpressionError: if it has.
    """
    if name.text in (FUNCTIONS.keys() | REFUSED.keys() | WORDS.keys() | RESERVED | {*ops.__all__}):
        raise name.error(f"{name.text} is a name of the language; choose another")


def check_given(inputs: Mapping[str, tuple[int, ...]], parameters: Mapping[str, Array]) -> None:
    """Refuses names that are given twice or look alike, and what is too large.

    Raises:
        ExpressionError: if something is.
    """
    shapes = {**inputs, **{name: value.shape for name, value in parameters.items()}}
    seen: dict[str, str] = {}
    for name, shape in shapes.items():
        check_name(name)
        if name in inputs and name in parameters:
            raise _given(f"{name} is data and a parameter; it can be only one")
        other = seen.setdefault(skeleton(name), name)
        if other != name:
            raise _given(f"{name} looks like {other}; choose another name")
        _check_shape(name, shape)
    if (fed := sum(prod(shape) for shape in shapes.values())) > limits.WORK:
        raise _given(f"data and parameters have {fed:,} numbers; at most {limits.WORK:,}")
    total = sum(value.size for value in parameters.values())
    if total > limits.PARAMETER_ENTRIES:
        raise _given(f"the parameters have {total:,} entries; at most {limits.PARAMETER_ENTRIES:,}")
