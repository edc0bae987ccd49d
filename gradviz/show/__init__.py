"""How results look: text, geometry and figures; never Streamlit."""
