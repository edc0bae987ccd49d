"""Edits by hand: each alone as a table, and all of them on random models."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradviz.core.execute import evaluate
from gradviz.study.backward import feeds
from gradviz.study.blueprint import LINEAR, Blueprint, Input, Parameter
from gradviz.study.drafting import Role
from gradviz.study.edits.candidates import aimed, branched
from gradviz.study.edits.following import followed
from gradviz.study.edits.inputs import recounted, rewired
from gradviz.study.edits.naming import renamed
from gradviz.study.edits.operations import applied, inserted_on, replaced
from gradviz.study.edits.references import Call, Node
from gradviz.study.edits.removal import deleted, dropped, unused
from gradviz.study.edits.sources import sources
from gradviz.study.language.errors import ExpressionError
from gradviz.study.models import build, model_of
from gradviz.study.openings import opening
from gradviz.study.presets import PRESETS
from gradviz.study.question import Question
from tests.study.edits.random_edits import (
    problem_of,
    random_edit,
    random_problem,
    seeded,
    sources_of,
)

SEEDS = st.integers(0, 10**6)
CHAIN = Blueprint(
    "pred = (X + b) * W  # why\nr = pred - Y ; s = square( r )\n\n# end\ncost = reduce_sum(s)/2",
    (Input("X"), Input("Y")),
    (Parameter("b"), Parameter("W")),
)
SCALARS = Blueprint("a = x*x\ncost = a + 1/2*x", (), (Parameter("x"),))

# What is edited, how, the lines that are different then, and what is looked at.
EDITS = [
    (LINEAR, lambda s: applied(s, "Mul:0", Call("tanh")), {0: "pred = tanh(X*W) + b"}, "Tanh:0"),
    (
        LINEAR,
        lambda s: applied(s, "cost:0", Call("sqrt")),
        {3: "cost = sqrt(half * reduce_sum(square(residual)))"},
        "cost:0",
    ),
    (
        LINEAR,
        lambda s: applied(s, "W:0", Call("multiply", ("2",))),
        {0: "pred = X*(W*2) + b"},
        "Mul:0",
    ),
    (LINEAR, lambda s: applied(s, "W:0", Call("pow", ("2",))), {0: "pred = X*W**2 + b"}, "Pow:0"),
    (
        LINEAR,
        lambda s: applied(s, "W:0", Call("pow", ("2",), 0)),
        {0: "pred = X*W**2 + b"},
        "Pow:0",
    ),
    (
        LINEAR,
        lambda s: applied(s, "W:0", Call("pow", ("2",), 1)),
        {0: "pred = X*2**W + b"},
        "Pow:0",
    ),
    (
        LINEAR,
        lambda s: applied(s, "W:0", Call("subtract", ("-2",), 1)),
        {0: "pred = X*(-2 - W) + b"},
        "Sub:0",
    ),
    (
        LINEAR,
        lambda s: applied(s, "half:0", Call("add", ("1",))),
        {2: "half = add(0.5, 1)"},
        "half:0",
    ),
    (
        LINEAR,
        lambda s: applied(s, "pred:0", Call("multiply", (Node("pred:0"),))),
        {0: "h = X*W + b\npred = h*h"},
        "pred:0",
    ),
    (
        SCALARS,
        lambda s: applied(s, "Mul:0", Call("add_n", (Node("a:0"), "y"))),
        {1: "cost = a + add_n([1/2*x, a, y])"},
        "AddN:0",
    ),
    (
        LINEAR,
        lambda s: applied(s, "Mul:0", Call("add", (Node("Square:0"),))),
        None,
        "is computed|from itself",
    ),
    (
        LINEAR,
        lambda s: applied(s, "Y:0", Call("add", (Node("Mul:0"),))),
        {0: "h = X*W\npred = h + b", 1: "residual = pred - (Y + h)"},
        "Add:0",
    ),
    (
        LINEAR,
        lambda s: applied(s, "X:0", Call("matmul", ("V",), 0, (Role("V", "parameter", (1, 1)),))),
        {0: "pred = X @ V*W + b"},
        "MatMul:0",
    ),
    (
        LINEAR,
        lambda s: inserted_on(s, "b:0->pred:0:1", Call("exp")),
        {0: "pred = X*W + exp(b)"},
        "Exp:0",
    ),
    (
        LINEAR,
        lambda s: inserted_on(s, "residual:0->Square:0:0", Call("add", ("1",))),
        {3: "cost = half * reduce_sum(square(residual + 1))"},
        "Add:0",
    ),
    (LINEAR, lambda s: replaced(s, "Mul:0", Call("subtract")), {0: "pred = X - W + b"}, "Sub:0"),
    (LINEAR, lambda s: replaced(s, "pred:0", Call("multiply")), {0: "pred = X*W*b"}, "pred:0"),
    (
        LINEAR,
        lambda s: replaced(s, "Square:0", Call("abs")),
        {3: "cost = half * reduce_sum(abs(residual))"},
        "Abs:0",
    ),
    (
        LINEAR,
        lambda s: replaced(s, "Square:0", Call("pow", ("2",))),
        {3: "cost = half * reduce_sum(residual**2)"},
        "Pow:0",
    ),
    (
        LINEAR,
        lambda s: replaced(s, "pred:0", Call("tanh")),
        None,
        "takes 2 inputs, and tanh takes only 1",
    ),
    (
        LINEAR,
        lambda s: replaced(s, "W:0", Call("tanh")),
        None,
        "W is data or a parameter, and no op",
    ),
    (LINEAR, lambda s: rewired(s, "b:0->pred:0:1", Node("W:0")), {0: "pred = X*W + W"}, "pred:0"),
    (LINEAR, lambda s: rewired(s, "Mul:0->pred:0:0", "c"), {0: "pred = c + b"}, "pred:0"),
    (LINEAR, lambda s: rewired(s, "X:0->Mul:0:0", Node("Mul:0")), None, "from what it would be"),
    (LINEAR, lambda s: recounted(s, "half:0", "0.25"), {2: "half = 0.25"}, "half:0"),
    (LINEAR, lambda s: recounted(s, "half:0", "W"), None, "'W' is no number"),
    (LINEAR, lambda s: recounted(s, "pred:0", "1"), None, "pred is no constant"),
    (
        LINEAR,
        lambda s: deleted(s, "Square:0"),
        {3: "cost = half * reduce_sum(residual)"},
        "residual:0",
    ),
    (LINEAR, lambda s: deleted(s, "Mul:0"), {0: "pred = X + b"}, "X:0"),
    (LINEAR, lambda s: deleted(s, "W:0"), None, "W is data or a parameter"),
    (LINEAR, lambda s: deleted(s, "half:0"), None, "half is a number"),
    (LINEAR, lambda s: deleted(s, "Sum:0"), None, "a cost is one number"),
    (
        LINEAR,
        lambda s: renamed(s, "pred:0", "ŷ"),
        {0: "ŷ = X*W + b", 1: "residual = ŷ - Y"},
        "y_1:0",
    ),
    (LINEAR, lambda s: renamed(s, "b:0", "W"), None, "W has a meaning already"),
    (LINEAR, lambda s: renamed(s, "b:0", "exp"), None, "exp is a name of the language"),
    (LINEAR, lambda s: renamed(s, "b:0", "a\u202eb"), None, "letters, digits"),
    (LINEAR, lambda s: renamed(s, "b:0", "x; cost = 1"), None, "letters, digits"),
    (LINEAR, lambda s: renamed(s, "b:0", "<img src=x>"), None, "letters, digits"),
    (LINEAR, lambda s: renamed(s, "pred:0", "cost"), None, "cost has a meaning already"),
    (LINEAR, lambda s: applied(s, "nothing:0", Call("tanh")), None, "is not made by a line"),
    (LINEAR, lambda s: applied(s, "W:0", Call("nothing")), None, "there is no function"),
    (LINEAR, lambda s: applied(s, "W:0", Call("add")), None, "y is missing|takes|x is missing"),
    (LINEAR, lambda s: applied(s, "W:0", Call("tanh", ("2",))), None, "too much"),
    (
        LINEAR,
        lambda s: applied(s, "Sum:0", Call("add", (Node("X:0"),))),
        None,
        "a cost is one number",
    ),
    (
        CHAIN,
        lambda s: applied(s, "Add:0", Call("tanh")),
        {0: "pred = tanh(X + b) * W  # why"},
        "Tanh:0",
    ),
    (
        CHAIN,
        lambda s: applied(s, "Add:0", Call("add", ("1",))),
        {0: "pred = (X + b + 1) * W  # why"},
        "Add_1:0",
    ),
    (CHAIN, lambda s: deleted(s, "Add:0"), {0: "pred = X * W  # why"}, "X:0"),
    (CHAIN, lambda s: deleted(s, "r:0"), {1: "s = square( pred )"}, "pred:0"),
    (CHAIN, lambda s: deleted(s, "pred:0"), {0: "pred = X + b  # why"}, "pred:0"),
    (
        SCALARS,
        lambda s: applied(s, "x:0", Call("exp")),
        {0: "h = exp(x)\na = h*h", 1: "cost = a + 1/2*h"},
        "h:0",
    ),
    (SCALARS, lambda s: recounted(s, "Const:0", "-3"), {1: "cost = a + -3*x"}, "Const:0"),
    (SCALARS, lambda s: renamed(s, "Const:0", "c"), {1: "c = 1/2\ncost = a + c*x"}, "c:0"),
    (SCALARS, lambda s: deleted(s, "a:0"), {0: None, 1: "cost = x + 1/2*x"}, "x:0"),
    (SCALARS, lambda s: inserted_on(s, "x:0->a:0:1", Call("sin")), {0: "a = x*sin(x)"}, "Sin:0"),
    (SCALARS, lambda s: rewired(s, "x:0->Mul:0:1", Node("x:0")), {}, "Mul:0"),
]


@pytest.mark.parametrize(("blueprint", "edit", "lines", "looked_at"), EDITS)
def test_an_edit_changes_what_it_says_and_nothing_else(blueprint, edit, lines, looked_at):
    source = sources(blueprint, 2 if blueprint.inputs else 0)
    if lines is None:
        with pytest.raises(ExpressionError, match=looked_at):
            edit(source)
        return
    after = edit(source)
    expected = blueprint.text.split("\n")
    for place, line in lines.items():
        expected[place] = line
    assert after.blueprint.text == "\n".join(line for line in expected if line is not None)
    assert after.focus == looked_at


def test_a_use_moves_lines_up_and_takes_their_comment_along():
    text = "a = 2*x\n  b = exp(x)  # grows\ncost = a + b"
    source = sources(Blueprint(text, (), (Parameter("x"),)), 0)
    after = rewired(source, "x:0->a:0:1", Node("b:0"))
    assert after.blueprint.text == "  b = exp(x)  # grows\na = 2*b\ncost = a + b"


def test_the_cost_stays_the_cost():
    source = sources(Blueprint("a = 2*x\nlast = a + x", (), (Parameter("x"),)), 0)
    assert renamed(source, "last:0", "J").blueprint.text == "a = 2*x\nJ = a + x"
    with pytest.raises(ExpressionError, match="the name cost says which line is the cost"):
        renamed(source, "a:0", "cost")
    source = sources(Blueprint("cost = 2*x\nlast = 3*cost", (), (Parameter("x"),)), 0)
    with pytest.raises(ExpressionError, match="then last would be the cost"):
        renamed(source, "cost:0", "J")


def test_unused_lines_can_be_dropped_and_others_cannot():
    text = "a = 2*x; b = 3*a\ncost = x  # J"
    source = sources(Blueprint(text, (), (Parameter("x"),)), 0)
    assert unused(source) == ("a", "b")
    assert dropped(source, "b").blueprint.text == "a = 2*x\ncost = x  # J"
    for name, sentence in (("a", "is used in line 1"), ("cost", "is the cost"), ("c", "no line")):
        with pytest.raises(ExpressionError, match=sentence):
            dropped(source, name)


def test_a_line_of_its_own_becomes_the_cost_and_what_was_it_goes_on() -> None:
    problem = problem_of(LINEAR, 2)
    for edit in (
        lambda s: branched(s, "residual:0", Call("abs")),
        lambda s: branched(s, "h:0", Call("reduce_mean")),
        lambda s: aimed(s, "h1:0"),
    ):
        problem = followed(problem, edit(sources_of(problem)))
    text = problem.blueprint.text
    assert text.splitlines()[3:] == [
        "h = abs(residual)",
        "cost = reduce_mean(h)",
        "cost1 = half * reduce_sum(square(residual))",
    ]
    assert unused(sources_of(problem)) == ("half", "cost1")
    assert followed(problem, aimed(sources_of(problem), "cost1:0")).blueprint.outputs == ("pred",)


@pytest.mark.parametrize(
    ("node", "why"),
    [
        ("W:0", "no operation; put one on it"),
        ("half:0", "no operation"),
        ("pred:0", r"shape \(2, 1\), and a cost is one number"),
        ("cost:0", "the cost already"),
        ("nothing:0", "not made by a line"),
    ],
)
def test_what_cannot_be_the_cost(node, why) -> None:
    with pytest.raises(ExpressionError, match=why):
        aimed(sources(LINEAR, 2), node)


def test_what_is_asked_of_a_model_follows_its_names():
    question = Question(("pred:0",), ((1.0, 2.0),), ("Mul:0",), ("Mul:0->pred:0:0", "b:0"))
    problem = opening(LINEAR)
    problem = type(problem)(
        LINEAR, (3.0,) and ((3.0,), (4.0,)), problem.rows, question, (("half:0", (2.0,)),)
    )
    after = followed(problem, renamed(sources_of(problem), "W:0", "slope"))
    assert after.question == question
    assert after.entries == {"slope": 3.0, "b": 4.0}
    assert after.constants == (("half:0", (2.0,)),)
    after = followed(after, renamed(sources_of(after), "pred:0", "p"))
    after = followed(after, applied(sources_of(after), "X:0", Call("multiply", ("3",))))
    assert after.question == Question(
        ("p:0",), ((1.0, 2.0),), ("Mul_1:0",), ("Mul_1:0->p:0:0", "b:0")
    )
    after = followed(after, recounted(sources_of(after), "half:0", "7"))
    assert after.constants == ()
    model_of(after.structure)


def values(problem, names):
    """What some nodes' values are."""
    model = build(problem.blueprint, len(problem.rows))
    fed = feeds(model, problem.arrays, problem.rows)
    tensors = {t.name: t for op in model.graph.get_operations() for t in op.outputs}
    return evaluate([tensors[name] for name in names], fed)


