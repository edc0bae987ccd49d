"""A call's values and the arguments that they are given for."""

from __future__ import annotations

from math import ceil, prod
from typing import Any

from gradviz.core.graph import Tensor
from gradviz.study.language import limits
from gradviz.study.language.functions import Argument, Function
from gradviz.study.language.grammar import Step
from gradviz.study.language.tokens import Token
from gradviz.study.language.values import WORDS, Value


def matched(function: Function, step: Step, values: list[Value]) -> list[tuple[Argument, Value]]:
    """The values of a call, each with its argument.

    Raises:
        ExpressionError: if there are too many or too few, or an argument is unknown or given twice.
    """
    named = len(step.keywords)
    listed = values[: len(values) - named]
    # Those that nothing may be given for are not in the usage: a value there is one too many.
    unused = [
        a.kind == "none" and value.content is not None
        for a, value in zip(function.arguments, listed, strict=False)
    ]
    if len(listed) > len(function.arguments) or any(unused):
        raise step.token.error(f"too many arguments; it is called as {function.usage}")
    given = dict(zip(function.arguments, listed, strict=False))
    by_name = {argument.name: argument for argument in function.arguments}
    for keyword, value in zip(step.keywords, values[len(listed) :], strict=True):
        argument = by_name.get(keyword.text)
        if argument is None:
            raise keyword.error(f"there is no argument {keyword.text} in {function.usage}")
        if argument in given:
            raise keyword.error(f"{keyword.text} is given twice")
        given[argument] = value
    missing = [a.name for a in function.arguments if a.required and a not in given]
    if missing:
        raise step.token.error(f"{missing[0]} is missing; it is called as {function.usage}")
    # None is how TensorFlow's callers leave an argument out.
    return [(a, v) for a, v in given.items() if v.content is not None or a.required]


def needed(function: Function, arguments: dict[str, Any], token: Token) -> dict[str, Any]:
    """What a function must be told besides: everything is of double precision here.

    Raises:
        ExpressionError: if an index is out of range.
    """
    own = {argument.name for argument in function.arguments}
    if function.name == "gather":
        _check_gather(arguments, token)
    if "dtype" not in own or "dtype" in arguments or function.name in ("ones_like", "zeros_like"):
        return {}
    return {"dtype": WORDS["float64"]}


def _check_gather(arguments: dict[str, Any], token: Token) -> None:
    params, axis = arguments["params"], arguments.get("axis", 0)
    if not isinstance(params, Tensor) or not -len(params.shape) <= axis < len(params.shape):
        there = f"in the shape {params.shape}" if isinstance(params, Tensor) else "of one number"
        raise token.error(f"gather: there is no axis {axis} {there}")
    extent, indices = params.shape[axis], arguments["indices"].op.attributes["value"]
    wrong = indices[(indices < 0) | (indices >= extent)]
    if wrong.size:
        raise token.error(
            f"gather: the index {wrong[0]} is not one of 0 to {extent - 1}, which axis {axis} of"
            f" the shape {params.shape} has"
        )


def held(function: Function, arguments: dict[str, Any], token: Token) -> int:
    """How many numbers the operation of a call will hold, counted before any is made.

    Raises:
        ExpressionError: if they are too many for one tensor.
    """
    if function.name == "range":
        count = _length(arguments, token)
        what = f"this range has more than {limits.ENTRIES:,} numbers"
    elif function.name == "constant":
        count = prod(max(extent, 0) for extent in arguments.get("shape", ()))
        what = f"a tensor has at most {limits.ENTRIES:,} entries"
    else:
        return 0
    if count > limits.ENTRIES:
        raise token.error(what)
    return max(0, ceil(count))


def _length(arguments: dict[str, Any], token: Token) -> float:
    start, limit = arguments["start"], arguments.get("limit")
    if limit is None:
        start, limit = 0, start
    step = arguments.get("delta", 1)
    if not step:
        raise token.error("a range needs a step that is not 0")
    return (limit - start) / step  # type: ignore[no-any-return]
