"""Calls that cannot be: for every function of the language, in words that a visitor has typed."""

import re

import pytest

import gradviz as tf
from gradviz.study.blueprint import LINEAR
from gradviz.study.edits.inputs import recounted, rewired
from gradviz.study.edits.sources import sources
from gradviz.study.language.functions import FUNCTIONS, Argument, Function

GIVEN = {"a": (2, 3), "b": (4, 5), "v": (3,), "s": (), "t": (2, 2, 3)}
RIGHT = {
    "tensor": "a",
    "tensors": "[a, a]",
    "integers": "[2, 3]",
    "pairs": "[[1, 1], [1, 1]]",
    "indices": "[[0, 1]]",
    "labels": "[0, 1]",
    "axes": "0",
    "contraction": "1",
    "integer": "0",
    "flag": "True",
    "number": "0.5",
    "values": "[1, 2]",
    "dtype": "float64",
    "none": "None",
}
"""By kind of argument, what most functions take."""
WRONG = {
    "tensor": ("b", "v", "s", "t", "less(a, a)", "to_int32(a)", "True", "float64", "[a]", "[]"),
    "tensors": ("a", "[]", "[a, b]", "[s, a]", "[a, less(a, a)]", "[a, True]"),
    "integers": ("a", "1.5", "[-1, -1]", "[2, -1, 7]", "[0, 0]", "[9]", "True", "[[1]]"),
    "pairs": ("a", "3", "[1, 2]", "[[1, 2, 3]]", "[[1, 1]]", "[[-1, 0], [0, 0]]"),
    "indices": ("a", "1.5", "-1", "[0, 99]", "[[0, 0, 0]]", "[[9, 9]]", "True"),
    "labels": ("a", "1.5", "-1", "[0, 1, 2]", "True"),
    "axes": ("9", "-9", "1.5", "a", "True", "[0, 0]", "[0, 9]"),
    "contraction": ("9", "-1", "[[0], [9]]", "[[0]]", "[[0, 1], [1]]", "[[0, 0], [0, 0]]", "a"),
    "integer": ("9", "-9", "1.5", "a", "True", "2000000"),
    "flag": ("1", "a"),
    "number": ("a", "True", "[1]"),
    "values": ("a", "True", "[[1, 2], [3]]"),
    "dtype": ("1", "a", "True"),
    "none": ("a", "1"),
}
THEIRS = re.compile(
    r"Tensor\(|\bOp\b|dtype double|DataType|rank \d|\bparams rank|dim\[|saw:|received|elements"
    r"|Must |Cannot |Input '|\bscalar\b|cast (?:it|them|one)|invalid reduction|float32|RealDiv|tf\."
)
"""How TensorFlow, or Python, would say it."""
HINTS = {"stack", "to_double", "greater", "reshape", "add", "where_v2", "where", "range", "shape"}
"""Functions that a sentence may name though they are not what was typed."""


def calls(name: str, function: Function) -> list[str]:
    required = [argument for argument in function.arguments if argument.required]

    def call(wrong: Argument | None = None, value: str = "", more: str = "") -> str:
        given = {argument.name: RIGHT[argument.kind] for argument in required}
        given |= {wrong.name: value} if wrong else {}
        return f"{name}({', '.join(f'{key}={one}' for key, one in given.items())}{more})"

    wrong = [call(one, value) for one in function.arguments for value in WRONG[one.kind]]
    listed = ", ".join(RIGHT[argument.kind] for argument in required)
    return [
        *wrong,
        name,
        f"{name}()",
        f"{name}({', '.join(['a'] * 12)})",
        f"{name}({listed}, color=3)",
        call(more=f", {required[0].name}=a"),
    ]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_wrong_calls_are_refused_in_the_words_of_what_was_typed(name):
    others = {other for other in FUNCTIONS if "_" in other} - HINTS - {name}
    said = [error for error in map(refusal, calls(name, FUNCTIONS[name])) if error]
    for error in said:
        text = str(error)
        assert len(text) <= 300
        assert not text.endswith("…")
        assert not THEIRS.search(text), text
        assert not others & set(re.findall(r"\w+", text)), text
        assert error.column >= len("cost = reduce_sum(to_double"), text
    assert len(said) >= 5


