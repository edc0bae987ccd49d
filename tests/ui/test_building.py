"""What a browser may say while a model is built by hand."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradviz.study.edits.following import followed
from gradviz.study.edits.sources import sources
from gradviz.study.language.errors import ExpressionError
from gradviz.study.models import model_of
from gradviz.study.openings import opening
from gradviz.study.presets import PRESETS
from gradviz.ui.panels.building import _edit

ACTS = (
    "apply",
    "branch",
    "aim",
    "insert",
    "replace",
    "rewire",
    "recount",
    "delete",
    "drop",
    "rename",
    "?",
)
KEYS = ("node", "edge", "function", "others", "place", "roles", "text", "name", "kind")
SIMPLE = st.none() | st.booleans() | st.integers(-3, 9) | st.floats() | st.text(max_size=12)
NODES = ("pred:0", "W:0", "X:0", "cost:0", "Square:0", "Mul:0", "nothing:0", "add:0")
VALUES = st.recursive(
    SIMPLE | st.sampled_from([*NODES, *ACTS, "tanh", "add", "matmul", "W", "X", "2", "𝐖", "a b"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=3)
    ),
    max_leaves=6,
)
GIVEN = VALUES | st.fixed_dictionaries({"node": st.sampled_from(NODES)})
ROLES = st.fixed_dictionaries({"name": st.text(max_size=4), "kind": st.sampled_from(("data", ""))})
MESSAGES = st.fixed_dictionaries(
    {},
    optional={
        "node": st.sampled_from(NODES) | VALUES,
        "edge": st.sampled_from(["pred:0->residual:0", *NODES]) | VALUES,
        "function": st.sampled_from(["tanh", "add", "matmul", "reduce_sum"]) | VALUES,
        "others": st.lists(GIVEN, max_size=3) | VALUES,
        "roles": st.lists(ROLES | VALUES, max_size=2) | VALUES,
        "place": VALUES,
        "text": st.sampled_from(["V", "W", "2.5", "1e999"]) | VALUES,
    },
)


@pytest.mark.parametrize("preset", PRESETS[:5], ids=lambda preset: preset.key)
@given(message=MESSAGES, act=st.sampled_from(ACTS))
@settings(max_examples=60, deadline=None)
def test_any_message_is_an_edit_or_a_sentence(preset: Any, message: Any, act: str) -> None:
    problem = opening(preset.blueprint)
    source = sources(problem.blueprint, len(problem.rows))
    try:
        revision = _edit({**message, "do": act}, source)
    except ExpressionError:
        return
    after = followed(problem, revision)
    assert model_of(after.structure).cost is not None


def test_new_data_have_the_shape_of_the_others() -> None:
    for preset, shape in ((PRESETS[0], (None, 1)), (PRESETS[1], ())):
        problem = opening(preset.blueprint)
        source = sources(problem.blueprint, len(problem.rows))
        roles = [{"name": "Z", "kind": "data"}]
        call = {"function": "multiply", "others": ["Z"], "place": 0, "roles": roles}
        revision = _edit({"do": "apply", "node": "W:0", **call}, source)
        after = followed(problem, revision)
        assert [one.shape for one in after.blueprint.inputs] == [shape] * 3
        assert model_of(after.structure).cost is not None
