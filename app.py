"""The app: start it with `streamlit run app.py`, `python app.py` or `uvicorn app:app`.

One file in two roles: the server, and the script that this server runs for every visitor.
"""

import os

# Before NumPy is loaded, unless the host has chosen. OpenBLAS's threads wait for each other by
# spinning: on 2 cores 20 visitors' matrix products at once took 64-96 s with them, 4-6 s without.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import streamlit as st
from starlette.middleware import Middleware
from streamlit.runtime.scriptrunner import get_script_run_ctx

from gradviz.ui import main, server

if get_script_run_ctx(suppress_warning=True) is not None:
    main.main()
else:
    app = st.App(
        __file__,
        lifespan=server.warm,
        routes=[server.cards(), server.assets()],
        middleware=[Middleware(server.SecurityHeaders)],
        on_script_error=server.say_so,
    )
    if __name__ == "__main__":
        app.run()