def outcome(problem):
    """The cost and its gradients."""
    model = build(problem.blueprint, len(problem.rows))
    fed = feeds(model, problem.arrays, problem.rows)
    return evaluate([model.cost, *model.gradients], fed)


def of_preset(preset):
    return problem_of(preset.blueprint, len(preset.rows))


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_the_text_of_a_node_has_the_value_of_the_node(seed):
    check_spans(random_problem(seeded(seed)))


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.key)
def test_the_text_of_a_presets_node_has_its_value(preset):
    check_spans(of_preset(preset))


def check_spans(problem):
    source = sources_of(problem)
    made = [
        (n, o.expression) for n, o in source.origins.items() if o.kind in ("operation", "number")
    ]
    text = problem.blueprint.text
    spans = [text[one.start : one.stop] for _, one in made]
    probes = "".join(f"\nprobe{n} = identity({span})" for n, span in enumerate(spans))
    blueprint = Blueprint(text + probes, problem.blueprint.inputs, problem.blueprint.parameters)
    if len(blueprint.text) > 4000 or blueprint.text.count("\n") > 90:
        return
    problem = type(problem)(blueprint, problem.values, problem.rows)
    names = [name for name, _ in made]
    expected = values(problem, names)
    found = values(problem, [f"probe{place}:0" for place in range(len(made))])
    for one, other in zip(expected, found, strict=True):
        np.testing.assert_array_equal(one, other)


