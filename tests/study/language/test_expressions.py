"""The expression language: what is refused and how, what is built, and that names stay names."""

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gradviz as tf
from gradviz.core import ops
from gradviz.core.defaults import get_default_graph
from gradviz.study.blueprint import LINEAR, Blueprint, Input, Parameter
from gradviz.study.language import limits
from gradviz.study.language.compiler import free_names
from gradviz.study.language.functions import FUNCTIONS, REFUSED
from gradviz.study.models import build, linear_model
from tests.study.fuzz_expressions import check_error, fuzz
from tests.study.language.calls import GIVEN, call_of
from tests.study.language.hostile import LEGAL, NAMES, hostile

FUZZED = 3_000
HOSTILE = [text for text in hostile() if text not in LEGAL]


def refused(text, inputs=NAMES[0], parameters=NAMES[1]):
    with pytest.raises(tf.ExpressionError) as caught:
        tf.parse_model(text, inputs, parameters)
    return caught.value


def test_hostile_texts_are_refused_in_a_sentence_with_a_place():
    assert len(HOSTILE) > 1000
    for text in HOSTILE:
        error = refused(text)
        check_error(text, error)
    assert get_default_graph().is_empty()


def test_nothing_else_happens_to_random_texts():
    models, _ = fuzz(FUZZED)
    assert models > FUZZED / 50


@given(st.text(max_size=200))
def test_any_text_is_a_model_or_an_error(text):
    refused(f"{text}\n)")
    try:
        free_names(text)
    except tf.ExpressionError as error:
        check_error(text, error)


@pytest.mark.parametrize(
    ("text", "line", "column", "said"),
    [
        ("cost = square(prd)\npred = W", 1, 15, "prd is not known: did you mean pred?"),
        ("pred = W\ncost = square(prd)", 2, 15, "did you mean pred?"),
        ("cost = square(w * W)", 1, 1, r"cost has the shape \(2, 1\), but a cost is one number"),
        ("cost = reduce_sum(X @ Y)", 1, 21, r"2 and 4: the shapes are \(4, 2\) and \(4, 1\)"),
        ("cost = W + \\\n b", 1, 12, "within parentheses it may go on"),
        ("cost = reduce_sun(X)", 1, 8, "did you mean reduce_sum?"),
        ("cost = sum(X)", 1, 8, "did you mean reduce_sum?"),
        ("cost = Exp(X)", 1, 8, "did you mean exp?"),
        ("cost = Σ(X)", 1, 8, "did you mean reduce_sum?"),
        ("cost = add(W)", 1, 8, r"y is missing; it is called as add\(x, y\)"),
        ("cost = exp(W, b, b)", 1, 8, r"too many arguments; it is called as exp\(x\)"),
        ("a = c + W\nc = a\ncost = c", 1, 5, "a would be made from itself: a → c → a"),
        ("cost = W\n\ncost = b", 3, 1, "cost has its value from line 1"),
        ("cost = square(p)\np = W", 1, 15, "p gets its value only in line 2"),
        ("relu = W", 1, 1, "relu is a name of the language"),
        ("cost = reduce_sum(X\n  + ,)", 2, 5, "a name, a number or"),
        ("pred = X @ w\nresidual = pred - Y", 2, 1, r"residual has the shape \(4, 1\)"),
        ("cost = random_normal((2,))", 1, 8, "put noise in data"),
        ("cost = split(X, 2)", 1, 8, "write slice"),
        ("cost = size(X) * W", 1, 16, "to_double"),
        ("cost = 2W", 1, 8, r"write 2\*W"),
        ("2W = W", 1, 1, "a name begins with a letter, not with the number 2"),
        ("cost = W‑b", 1, 9, "write - "),
        ("cost = W < 2", 1, 10, r"write less\(a, b\)"),
        ("cost = x", 1, 8, "did you mean X?"),
    ],
)
def test_errors_say_what_and_where_and_what_would_be_right(text, line, column, said):
    error = refused(text)
    assert (error.line, error.column) == (line, column), str(error)
    with pytest.raises(tf.ExpressionError, match=said):
        raise error


