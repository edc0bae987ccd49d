"""Every explanation of every number: its lines are the number that they explain."""

import re

import numpy as np
import pytest

from gradviz.study.backward import as_json, feeds, frame
from gradviz.study.diagram import drawn_name, uses
from gradviz.study.entries import entry_explanation
from gradviz.study.explain import explanations
from gradviz.study.rows import row, rows
from gradviz.study.slots import entries
from gradviz.study.steps import steps
from tests.study.mixed import mixed_model
from tests.study.test_steps import SLOT, check_walk

PRODUCTS = re.compile(r"\\products\{([^}|]*)\|(\w+)\}\{([^}|]*)\|(\w+)\}")


class Numbers:
    """A model's numbers as the page has them, with the row of one entry."""

    def __init__(self, model, parameters, data):
        self.model, self.fed = model, feeds(model, parameters, data)
        found = as_json(frame(model, parameters, data))
        self.all = found["nodes"] | found["edges"]

    def of(self, name, part, chosen=("", "", 0)):
        if part != "row":
            return np.ravel(np.array(self.all[name][part], float))
        which = "gradient" if chosen[1] == "gradient" else "value"
        return row(self.model, (name, which), chosen[2], self.fed).ravel()

    def computed(self, line, chosen):
        """What a line says, if Python can read it: sums of products of numbers."""
        text = PRODUCTS.sub(lambda found: self.products(found.groups(), chosen), line)
        text = SLOT.sub(lambda s: f"({self.of(s[1], s[2])[int(s[3])]!r})", text)
        text = text.removeprefix("= ").replace(r"\cdot", "*").replace("np.float64", "")
        text = text.replace(r"\left(", "(").replace(r"\right)", ")").replace("^2", "**2")
        text = re.sub(r"(?<=[\d)]) \(", " * (", text)  # a coefficient stands beside its factor
        if re.search(r"[\\_^a-zA-Z]", re.sub(r"e[-+]\d", "", text)):
            return None
        return eval(text)  # noqa: S307

    def products(self, found, chosen):
        first, second = self.of(*found[:2], chosen), self.of(*found[2:], chosen)
        return f"({first @ second!r})"


def places(model):
    shapes = {node.name: node.shape for node in model.diagram.nodes}
    return shapes | {edge.name: edge.shape for edge in model.diagram.edges}


@pytest.mark.parametrize("seed", range(200))
def test_explanations_end_in_their_numbers(seed):
    model, parameters, data = mixed_model(seed)
    check_walk(model)
    numbers = Numbers(model, parameters, data)
    shapes = places(model)
    for subject, explanation in explanations(model).items():
        name, part = subject
        if numbers.all[name][part] is None:
            assert explanation.words.startswith("None: "), subject
            assert not explanation.lines
            continue
        assert 1 <= len(explanation.lines) <= 4
        last = SLOT.findall(explanation.lines[-1])
        ((shown, way),) = {(n, p) for n, p, _ in last}
        assert explanation.lines[-1].endswith(entries(shown, way, shapes[shown])), subject
        np.testing.assert_allclose(numbers.of(shown, way), numbers.of(name, part), rtol=1e-9)
        size = int(np.prod(shapes[name]))
        for entry in {size // 2, size - 1} if size else ():
            said = entry_explanation(model, subject, entry)
            assert 1 <= len(said.lines) <= 4
            expected = numbers.of(name, part)[entry]
            (last,) = SLOT.findall(said.lines[-1])
            assert numbers.of(*last[:2])[int(last[2])] == pytest.approx(expected, rel=1e-9)
            for line in said.lines[1:]:
                found = numbers.computed(line, (*subject, entry))
                if found is not None:
                    close = pytest.approx(expected, rel=1e-9, abs=1e-12)
                    assert found == close, (subject, entry, line)


@pytest.mark.parametrize("seed", range(200))
def test_contributions_at_a_join_sum_to_the_total(seed):
    model, parameters, data = mixed_model(seed)
    numbers = Numbers(model, parameters, data)
    joined = 0
    for node in model.diagram.nodes:
        gradient = numbers.all[node.name]["gradient"]
        if gradient is None or node.name == drawn_name(model.cost):
            continue
        parts = [
            numbers.all[edge.name]["gradient"]
            for edge in model.diagram.edges
            if edge.source == node.name and numbers.all[edge.name]["gradient"] is not None
        ]
        total = sum(np.array(part, float) for part in parts)
        np.testing.assert_allclose(total, np.array(gradient, float), rtol=1e-9, atol=1e-12)
        joined += len(parts) > 1
    assert joined == sum(step.kind == "join" for step in steps(model))


@pytest.mark.parametrize("seed", range(0, 200, 4))
def test_rows_are_the_ops_jacobian(seed):
    """Against central differences of the op alone."""
    model, parameters, data = mixed_model(seed)
    numbers = Numbers(model, parameters, data)
    for use in uses(model.roots):
        key = (use.edge.name, "gradient")
        if key not in rows(model) or use.edge.summed:
            continue
        upstream = numbers.of(use.edge.target, "gradient")
        back = numbers.of(*key)
        total = [row(model, key, k, numbers.fed).ravel() @ upstream for k in range(back.size)]
        np.testing.assert_allclose(total, back, rtol=1e-9, atol=1e-12)