def refusal(call: str) -> tf.ExpressionError | None:
    try:
        tf.parse_model(f"cost = reduce_sum(to_double({call}))", GIVEN)
    except tf.ExpressionError as error:
        return error
    return None


SAID = {
    "squeeze(a, 0)": "squeeze: axis 0 of the shape (2, 3) has the extent 2, and",
    "squeeze(s, 0)": "squeeze: there is no axis 0; one number has no axes",
    "l2_normalize(a, 5)": "l2_normalize: the shape (2, 3) has no axis 5; the axes are 0 and 1",
    "l2_normalize(less(a, a))": "l2_normalize takes numbers, not truth values; write",
    "gather_nd(a, [[5, 0]])": "gather_nd: the index [5, 0] is outside of the shape (2, 3)",
    "gather_nd(v, [[0, 0]])": "gather_nd: every index has 2 numbers, but the tensor has only 1",
    "gather(a, [5], axis=1)": "gather: the index 5 is not one of 0 to 2, which axis 1 of the shape",
    "gather(a, [0], axis=9)": "gather: there is no axis 9 in the shape (2, 3)",
    "a @ v": "@ multiplies matrices, and this is a vector of shape (3,); write reshape(…, (3, 1))",
    "2 @ a": "write * for a product with a number",
    "matmul(a, a, True, True)": "with transpose_a=True and transpose_b=True",
    "a + b": "the shapes (2, 3) and (4, 5) do not fit together: in axis -2 the extents 2 and 4",
    "truediv(a, b)": "truediv: the shapes (2, 3) and (4, 5) do not fit together",
    "a + less(a, a)": "+ mixes numbers and truth values; write to_double(…)",
    "less(a, a) + to_int32(a)": "whole numbers; write to_double(…) around both",
    "rank(a) + a": "+ mixes numbers and whole numbers; write to_double(…)",
    "sqrt(to_int32(a))": "sqrt takes real numbers, not whole numbers; write",
    "logical_and(a, a)": "logical_and takes truth values, not numbers; compare first",
    "where(s, a, a)": "the condition of where is truth values, as greater(x, 0) makes them",
    "reshape(a, [4])": "reshape: the shape (2, 3) has 6 entries, and [4] would have 4",
    "expand_dims(a)": "expand_dims: the axis is missing, as in expand_dims(x, axis=0)",
    "norm(a, 3, [0, 1])": "norm: of a matrix, ord is 1, and not 3",
    "broadcast_to(a, -1)": "broadcast_to: an extent is 1 at least, and not -1",
    "tensordot(a, a, [[0, 0], [0, 0]])": "tensordot: an axis of the shape (2, 3) is named twice",
    "transpose(a, [0, 0])": "transpose: perm has every axis of the shape (2, 3) once",
    "relu(a, b)": "too many arguments; it is called as relu(features)",
    "zeros(0)": "this has the shape (0,); an extent is 1 at least",
}


@pytest.mark.parametrize(("call", "said"), SAID.items())
def test_what_is_wrong_is_said_as_a_student_reads_it(call, said):
    with pytest.raises(tf.ExpressionError, match=re.escape(said)):
        tf.parse_model(f"cost = {call}", GIVEN)


@pytest.mark.parametrize("given", ["", "   ", "\t", "\u2003"])
def test_an_empty_field_says_what_is_missing(given):
    source = sources(LINEAR, 2)
    missing = "column 1: a number, a name or .* is missing"
    with pytest.raises(tf.ExpressionError, match=missing):
        rewired(source, "b:0->pred:0:1", given)
    with pytest.raises(tf.ExpressionError, match=missing):
        recounted(source, "half:0", given)
