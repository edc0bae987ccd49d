"""Notebooks: valid by the format's own schema, and they run cell by cell."""

import contextlib
import io
import json

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.show.code.notebook import notebook
from gradviz.show.code.targets import TARGETS, source
from gradviz.study.models import linear_model


@given(st.text())
def test_any_text_is_a_valid_notebook(text):
    nbformat.validate(nbformat.reads(notebook(text).decode(), as_version=4))


@pytest.mark.parametrize("target", TARGETS)
def test_cells_are_whole_statements(target):
    program = source(linear_model(2), target, [1.0, 2.0], [(1.0, 2.0), (3.0, 4.0)])
    document = json.loads(notebook(program))
    cells = ["".join(cell["source"]) for cell in document["cells"]]
    for cell in cells:
        compile(cell, "<cell>", "exec")
    assert "\n\n".join(cells) + "\n" == program
    assert len({cell["id"] for cell in document["cells"]}) == len(cells)


def test_cells_print_what_the_program_prints():
    program = source(linear_model(2), "numpy", [1.0, 2.0], [(1.0, 2.0), (3.0, 4.0)])
    space: dict[str, object] = {}
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        for cell in json.loads(notebook(program))["cells"]:
            exec("".join(cell["source"]), space)  # noqa: S102  our own text
    assert out.getvalue().splitlines() == ["cost = 1.0", "dcost/dW = 4.0", "dcost/db = 2.0"]
