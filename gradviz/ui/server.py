"""What the server adds to the page: the files in assets/, security headers, a warm start."""

from __future__ import annotations

import asyncio
import importlib
import logging
import mimetypes
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gradviz.show import figures
from gradviz.show.palette import palette_json
from gradviz.study.missing import Missing
from gradviz.ui import cached, derivations, ground, health_cached, looks
from gradviz.ui.health_link import OF, Choice
from gradviz.ui.served import ASSETS
from gradviz.ui.state import State

_HOST = re.compile(r"[\w.\-\[\]:]+", re.ASCII)
_LOG = logging.getLogger(__name__)
_YEAR = "public, max-age=31536000, immutable"


class Assets(StaticFiles):
    """Static files: kept for a year under a versioned address, asked about again otherwise."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Answers one request."""
        response = await super().get_response(path, scope)
        versioned = scope["query_string"].startswith(b"v=")
        response.headers["Cache-Control"] = _YEAR if versioned else "no-cache"
        return response


class SecurityHeaders:
    """Adds to every answer what the browser is to forbid: above all, any other host."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        policy = content_security_policy(Headers(scope=scope).get("host", ""))

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = policy
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "no-referrer"
            await send(message)

        await self._app(scope, receive, send_with_headers)


def content_security_policy(host: str) -> str:
    """What a page may load: this host's files, and what the page itself makes (blobs, data).

    Inline styles are how Streamlit and Plotly style, and Streamlit's start page has an inline
    script. Any site may embed the page: it is meant for course pages, and holds nothing to steal.

    Args:
        host: Name and port under which the visitor reached the server.

    >>> "connect-src 'self' ws://localhost:8501 wss://localhost:8501" in content_security_policy(
    ...     "localhost:8501"
    ... )
    True
    """
    # Older Safari does not count the WebSocket as 'self'.
    sockets = f" ws://{host} wss://{host}" if _HOST.fullmatch(host) else ""
    return "; ".join(
        [
            "default-src 'self'",
            "script-src 'self' 'unsafe-inline' blob:",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            f"connect-src 'self'{sockets}",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors *",
        ]
    )


def cards() -> Route:
    """The route to the palette, which is made of the op table and asked for when it is opened."""
    headers = {"Cache-Control": "no-cache"}

    def answer(_request: Request) -> Response:
        return Response(palette_json(), media_type="application/json", headers=headers)

    return Route("/assets/palette.json", answer, name="palette")


def assets() -> Mount:
    """The route to the files in assets/."""
    # The system's own table may say otherwise, and browsers run no module of another type.
    mimetypes.add_type("text/javascript", ".js")
    mimetypes.add_type("text/css", ".css")
    return Mount("/assets", Assets(directory=ASSETS), name="assets")


@asynccontextmanager
async def warm(_app: st.App) -> AsyncIterator[None]:
    """Does before the first visitor comes what is slow the first time."""
    await asyncio.to_thread(_first_time)
    yield


def _first_time() -> None:
    opening = State()
    # Graphviz loads its plugins with the first layout, Plotly its checks with the first figure.
    looks.picture(opening.look, opening.problem.structure)
    derivations.derived(opening.problem.structure)
    on = ground.plane(opening)
    if not isinstance(on, Missing):
        still = ground.still(opening.problem)
        figures.contour(cached.surface(still, on, ground.ends(opening, on))).to_json()
    figures.fit([(2.0, 3.0)], (0.0, 6.0)).to_json()
    network = Choice().network
    health_cached.drawing(network, "")
    health_cached.by_layer(network, None).to_json()
    health_cached.by_decade(network, OF[0]).to_json()
    palette_json()
    # Streamlit's table loads it late.
    importlib.import_module("pandas")


def say_so(error: Exception) -> bool:
    """Shows a sentence instead of a traceback; what happened is in the server's log.

    Returns:
        True: Streamlit is to show nothing of its own.
    """
    _LOG.error("a run of the page failed", exc_info=error)
    st.error("Something went wrong here, and it is not your doing. Open the page anew to go on.")
    return True
