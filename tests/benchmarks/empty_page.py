"""The least that a Streamlit page can be: the floor of the rerun times."""

import streamlit as st

st.set_page_config(page_title="empty")
st.text("empty")
