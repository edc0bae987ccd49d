"""The app: start it with `streamlit run app.py`, `python app.py` or `uvicorn app:app`.

One file in two roles: the server, and the script that this server runs for every visitor.
"""

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
