"""The page of `live_page.py`, with the component's files beside it as the real app has them."""

from pathlib import Path

import streamlit as st

from gradviz.ui import server

app = st.App(Path(__file__).with_name("live_page.py"), routes=[server.assets()])
