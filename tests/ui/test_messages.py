"""Whatever a browser says to the page's components: no exception, no panel lost, numbers kept."""

import json
import random
from pathlib import Path
from typing import Any

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest

MAIN = Path(__file__).parent.parent.parent / "app.py"
HUGE = 10**400
DIGITS = "9" * 5000
NAN, INF = float("nan"), float("inf")
ANY: tuple[Any, ...] = (
    *(None, True, -1, HUGE, NAN, INF, "", "W:0", "x" * 9999, "\u202e\x00", [], [[]], {}),
    *([None, 1], {"": None}, {"seq": HUGE}, {"seq": "1", "values": 3}, {"name": {"a": [NAN]}}),
)
"""What is said under every name."""


def errands(*said: object) -> tuple[dict[str, Any], ...]:
    """Each as an errand of its own, then all of them and any nonsense at once."""
    some = [{"first": number, "errands": [errand]} for number, errand in enumerate(said, 1)]
    return (*some, *({"first": first, "errands": [*said, *ANY]} for first in (-HUGE, 99)))


SAID: dict[str, dict[str, tuple[Any, ...]]] = {
    "gradviz_graph": {
        "drag": (
            {"values": {"W:0": HUGE}, "done": True, "seq": -1},
            {"values": {"W:0": NAN, "b:0": "2", "X:0": None}, "source": ["slider"]},
            {"values": {f"X:0[{DIGITS}]": 1.0, "X:0[٣]": 1.0, "X:0[99]": 2.0}, "done": HUGE},
            {"values": {"X:0[-1]": 1.0, "X:0[]": 2.0, "Y:0[0][0]": 3.0, "nobody:0": 4.0}},
            {"values": {f"half:0[{DIGITS}]": 1.0, "half:0": 1e308}, "done": True},
            {"values": {"half:0": 0.0}, "done": True},
            {"values": {"half:0": -0.0}, "done": True},
            {"values": {"W:0": 1e300}, "done": True, "source": "surface"},
            {"values": {"W:0": 2.0}, "done": True, "source": "descent"},
        ),
        "select": tuple(
            {"name": name}
            for name in ("W:0|value|" + DIGITS, "W:0|" * 99, "|", "X:0|value|-1", "W:0|seed|0", 3)
        ),
        "step": ({"at": HUGE}, {"at": -HUGE}, {"at": 1.5}, {"at": "2"}, {"at": True}),
        "camera": ({"eye": {"x": HUGE, "y": 1, "z": 1}, "center": {"x": 0, "y": 0, "z": 0}},),
        "range": ({"ends": [[HUGE, 1], [0, 1]]}, {"ends": "abcd"}, {"ends": [[1], [2]]}),
        "look": ({"detail": HUGE}, {"fold": "a," * 999}, {"times": [2]}, {"of": {"of": "x"}}),
        "ask": ({"ys": [{}, []]}, {"xs": ["nobody"]}, {"cuts": [DIGITS]}, {"deeper": True}),
        "build": errands(
            {"do": "apply", "node": "W:0", "function": "tanh", "others": HUGE, "place": HUGE},
            {"do": "insert", "edge": DIGITS, "function": [], "roles": [{"name": HUGE}]},
            {"do": ["delete"], "node": {"a": 1}},
        ),
        "travel": errands("u", "r", DIGITS),
        "points": errands(
            {"add": [HUGE, NAN]}, {"add": {"0": 1}}, {"remove": -HUGE}, {"remove": INF}
        ),
        "scheme": ("purple", "dark"),
        "have": ({"layout": HUGE, "derivation": [], "program": {}, "pull": NAN},),
    },
    "gradviz_descent": {
        "ask": (
            {"runs": [{"optimizer": DIGITS, "settings": {}}]},
            {"runs": [{"optimizer": "adam", "settings": {"learning_rate": HUGE, "x": []}}] * 9},
            {"runs": [{"optimizer": "adam", "settings": []}, 3], "steps": HUGE},
            {"steps": -5, "threshold": {}, "rest": [], "go": "on"},
            {"go": HUGE},
        ),
        "have": (HUGE,),
        "window": ({"a": 1},),
        "more": ([HUGE],),
        "exact": (HUGE, NAN, {"race": 1}),
    },
    "gradviz_editor": {"typed": errands("(" * 9999, "cost = W\x00")},
}


def component(page: AppTest, name: str) -> Any:
    return next(
        found.proto for found in page.get("bidi_component") if found.proto.component_name == name
    )


def say(page: AppTest, name: str, message: object) -> None:
    """Sends what a component's browser part would, and runs the page."""
    states = page._tree.get_widget_states()  # noqa: SLF001 - there is no public way
    told = json.dumps(message)
    states.widgets.append(WidgetState(id=component(page, name).id, json_value=told))
    page._run(states)  # noqa: SLF001
    assert not page.exception, told[:300]
    lost = [error.value for error in page.error if "could not be drawn" in error.value]
    assert not lost, told[:300]


@pytest.fixture
def page() -> AppTest:
    opened = AppTest.from_file(str(MAIN), default_timeout=60)
    opened.query_params["descent"] = "adam;until,10"
    opened.run()
    return opened.toggle(key="model-open").set_value(True).run()


@pytest.mark.parametrize("name", SAID)
def test_any_message_leaves_a_page(page: AppTest, name: str) -> None:
    for key, messages in SAID[name].items():
        for message in (*messages, *random.Random(key).sample(ANY, 5)):  # noqa: S311
            say(page, name, {key: message})
    for message in (None, 3, "have", [1]):
        say(page, name, message)
    for value in (-2.5, 1.25):
        say(page, "gradviz_graph", {"drag": {"values": {"W:0": value}, "done": True}})
        assert str(page.query_params["W"]).strip("[']") == str(value)


def test_a_constant_of_zero_has_formulas(page: AppTest) -> None:
    for value in (0.0, -0.0):
        say(page, "gradviz_graph", {"drag": {"values": {"half:0": value}, "done": True}})
        for selected in ("cost:0", "pred:0|gradient", "W:0|gradient"):
            say(page, "gradviz_graph", {"select": {"name": selected}})