def test_errors_can_be_sent_and_compared_with_what_they_refine():
    error = refused("cost = )")
    again = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert (str(again), again.line, again.column) == (str(error), 1, 8)
    assert isinstance(error, ValueError)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_can_be_called(name):
    call = call_of(name)
    model = tf.parse_model(f"z = {call}\ncost = reduce_sum(z)", GIVEN)
    for prefix in ("tf.", "tf.nn.", "tf.math."):
        same = tf.parse_model(f"z = {prefix}{call}\ncost = tf.reduce_sum(z)", GIVEN)
        assert same.diagram == model.diagram
    names = [op.name for op in model.graph.get_operations()]
    assert len(names) == len(set(names))
    assert [node.caption or node.symbol for node in model.diagram.nodes].count("z") == 1


def test_every_public_function_of_the_table_is_there_or_refused():
    for name, why in REFUSED.items():
        assert why in str(refused(f"cost = {name}(W)"))
    for name in set(ops.__all__) - {*FUNCTIONS, *REFUSED}:
        assert "there is no function" in str(refused(f"cost = {name}(W)"))
        assert "name of the language" in str(refused(f"{name} = W"))


def test_the_worked_example_is_a_text():
    model = build(LINEAR, 3)
    assert model is linear_model(3)
    types = {op.name: op.type for op in model.graph.get_operations() if op.original is None}
    expected = {"X": "Placeholder", "W": "VariableV2", "Mul": "Mul", "pred": "Add"}
    expected |= {"residual": "Sub", "Square": "Square", "half": "Const", "cost": "Mul"}
    assert expected.items() <= types.items()
    assert list(model.outputs) == ["pred"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("-2**2", -4),
        ("2**-1", 0.5),
        ("2**3**2", 512),
        ("-W**2", -9),
        ("(-W)**2", 9),
        ("2*W**2 - 1", 17),
        ("8 / 2 / 2", 2),
        ("W - b - 1", 0),
        ("W - (b - 1)", 2),
        ("--W", 3),
        ("+-+W", -3),
        ("1/2*W", 1.5),
        (".5*W + 1.", 2.5),
        ("1e1 * 1E-1 * W", 3),
        ("reduce_sum([1, 2, 3] * W)", 18),
        ("reduce_sum(constant(((1, 2), (3, 4))) @ [[1], [W0]])".replace("W0", "1"), 10),
        ("where(less(W, b), 1, 2)", 2),
        ("tf.reduce_max(tf.stack([W, b]))", 3),
        ("reduce_sum(range(4)) + rank_", 6),
        ("n*b", 0),
    ],
)
def test_values(text, value):
    text = f"rank_ = to_double(rank(0*W))\nn = 0\ncost = {text}"
    model = tf.parse_model(text, {}, {"W": 3.0, "b": 2.0})
    with tf.Session(graph=model.graph) as session:
        fed = {model.parameters["W"]: 3.0, model.parameters["b"]: 2.0}
        assert session.run(model.cost, fed) == value


def test_starts_are_those_of_the_variables():
    model = tf.parse_model("cost = reduce_sum(w * X)", {"X": [[1.0, 2.0]]}, {"w": [3, 4]})
    (assign,) = [op for op in model.graph.get_operations() if op.type == "Assign"]
    assert model.inputs["X"].shape == (1, 2)
    with tf.Session(graph=model.graph) as session:
        session.run(assign)
        assert session.run(model.cost, {model.inputs["X"]: [[1.0, 2.0]]}) == 11


def test_lines_comments_and_windows_ends_of_lines():
    text = "# model\r\n\r\np = (W +  # first\r\n  b)\r\n; q = 2*p; cost = q\t\n"
    assert list(tf.parse_model(text, *NAMES).outputs) == ["p", "q"]


def test_the_cost_is_the_line_of_that_name_or_the_last_number():
    assert tf.parse_model("cost = W\nz = W + b", *NAMES).cost.op.name == "cost"
    assert tf.parse_model("z = W + b\np = X @ w", *NAMES).cost.op.name == "z"


def test_free_names_in_order():
    text = "p = tf.nn.relu(X @ w + b, ) \ncost = reduce_sum(p, axis=None, keepdims=True) * X"
    assert free_names(text) == ("X", "w", "b")


FRIENDLY = [
    "ŷ",
    "θ",
    "Größe",
    "x̂",
    "损失",
    "вес",
    "Δw",
    "β_1",
    "重み",
    "データ",
    "오차",
    "été",
    "w_2",
    "W2",
]


