"""The page of gradient health: its link, and what it does when its controls are used."""

import string
from urllib.parse import parse_qs, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from gradviz.study.network import Network
from gradviz.study.network_runs import stepped
from gradviz.ui.health_link import FIELDS, Choice
from gradviz.ui.health_session import MOMENTS, Run, watched

PAGE = """
import streamlit as st
from gradviz.ui import health_session
from gradviz.ui.pages import health
health_session.open_link()
health.show()
"""
CHANGES = {
    "depth": 50,
    "width": 7,
    "activation": "elu",
    "initialization": "constant",
    "scale": -0.25,
    "bias": 1e-3,
    "skip": True,
    "data": "constant column",
    "normalization": "by sd + ε",
    "cost": "cross entropy by log",
    "learning_rate": 1e-5,
    "clipping": "by value",
    "clip_at": 0.125,
    "samples": 3,
    "seed": 12345,
    "remedy": "relu",
    "view": "training",
    "of": "values",
    "steps": 17,
    "layer": 3,
}


def test_every_field_has_a_change_to_test():
    assert {field.name for field in FIELDS} == set(CHANGES)


@pytest.mark.parametrize("name", CHANGES)
def test_a_field_survives_the_link(name):
    choice = Choice().changed(name, CHANGES[name])
    query = {k: v[0] for k, v in parse_qs(urlencode(choice.to_query())).items()}
    assert len(query) == 1
    assert Choice.from_query(query) == (choice, [])


def test_all_fields_survive_the_link_together():
    choice = Choice()
    for name, value in CHANGES.items():
        choice = choice.changed(name, value)
    assert Choice.from_query(choice.to_query()) == (choice, [])


@pytest.mark.parametrize(
    ("query", "field", "value", "said"),
    [
        ({"depth": "1000"}, "depth", 100, "1000 is more than 100. 100 is used."),
        ({"depth": "0"}, "depth", 1, "0 is less than 1. 1 is used."),
        ({"depth": "2.5"}, "depth", 20, "2.5 is no whole number. 20 is used."),
        ({"depth": "deep"}, "depth", 20, "“deep” is not a number. 20 is used."),
        ({"scale": "nan"}, "scale", 0.5, "“nan” is not a finite number. 0.5 is used."),
        ({"rate": "-1"}, "learning_rate", 0.0, "less than 0"),
        ({"activation": "step"}, "activation", "sigmoid", "“step” is not one of sigmoid, tanh"),
        ({"activation": "TANH"}, "activation", "tanh", None),
        ({"skip": "yes"}, "skip", False, "“yes” is not 1 or 0. 0 is used."),
        ({"remedy": "prayer"}, "remedy", None, "“prayer” is not one of"),
        ({"remedy": "tanh", "activation": "tanh"}, "remedy", None, "tanh changes nothing here"),
        ({"layer": "30"}, "layer", None, "there are 20. None is chosen."),
        ({"layer": "x"}, "layer", None, "“x” is not a number. None is used."),
        ({"what": "1"}, "depth", 20, "“what” is unknown and ignored."),
        ({"embed": "true"}, "depth", 20, None),
        ({"depth": ["3", "4"]}, "depth", 4, None),
    ],
)
def test_a_link_that_is_wrong_is_answered(query, field, value, said):
    choice, sentences = Choice.from_query(query)
    assert choice.get(field) == value
    assert said in sentences[0] if said else not sentences


PARAMETERS = st.sampled_from([field.parameter for field in FIELDS])
TEXTS = st.one_of(st.text(max_size=20), st.floats().map(repr), st.text(string.digits, max_size=400))


@given(st.dictionaries(PARAMETERS, TEXTS, max_size=8))
def test_whatever_a_link_says_a_choice_comes_out(query):
    choice, said = Choice.from_query(query)
    assert Choice.from_query(choice.to_query()) == (choice, [])
    assert len(said) <= 4
    assert all(len(sentence) < 400 for sentence in said)


def test_a_remedy_that_changes_nothing_any_more_is_gone():
    choice = Choice().changed("remedy", "tanh").changed("activation", "tanh")
    assert choice.remedy is None
    assert Choice().changed("layer", 20).changed("depth", 10).layer is None


@pytest.mark.parametrize("depth", [1, 2, 5, 11, 12, 50, 100])
def test_what_is_watched_begins_and_ends_with_the_network(depth):
    names = watched(Network(depth=depth))
    assert names[0] == "layer1/W"
    assert names[-2:] == [f"layer{depth}/W", "output/W"]
    assert len(names) == len(set(names)) <= 12


def test_a_run_goes_on_in_slices():
    network = Network(depth=2, width=4, samples=4)
    run = Run(network, 30, [], stepped(network, 30, 10))
    seen = []
    while run.running:
        run.go_on(0.0001)
        seen.append(run.step)
    assert seen == sorted(seen)
    assert [moment.step for moment in run.moments] == [0, 10, 20, 30]
    assert run.done == 1.0
    run.cancel()
    assert not run.canceled, "what is over cannot be canceled"


@pytest.fixture
def page():
    def opened(**query):
        app = AppTest.from_string(PAGE, default_timeout=60)
        for name, value in query.items():
            app.query_params[name] = value
        app.run()
        assert not app.exception
        return app

    return opened


def words(app):
    return " ".join(element.value for element in [*app.markdown, *app.caption])


def test_the_page_opens_on_a_vanishing_gradient(page):
    app = page()
    assert "Layers 1–11: vanishing." in words(app)
    assert "σ′ ≤ ¼" in words(app)
    assert "What would help" in words(app)
    assert not app.warning
    assert not app.error


def test_a_control_changes_the_network_and_the_link(page):
    app = page()
    app.selectbox(key="health activation").select("tanh").run()
    app.selectbox(key="health initialization").select("orthogonal").run()
    assert "Layers 1–20: healthy." in words(app)
    assert app.query_params == {"activation": "tanh", "init": "orthogonal"}


def test_a_remedy_is_compared_and_kept(page):
    app = page(activation="tanh", scale="0.05")
    app.selectbox(key="health remedy").select("Xavier initialization").run()
    assert "0 → 20** of 20 layers are healthy" in words(app)
    app.button(key="health-keep").click().run()
    assert app.query_params == {"activation": "tanh", "scale": "0.05", "init": "Xavier"}
    assert "Layers 1–20: healthy." in words(app)


def test_the_first_nan_is_named_with_its_remedy(page):
    app = page(data="constant column", normalize="by sd")
    assert "normalize/truediv" in app.error[0].value
    assert "0 / 0" in app.error[0].value


def test_a_run_is_made_and_told(page):
    app = page(view="training", steps="120", activation="tanh", init="Xavier", depth="3")
    app.button(key="training-button").click().run()
    assert not app.exception
    assert "120 steps: the cost went from" in words(app)
    run = app.session_state["gradviz-health"].run
    assert run.moments[-1].step == 120
    assert len(run.moments) <= MOMENTS + 1
    assert app.get("download_button")


@pytest.mark.parametrize("query", ["", "depth=1", "depth=100", "skip=1&samples=1&width=1"])
def test_whatever_is_set_the_page_is_drawn(page, query):
    app = page(**{k: v[0] for k, v in parse_qs(query).items()})
    assert "layer" in words(app).lower()
    assert not app.error
