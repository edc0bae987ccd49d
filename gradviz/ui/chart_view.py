"""A chart that stays where it is while its figure changes: mounted blank, filled in the browser.

The browser's part is assets/figure.js. Streamlit mounts a Plotly chart anew for every other figure,
which flashes, and takes a second in space: so it is given one that never changes.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import streamlit as st

from gradviz.show import figures
from gradviz.ui.served import loader

if TYPE_CHECKING:
    from gradviz.show.figures import Figure

_FIGURE = st.components.v2.component("gradviz_figure", js=loader("graph.js"))
_STILL = {"displayModeBar": False}


def chart_view(
    key: str, figure: Figure, *, title: str, said: str, scheme: str | None, kind: str = "chart"
) -> None:
    """Draws a figure in a container of its own; called again with another, the chart stays.

    Args:
        key: The container's, by which the browser finds it.
        figure: What is drawn.
        title: What it is, until the figure is there.
        said: What the figure says, in words.
        scheme: "light" or "dark" once the visitor has switched: Streamlit colors a chart only when
            it mounts it.
        kind: Another one is another chart, as one in space is.
    """
    text = figures.as_json(figure)
    name = hashlib.sha256(f"{said}\n{text}".encode()).hexdigest()[:16]
    with st.container(key=key, height="stretch"):
        st.plotly_chart(
            figures.blank(scheme),
            key=f"{key}-{kind}",
            height="stretch",
            config=_STILL,
            alt=title,
        )
        told = {"role": "figure", "of": key, "id": name, "figure": text, "said": said}
        _FIGURE(key=f"{key}-{kind}-figure", data=told)