@pytest.mark.parametrize("name", FRIENDLY)
def test_friendly_names_are_shown_exactly(name):
    model = tf.parse_model(f"cost = square({name})", {}, {name: ()})
    assert list(model.parameters) == [name]
    assert model.diagram.nodes[0].symbol == name
    assert model.diagram.nodes[0].name.isascii()
    assigned = tf.parse_model(f"{name} = X @ w\ncost = reduce_sum({name})", *NAMES)
    assert [node.caption for node in assigned.diagram.nodes].count(name) == 1
    assert all(op.name.isascii() for op in assigned.graph.get_operations())


def test_names_that_differ_in_case_or_alphabet_only_are_different_names():
    names = dict.fromkeys(("w", "W", "θ", "theta", "Theta", "w_1", "Mul", "mul"), ())
    model = tf.parse_model(f"Add = {' * '.join(names)}\ncost = Add + w", {}, names)
    drawn = [node.caption or node.symbol for node in model.diagram.nodes]
    assert all(drawn.count(name) == 1 for name in [*names, "Add"])
    assert len({node.name for node in model.diagram.nodes}) == len(drawn)


@pytest.mark.parametrize(
    ("inputs", "parameters", "said"),
    [
        ({"a b": ()}, {}, "letters, digits and _"),
        ({"": ()}, {}, "letters, digits and _"),
        ({3: ()}, {}, "letters, digits and _"),
        ({"__class__": ()}, {}, "letters, digits and _|begins with a letter"),
        ({"exp": ()}, {}, "exp is a name of the language"),
        ({"lambda": ()}, {}, "lambda is a name of the language"),
        ({"W": ()}, {"W": ()}, "data and a parameter"),
        ({"X": (10**9, 2)}, {}, "has the shape"),
        ({"X": (0, 2)}, {}, "one at least"),
        ({"X": (-1,)}, {}, "one at least"),
        ({"X": (1,) * 9}, {}, "6 axes"),
        ({}, {"W": (10**12, 10**12)}, "has the shape"),
        ({}, {"W": "abc"}, "neither a shape"),
        ({"X": [[1], [2, 3]]}, {}, "neither a shape"),
        ({"X": None}, {}, "neither a shape|has the shape"),
        ({"X": []}, {}, "one at least"),
        ({}, {"W": (100, 100)}, "the parameters have 10,000 entries"),
        ({"v": ()}, {"ν": ()}, "looks like"),
        ({"а": ()}, {}, "letters, digits and _|Cyrillic"),
    ],
)
def test_names_and_shapes_of_what_is_given(inputs, parameters, said):
    with pytest.raises(tf.ExpressionError, match=said):
        tf.parse_model("cost = 1.0", inputs, parameters)


def test_outputs_that_no_line_makes():
    with pytest.raises(tf.ExpressionError, match="no line makes pred"):
        tf.parse_model("cost = W", *NAMES, outputs=("pred",))


def test_what_the_cost_is_not_made_from_has_the_gradient_zero():
    model = tf.parse_model("cost = stop_gradient(W) + round(b)", {}, {"W": 1.0, "b": 2.0, "c": 3.0})
    fed = dict.fromkeys(model.parameters.values(), np.array(1.0))
    assert [float(g) for g in tf.evaluate(model.gradients, fed)] == [0, 0, 0]


def test_blueprints_of_the_same_words_are_one_model():
    one = Blueprint("cost = reduce_sum(X @ w)", (Input("X", (None, 2)),), (Parameter("w", (2, 1)),))
    two = Blueprint("cost = reduce_sum(X @ w)", (Input("X", (None, 2)),), (Parameter("w", (2, 1)),))
    assert build(one, 5) is build(two, 5)
    assert build(one, 5).inputs["X"].shape == (5, 2)


def test_the_limits_are_told():
    for number in (limits.CHARACTERS, limits.LINES, limits.OPERATIONS, limits.DEPTH, limits.NAME):
        assert f"{number:,}" in limits.TEXT
    at_most = "+".join(["W"] * (limits.OPERATIONS + 1))
    assert tf.parse_model(f"cost = {at_most}", *NAMES)
    assert "400 operations" in str(refused(f"cost = {at_most}+W"))
    deep = limits.DEPTH - 1
    assert tf.parse_model(f"cost = {'(' * deep}W{')' * deep}", *NAMES)
    assert "levels deep" in str(refused(f"cost = {'(' * 50}W{')' * 50}"))
