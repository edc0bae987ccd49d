"""What the core refuses in TensorFlow's words, said again for whoever typed a model."""

from __future__ import annotations

import re
from collections.abc import Callable
from math import prod

_TENSOR = re.compile(r'Tensor\("[^"]*",? ?(?:shape=(?P<shape>\([^)]*\)),? ?)?dtype=\w+\)')
_SHAPE = r"(\([\d, -]*\))"
_LIST = r"(\[[\d, -]*\])"
_NUMBER = r"(-?\d+)"
_LOGICAL = re.compile(r"logical_\w+|reduce_(?:all|any)")
_KINDS = {"bool": "truth values", "int32": "whole numbers", "int64": "whole numbers"}

Match = re.Match[str]


def in_words(text: str, name: str) -> str:
    """A refusal of the core in words that a visitor knows.

    Args:
        text: what the core says.
        name: the function or the sign that the visitor has typed.

    >>> in_words("indices[0] = [9] does not index into param shape (2,)", "gather_nd")
    'gather_nd: the index [9] is outside of the shape (2,)'
    >>> in_words("Value passed to parameter 'x' of 'Square' has DataType bool, which", "norm")
    'norm takes numbers, not truth values; write to_double(…) around them'
    """
    text = _TENSOR.sub(_shape_of, text)
    for pattern, words in _SENTENCES:
        found = pattern.search(text)
        if found:
            return words(found, name)
    # Functions are made of others, which nobody has typed.
    bare = re.sub(r"^\w+: (?:logits and labels: )?", "", text).replace("float64", "double")
    return _called(name) + bare


def _shape_of(found: Match) -> str:
    shape = found["shape"]
    return f"a tensor of shape {shape}" if shape and shape != "()" else "one number"


def _kind(dtype: str) -> str:
    return _KINDS.get(dtype, "numbers")


def _wrong_kind(found: Match, name: str) -> str:
    return _takes(name, found[1])


def _takes(name: str, dtype: str) -> str:
    """What to say of a function that has been given values of another kind."""
    if name.startswith("where"):
        return f"the condition of {name} is truth values, as greater(x, 0) makes them"
    if _LOGICAL.fullmatch(name):
        return f"{name} takes truth values, not numbers; compare first, as in greater(x, 0)"
    if dtype == "bool":
        return f"{name} takes numbers, not truth values; write to_double(…) around them"
    return f"{name} takes real numbers, not {_kind(dtype)}; write to_double(…) around them"


def _mixed(found: Match, name: str) -> str:
    kinds = sorted({_kind(found[1]), _kind(found[2])})
    if _LOGICAL.fullmatch(name):
        return _takes(name, "float64")
    if len(kinds) == 1:
        return f"{name} mixes {found[1]} and {found[2]}; write to_double(…) around both"
    around = f"the {kinds[1]}" if kinds[0] == "numbers" else "both"
    return f"{name} mixes {kinds[0]} and {kinds[1]}; write to_double(…) around {around}"


def _axis(found: Match, name: str) -> str:
    return f"{name}: there is no axis {found[1]}; {_axes(int(found[2]))}"


def _reduced_axis(found: Match, name: str) -> str:
    extents = re.findall(r"\d+", found[2])
    return f"{name}: the shape {found[2]} has no axis {found[1]}; {_axes(len(extents))}"


def _axes(count: int) -> str:
    if count == 0:
        return "one number has no axes"
    if count == 1:
        return "the only one is 0"
    between = "and" if count == 2 else "to"
    return f"the axes are 0 {between} {count - 1}, or -{count} {between} -1"


def _not_filled(found: Match, name: str) -> str:
    wanted = [int(n) for n in re.findall(r"-?\d+", found[2])]
    there = f"the shape {found[3]} has {found[1]} entries"
    if min(wanted, default=0) < 0:
        return f"{name}: {there}, which cannot be put into the shape {found[2]}"
    return f"{name}: {there}, and {found[2]} would have {prod(wanted)}"


def _index(found: Match, name: str) -> str:
    count, axes = int(found[1]), int(found[2])
    if not count:
        return f"{name}: indices is a list of indices, as in [[0, 1], [1, 0]]"
    return (
        f"{name}: every index has {count} numbers, but the tensor has"
        f" {'no axes' if not axes else 'only 1 axis' if axes == 1 else f'only {axes} axes'}"
    )


def _no_matrix(found: Match, name: str) -> str:
    takes = "takes matrices" if name[:1].isalpha() else "multiplies matrices"
    if found[2] is None:
        return f"{name} {takes}, and this is one number; write * for a product with a number"
    if found[1] != "1":
        return f"{name} {takes}, and this has the shape {found[2]}"
    (extent,) = re.findall(r"\d+", found[2])
    return (
        f"{name} {takes}, and this is a vector of shape {found[2]}; write"
        f" reshape(…, ({extent}, 1)) for a column, or reshape(…, (1, {extent})) for a row"
    )


def _permutation(found: Match, name: str) -> str:
    if name == "transpose":
        return f"{name}: perm has every axis of the shape {found[2]} once, and is {found[1]}"
    return f"{name}: an axis of the shape {found[2]} is named twice"


def _product(found: Match, name: str) -> str:
    turned = re.findall(r"transpose_[ab]=True", found.string)
    return _called(name) + (
        "the columns of the left matrix and the rows of the right one must be equally many, and"
        f" are {found[1]} and {found[2]}: the shapes are {found[3]} and {found[4]}"
        + f", with {' and '.join(turned)}"
        * bool(turned)
    )


def _fit(found: Match, name: str) -> str:
    extents = re.findall(r"-?\d+", found[3])
    if extents[0].startswith("-"):
        return f"{_called(name)}an extent is 1 at least, and not {extents[0]}"
    return _called(name) + (
        f"the shapes {found[1]} do not fit together: in axis {found[2]} the extents"
        f" {' and '.join(extents)} must be equal, or one of them 1"
    )


