"""Every preset and many random models: passes, checks, steps and explanations agree with the core.

What is generated from tables here needs no test of its own when a preset or an op is added.
"""

import re

import numpy as np
import pytest

from gradviz.core.execute import evaluate
from gradviz.show.layout import laid_out
from gradviz.show.walk import told, walk
from gradviz.study.backward import as_json, measured, places_of
from gradviz.study.checks import checks
from gradviz.study.derivation import derivation, headline, local_derivatives
from gradviz.study.entries import entry_explanation
from gradviz.study.explain import explanations
from gradviz.study.gradient_graph import gradient_graph, with_gradients
from gradviz.study.models import with_broadcasts
from gradviz.study.presets import PRESETS
from gradviz.study.program import program
from tests.study.models import preset_case, random_case
from tests.study.test_steps import SLOT, check_walk

GRAPHS, EXPLAINED = 200, 40
FEW = 12
"""Entries of a tensor that are explained one by one."""


def spoken(line, value):
    """A line with the numbers put in, as something Python can compute; None where it cannot."""
    text = SLOT.sub(lambda slot: f"({float(value(*slot.groups()))!r})", line.removeprefix("= "))
    for latex, python in (
        (r"\tfrac{", "("),
        (r"\frac{", "("),
        ("}{", ")/("),
        ("{", "("),
        ("}", ")"),
        ("[", "("),
        ("]", ")"),
        (r"\left", ""),
        (r"\right", ""),
        (r"\cdot", "*"),
        ("^", "**"),
    ):
        text = text.replace(latex, python)
    text = re.sub(r"(?<=[\d)]) (?=[(\d])", "*", text)
    if (
        "," in text
        or "inf" in text
        or "nan" in text
        or re.search(r"[\\_a-zA-Z&|]", re.sub(r"\de[-+]", "0", text))
    ):
        return None
    return float(eval(text))  # noqa: S307


LOOKS = {
    "plain": lambda model: model,
    "broadcasts": with_broadcasts,
    "gradients": with_gradients,
    "gradients of gradients": lambda model: with_gradients(model, 2),
}
"""The same model as it is drawn in other ways."""

CASES = [pytest.param(preset_case, preset, id=preset.key) for preset in PRESETS]
CASES += [pytest.param(random_case, seed, id=f"graph {seed}") for seed in range(GRAPHS)]


@pytest.mark.parametrize(("make", "of"), CASES)
def test_the_pass_adds_up(make, of):
    model, fed = make(of)
    numbers = measured(places_of(model), fed)
    for node in model.diagram.nodes:
        edges = [numbers.edges[e.name] for e in model.diagram.edges if e.source == node.name]
        back = [edge.gradient for edge in edges if edge.gradient is not None]
        total = numbers.nodes[node.name].gradient
        if back and node.name != model.diagram.target:
            np.testing.assert_allclose(total, sum(back), rtol=1e-12, atol=1e-300)
        assert (total is None) == (not back) or node.name == model.diagram.target
    for edge in model.diagram.edges:
        passed, upstream = numbers.edges[edge.name], numbers.nodes[edge.target].gradient
        if passed.local is None or passed.gradient is None:
            continue
        product = np.asarray(passed.local * upstream)
        if not edge.summed:
            np.testing.assert_allclose(passed.gradient, product, rtol=1e-9, atol=1e-12)
        else:
            np.testing.assert_allclose(passed.gradient.sum(), product.sum(), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(("make", "of"), CASES)
def test_every_gradient_is_checked_or_it_is_said_why_not(make, of):
    model, fed = make(of)
    gradients = evaluate(model.gradients, fed)
    found = checks(model, fed, gradients)
    assert len(found) == len(model.parameters)
    for name, check in found.items():
        assert check.agrees or check.reason, (name, check)
    # The test can fail: gradients that are wrong are found out, entry by entry.
    for place, gradient in enumerate(gradients):
        wrong = [np.array(g, np.float64) for g in gradients]
        wrong[place].ravel()[-1:] += 0.01 * max(1.0, float(np.abs(gradient).max()))
        check = list(checks(model, fed, wrong).values())[place]
        assert not check.agrees, (list(found)[place], check)


@pytest.mark.parametrize(("make", "of"), CASES)
def test_every_look_has_all_steps(make, of):
    model, fed = make(of)
    for name, look in LOOKS.items():
        drawn = look(model)
        walked = check_walk(drawn)
        nodes = [node for node in drawn.diagram.nodes if node.kind == "gradient"]
        constants = [n for n in nodes if not drawn.wiring.tensors[n.name].op.inputs]
        added = sum(step.kind == "added" for step in walked)
        assert len(nodes) - len(constants) <= added <= len(nodes), name
        known = {subject for step in walked for subject in step.known}
        assert known >= {(n.name, "value") for n in nodes if n not in constants}
        numbers = measured(places_of(drawn), fed)
        for step in walked:
            assert set(step.acting) <= numbers.nodes.keys() | numbers.edges.keys()


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize(("make", "of"), CASES[: len(PRESETS) + EXPLAINED])
def test_every_number_is_explained(make, of, look):
    model, fed = make(of)
    model = LOOKS[look](model)
    frame = as_json(measured(places_of(model), fed))
    numbers = frame["nodes"] | frame["edges"]

    def value(name, part, place):
        return float(np.ravel(numbers[name][part])[int(place)])

    for (name, part), explanation in explanations(model).items():
        expected = numbers[name][part]
        if expected is None:
            continue
        shown = SLOT.findall(explanation.lines[-1])
        assert all(value(*slot) == pytest.approx(value(name, part, slot[2])) for slot in shown)
        for entry in range(min(np.size(expected), FEW)):
            lines = entry_explanation(model, (name, part), entry).lines
            results = [spoken(line, value) for line in lines[1:]]
            said = [result for result in results if result is not None]
            assert said == [pytest.approx(value(name, part, entry), rel=1e-9, abs=1e-12)] * len(
                said
            ), (name, part, entry, lines)


@pytest.mark.parametrize(("make", "of"), CASES[: len(PRESETS) + EXPLAINED])
def test_formulas_say_what_the_numbers_are(make, of):
    model, fed = make(of)
    frame = as_json(measured(places_of(model), fed))
    numbers = frame["nodes"] | frame["edges"]

    def value(name, part, place):
        return np.ravel(numbers[name][part])[int(place)]

    lines = derivation(model)
    assert [line.subject[1] for line in lines][0] == "value"
    for line in lines:
        result = spoken(line.numbers, value) if line.numbers else None
        if result is not None:
            name, part = line.subject
            assert result == pytest.approx(value(name, part, 0), rel=1e-9, abs=1e-12), line
    assert len(headline(model)) <= len(model.outputs) + 1
    assert set(local_derivatives(model)) == {edge.name for edge in model.diagram.edges}


@pytest.mark.parametrize(("make", "of"), CASES[: len(PRESETS) + 5])
def test_it_can_be_drawn_and_told(make, of):
    model, _ = make(of)
    names = {node.name for node in model.diagram.nodes}
    assert names <= dict(laid_out(model.diagram).boxes).keys()
    assert names <= {node.name for node in gradient_graph(model).diagram.nodes}
    assert set(told(model)) == {"|".join(subject) for subject in explanations(model)}
    assert walk(model)
    assert set(program(model)["nodes"]) >= names
