"""A page that shows names from outside in every way in which the app shows names."""

import sys
from pathlib import Path

import plotly.graph_objects as go
import streamlit as st

sys.path.insert(0, str(Path(__file__).parents[2]))

from gradviz.core.latex_text import latex_text  # noqa: E402
from gradviz.show.chart import chart_axis  # noqa: E402
from gradviz.show.escapes import markdown, plotly_text  # noqa: E402
from tests.show.test_escapes import FRIENDLY, HOSTILE  # noqa: E402

for place, name in enumerate(HOSTILE + FRIENDLY):
    if not name.isprintable() and "\ud800" in name:
        continue  # the server's own protocol has no way to send a lone surrogate
    with st.container(key=f"name-{place}"):
        st.markdown(markdown(f"say {name} so"))
        st.markdown(f"$1 + {latex_text(name)}$")
        figure = go.Figure(go.Bar(x=[1], y=[plotly_text(name)], name=plotly_text(name)))
        figure.update_layout(height=220, showlegend=True)
        figure.update_xaxes(chart_axis(name, 0.0, 1.0))
        st.plotly_chart(figure, key=f"chart-{place}")
st.markdown("The end.")