def _called(name: str) -> str:
    """The beginning of a sentence; of a sign its place says enough."""
    return f"{name}: " if name[:1].isalpha() else ""


def _says(sentence: str) -> Callable[[Match, str], str]:
    """A sentence with {name} and the match's groups, {0} being the first."""
    return lambda found, name: sentence.format(*found.groups(), name=name)


_SENTENCES: tuple[tuple[re.Pattern[str], Callable[[Match, str], str]], ...] = tuple(
    (re.compile(pattern), words)
    for pattern, words in {
        r"^Value passed to parameter .* has DataType (\w+),": _wrong_kind,
        r"Op has type (\w+) that does not match type (\w+)": _mixed,
        r"^x and y must have the same dtype, got (\w+) and (\w+)": _mixed,
        r"^add_n: all dtypes must be equal": _says(
            "{name} mixes values of several kinds; write to_double(…) around those that are not"
            " real numbers"
        ),
        r"^Tensor conversion requested dtype|^one_hot: the values are of": _says(
            "{name} mixes values of several kinds; write to_double(…) around those that are not"
            " real numbers"
        ),
        r"(?:expected truth values|the condition must be bool), not (\w+)": _wrong_kind,
        r"the input must be floating, not (\w+)": _wrong_kind,
        r"a tensor of truth values cannot be reduced so|truth values have no order"
        r"|^Expected bool, but": _says(
            "{name} takes numbers, not truth values; write to_double(…) around them"
        ),
        rf"axis {_NUMBER} is not in the range \[-?\d+, (\d+)\)": _axis,
        rf"invalid reduction dimension {_NUMBER} for an input of shape {_SHAPE}": _reduced_axis,
        rf"the axes {_LIST} name a dimension twice": _says("{name}: {0} names one axis twice"),
        rf"axis {_NUMBER} specified more than once in {_LIST}": _says(
            "{name}: {1} names the axis {0} twice"
        ),
        r"the input must have at least one axis|for each entry of axis -1 of \(\)": _says(
            "{name} takes a tensor with at least one axis, not one number"
        ),
        r"^'axis' must be None, an integer, or two different integers, got (.*)": _says(
            "{name}: axis is one number or two different ones, not {0}"
        ),
        rf"can not squeeze dim\[{_NUMBER}\], .* got (\d+) \(the shape is {_SHAPE}\)": _says(
            "{name}: axis {0} of the shape {2} has the extent {1}, and only an extent of 1 can go"
        ),
        r"innermost dimension length must be <= params rank; saw: (\d+) vs. (\d+)": _index,
        rf"^indices\[.*\] = {_LIST} does not index into param shape {_SHAPE}": _says(
            "{name}: the index {0} is outside of the shape {1}"
        ),
        r"indices must be integers, not": _says("{name}: indices are whole numbers, as in [0, 2]"),
        rf"Dimensions must be equal, .* {_NUMBER} and {_NUMBER}: axis {_NUMBER} of {_SHAPE}, axis"
        rf" {_NUMBER} of {_SHAPE}": _says(
            "{name}: axis {2} of {3} and axis {4} of {5} must have the same extent, and have {0}"
            " and {1}"
        ),
        rf"Dimensions must be equal, but are {_NUMBER} and {_NUMBER}: the shapes are {_SHAPE} and"
        rf" {_SHAPE}": _product,
        r"Shape must be rank 2 but is rank (\d+) for (?:one number|a tensor of shape (.*?));": (
            _no_matrix
        ),
        rf"axes {_NUMBER} for tensors of (\d+) and (\d+) axes": _says(
            "{name}: axes is how many axes are summed over, and {0} do not fit tensors of {1} and"
            " {2} axes"
        ),
        r"^'axes' must be an integer or have length 2: (.*)": _says(
            "{name}: axes is a number, or two lists of axes, as in [[1], [0]]; not {0}"
        ),
        r"different number of axes in (.*)": _says(
            "{name}: the two lists of axes must be equally long, and are {0}"
        ),
        rf"the shapes ({_SHAPE[1:-1]}(?:(?:,| and) {_SHAPE[1:-1]})+) do not fit together: in axis"
        rf" {_NUMBER} the extents {_LIST}": _fit,
        r"^Must specify an axis argument": _says(
            "{name}: the axis is missing, as in {name}(x, axis=0)"
        ),
        rf"the value must be a scalar, not of shape {_SHAPE}": _says(
            "{name}: value is one number, not a tensor of shape {0}"
        ),
        rf"Cannot reshape a tensor with (\d+) elements to shape {_LIST} \(the tensor's shape is"
        rf" {_SHAPE}\)": _not_filled,
        rf"`logits` and `labels` must have the same shape, received \({_SHAPE} vs {_SHAPE}\)": (
            _says("{name}: logits and labels must have one shape, and have {0} and {1}")
        ),
        r"^'ord' must be a supported matrix norm .* got (.*)": _says(
            "{name}: of a matrix, ord is 1, and not {0}; leave it out for the root of the sum of"
            " squares"
        ),
        r"^'ord' must be a supported vector norm .* got (.*)": _says(
            "{name}: ord is a number above 0, not {0}"
        ),
        rf"paddings must be one pair of widths for each axis of {_SHAPE}, got (.*)": _says(
            "{name}: paddings has a pair of widths from 0 for each axis of {0}, and is {1}"
        ),
        rf"perm {_LIST} must name each axis of the shape {_SHAPE} once": _permutation,
        r"give transpose or adjoint, not both": _says("{name}: transpose and adjoint are the same"),
    }.items()
)
