"""Names, texts and numbers of visitors as Python."""

import ast
import builtins
import keyword
import unicodedata

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from gradviz.show.code.literals import nested, number
from gradviz.show.code.words import Names, identifier, string

HOSTILE = st.sampled_from(
    [
        "",
        "_",
        "__import__",
        "None",
        "match",
        "print",
        "a b",
        "1",
        "ﬁ",
        "µ",
        "x\u0301",
        "ª",
        "W\u202e",
    ]
)


@given(st.text() | HOSTILE)
def test_identifier_is_one(name):
    found = identifier(name)
    assert found.isidentifier()
    assert unicodedata.normalize("NFKC", found) == found
    assert not keyword.iskeyword(found)
    assert not keyword.issoftkeyword(found)
    assert not hasattr(builtins, found)
    # Python reads it as that very name.
    assert ast.parse(f"{found} = 1").body[0].targets[0].id == found


@given(st.lists(st.text(max_size=5) | HOSTILE, max_size=20))
def test_identifiers_of_a_program_differ(names):
    given_out = Names(["np", "x"])
    found = [given_out.new(name) for name in names]
    assert len({unicodedata.normalize("NFKC", name) for name in found}) == len(found)
    assert not {"np", "x"} & set(found)
    assert all(name.isidentifier() for name in found)


def test_friendly_names_stay():
    for name in ("W", "b1", "learning_rate", "β", "Größe", "重み", "x̂"):
        assert unicodedata.normalize("NFKC", name) == identifier(name)


@given(st.text() | HOSTILE)
def test_string_says_exactly_the_text_on_one_line(text):
    written = string(text)
    assert ast.literal_eval(written) == text
    assert written.isprintable()
    assert len(written.splitlines()) == 1


@given(st.floats())
def test_number_is_read_back(value):
    found = eval(number(value), {"float": float})  # noqa: S307  our own text
    assert np.float64(found).tobytes() == np.float64(value).tobytes() or found != found


@given(arrays.arrays(np.float64, arrays.array_shapes(max_dims=3, max_side=12)))
def test_array_is_read_back_and_its_lines_are_short(array):
    text = nested(array, 10)
    found = np.array(eval(text, {"float": float}))  # noqa: S307  our own text
    np.testing.assert_array_equal(found, array)
    assert max(map(len, text.splitlines())) <= 100
