"""The graph component alone, on a model of about as many nodes as the link's `nodes` says."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import streamlit as st

from gradviz.core.graph import Graph
from gradviz.core.ops import (
    add,
    divide,
    identity,
    multiply,
    placeholder,
    reduce_sum,
    square,
    subtract,
)
from gradviz.core.variable import Variable
from gradviz.show import drawing, layout
from gradviz.study.backward import as_json, frame
from gradviz.study.models import Model, finish
from gradviz.study.program import program
from gradviz.ui import cached
from gradviz.ui.graph_view import Drag, Scrub, derivation_view, graph_view

POINTS = ((2.0, 3.0), (3.0, 2.0))


@lru_cache
def deep_model(nodes: int) -> Model:
    """Layers h ← (W·h + b) / (1 + (W·h + b)²), seven nodes each, before a quadratic cost."""
    with Graph().as_default():
        X = placeholder("double", [2, 1], name="X")
        Y = placeholder("double", [2, 1], name="Y")
        W = Variable(0.0, name="W", dtype="double")
        b = Variable(0.0, name="b", dtype="double")
        hidden = X
        for _ in range(max(1, round((nodes - 8) / 6))):
            hidden = add(multiply(hidden, W), b)
            hidden = divide(hidden, add(square(hidden), 1.0))
        hidden = identity(hidden, name="pred")
        cost = multiply(reduce_sum(square(subtract(hidden, Y))), 0.5, name="cost")
        values = {"W": W.value(), "b": b.value()}
        return finish(cost, {"X": X, "Y": Y}, values, {"pred": hidden})


@st.cache_resource
def picture(nodes: int) -> str:
    """The drawing."""
    structure = deep_model(nodes).diagram
    return drawing.drawing(structure, layout.laid_out(structure))


@st.fragment
def live(nodes: int) -> None:
    """The graph at the numbers of the last message."""
    held: Mapping[str, Any] = st.session_state.setdefault("numbers", {"W:0": 1.66, "b:0": 0.55})

    def dragged(drag: Drag) -> None:
        st.session_state["numbers"] = {**held, **drag.values}

    def select(name: str | None) -> None:
        st.session_state["selected"] = name

    selected: str | None = st.session_state.get("selected")
    model = deep_model(nodes)
    numbers = as_json(frame(model, (held["W:0"], held["b:0"]), POINTS))
    for edge in numbers["edges"].values():
        edge["local"] = edge["local"] and {"value": edge["local"]}
    with st.container(height=600):
        graph_view(
            "graph",
            svg=picture(nodes),
            layout_id=f"deep-{nodes}",
            frame=numbers,
            scrubs={"W:0": Scrub("W", 0.01), "b:0": Scrub("b", 0.01)},
            derivation={"id": f"deep-{nodes}", "formulas": [], "checks": numbers.pop("checks")},
            program={"id": f"deep-{nodes}", **program(model)},
            axes={},
            stand_ins={},
            on_drag=dragged,
            on_select=select,
            selected=selected,
            pull=cached.pulled(selected, model, f"deep-{nodes}") if selected else None,
        )


st.set_page_config(page_title="deep", layout="wide")
count = int(st.query_params.get("nodes", "40"))
st.text(f"{len(deep_model(count).diagram.nodes)} nodes")
live(count)
derivation_view("derivation")
