"""Single entries explained: each ends in its own number, and its terms add up to it."""

import re

import numpy as np
import pytest

from gradviz.show.walk import told, walk
from gradviz.study.entries import entry_explanation
from gradviz.study.explain import explanations
from gradviz.study.models import linear_model
from gradviz.study.steps import steps
from tests.study.test_steps import SLOT, evaluated


def spoken(line, value):
    """A line with the numbers put in, as something Python can compute; None where it cannot."""
    text = SLOT.sub(lambda slot: f"({value(*slot.groups())!r})", line.removeprefix("= "))
    text = text.replace(r"\cdot", "*").replace("^2", "**2").replace("np.float64", "")
    text = text.replace(r"\left(", "(").replace(r"\right)", ")")
    return None if re.search(r"[\\_a-zA-Z]", text.replace("e-", "")) else eval(text)  # noqa: S307


@pytest.mark.parametrize("points", [1, 2, 4, 6])
def test_every_entry_ends_in_its_number_and_is_what_its_lines_say(points):
    model = linear_model(points)
    value = evaluated(model, np.random.default_rng(points))
    shapes = {node.name: node.shape for node in model.diagram.nodes}
    shapes |= {edge.name: edge.shape for edge in model.diagram.edges}
    computed = 0
    for name, part in explanations(model):
        for entry in range(int(np.prod(shapes[name]))):
            explanation = entry_explanation(model, (name, part), entry)
            assert 1 <= len(explanation.lines) <= 4
            expected = value(name, part, entry)
            last = SLOT.findall(explanation.lines[-1])
            assert [value(*slot) for slot in last] == [pytest.approx(expected, rel=1e-12)]
            for line in explanation.lines[1:]:
                result = spoken(line, value)
                if result is not None:
                    computed += 1
                    assert result == pytest.approx(expected, rel=1e-12), (name, part, line)
    assert computed > 50


def test_a_repeated_numbers_gradient_is_written_term_by_term():
    lines = entry_explanation(linear_model(2), ("W:0", "gradient"), 0).lines
    assert lines[1] == (
        r"= X_{1} \cdot \guard{Mul:0|gradient}{0} + X_{2} \cdot \guard{Mul:0|gradient}{1}"
    )
    assert r"\dots" in entry_explanation(linear_model(9), ("W:0", "gradient"), 0).lines[1]


def test_an_entry_that_is_not_there():
    with pytest.raises(IndexError, match="X:0 has the entries 0 to 1, not 2"):
        entry_explanation(linear_model(2), ("X:0", "value"), 2)
    with pytest.raises(KeyError):
        entry_explanation(linear_model(2), ("Z:0", "value"), 0)


def test_what_the_browser_is_told():
    model = linear_model(2)
    numbers = told(model)
    assert set(numbers) == {"|".join(subject) for subject in explanations(model)}
    for explanation in numbers.values():
        assert (
            isinstance(explanation, str) is (explanation in numbers)
            if isinstance(explanation, str)
            else explanation["lines"]
        )
    told_steps = walk(model)
    assert len(told_steps) == len(steps(model))
    assert told_steps[0]["subject"] is None
    assert all(step["subject"] in step["known"] for step in told_steps[1:])
    assert all('data-ref="' in step["math"] for step in told_steps[1:])


def test_a_short_rule_is_not_said_twice():
    [step] = [
        s
        for s in steps(linear_model(2))
        if s.acting[1:2] == ("Square:0->Sum:0:0",) and s.kind == "contribution"
    ]
    assert step.line.count(r"\text{Square}") == 1