@settings(max_examples=100, deadline=None)
@given(SEEDS)
def test_a_random_edit_leaves_a_model_or_says_why_not(seed):
    random = seeded(seed)
    problem = random_problem(random)
    for _ in range(4):
        edit = random_edit(random, sources_of(problem))
        try:
            revision = edit()
        except ExpressionError as error:
            check_sentence(error)
            continue
        after = followed(problem, revision)
        model_of(after.structure)
        known = sources_of(after).origins
        assert revision.focus is None or revision.focus in known
        kept = [revision.node(name) for name in sources_of(problem).origins]
        assert all(name is None or name in known for name in kept)
        before, now = (p.blueprint.text.replace("\r\n", "\n") for p in (problem, after))
        assert all(c.split("\n")[0] in now for c in before.split("#")[1:])
        problem = after


def check_sentence(error):
    assert len(str(error)) <= 300
    assert not any(word in str(error) for word in ("Traceback", "object at", "None'"))


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_a_name_that_is_given_back_gives_the_text_back(seed):
    random = seeded(seed)
    problem = random_problem(random)
    source = sources_of(problem)
    named = [line.name.text for line in source.outline.lines]
    given_names = [o.name for o in source.origins.values() if o.kind == "given"]
    old = str(random.choice([*named, *given_names]))
    node = next((n for n, o in source.origins.items() if o.name == old), None) or source.node_of(
        source.outline.lines[named.index(old)].root
    )
    if old == "cost" and sum(not t.shape for t in source.parts.assigned.values()) > 1:
        return
    there = followed(problem, renamed(source, node, "Größe"))
    assert old not in {e.step.token.text for e in sources_of(there).outline.expressions.values()}
    back = renamed(sources_of(there), renamed(source, node, "Größe").focus, old)
    after = followed(there, back)
    assert after == problem


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_an_operation_that_is_put_there_and_deleted_leaves_the_gradient(seed):
    random = seeded(seed)
    problem = random_problem(random)
    source = sources_of(problem)
    edges = [edge for name in source.origins for edge in source.edges(name)]
    edge = str(random.choice(edges))
    try:
        revision = inserted_on(source, edge, Call("tanh"))
    except ExpressionError:
        return
    there = followed(problem, revision)
    back = followed(there, deleted(sources_of(there), revision.focus))
    for one, other in zip(outcome(problem), outcome(back), strict=True):
        np.testing.assert_array_equal(one, other)
