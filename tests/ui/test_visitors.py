"""Two visitors of one server never see each other's numbers, and no module remembers either."""

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parent.parent.parent
MAIN = ROOT / "app.py"


@pytest.fixture
def arrive() -> Any:
    def arriving(**query: str) -> AppTest:
        visitor = AppTest.from_file(str(MAIN), default_timeout=30)
        for name, value in query.items():
            visitor.query_params[name] = value
        return visitor.run()

    return arriving


def weight(visitor: AppTest) -> float:
    return float(next(slider for slider in visitor.slider if slider.label == "W").value)


def set_weight(visitor: AppTest, value: float) -> None:
    next(slider for slider in visitor.slider if slider.label == "W").set_value(value).run()


def test_visitors_keep_their_own_numbers(arrive: Any) -> None:
    first, second = arrive(), arrive()
    opening = weight(first)
    set_weight(first, 1.0)
    set_weight(second, -2.0)
    first.run()
    second.run()
    assert weight(first) == 1.0
    assert weight(second) == -2.0
    assert weight(arrive()) == opening


def test_no_module_remembers_a_visit(arrive: Any) -> None:
    arrive()
    before = module_state()
    set_weight(arrive(), -2.0)
    after = module_state()
    assert before.keys() == after.keys()
    changed = [name for name, value in before.items() if value != after[name]]
    assert not changed


def module_state() -> dict[str, str]:
    """What the modules of the project hold in lists, dicts, sets and arrays, written out."""
    kept = {}
    for name, module in list(sys.modules.items()):
        if name.split(".")[0] != "gradviz":
            continue
        for attribute, value in vars(module).items():
            if isinstance(value, list | dict | set | bytearray | np.ndarray):
                kept[f"{name}.{attribute}"] = repr(value)
    return {name: value for name, value in kept.items() if not name.endswith("__builtins__")}
