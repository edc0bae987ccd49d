"""The Chromium that is installed, driven by Playwright; and one visitor's window in it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    WebSocket,
    sync_playwright,
)

# The shell is the same engine without a window: it draws a page with a quarter less work.
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
)
ARGUMENTS = [
    "--no-sandbox",  # CI runs as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find_chromium() -> str | None:
    """The path of the installed Chromium or Chrome, or None."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def launch(path: str) -> Iterator[Browser]:
    """Runs a headless browser until the end of the block."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


class Contexts:
    """Browser contexts that are used again, one visitor after the other.

    A new one would load and compile all scripts of the page anew: a fifth of a short test.
    """

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.free: dict[tuple[str, bool], list[BrowserContext]] = {}

    @contextmanager
    def one(
        self, color_scheme: Literal["light", "dark"], *, touch: bool
    ) -> Iterator[BrowserContext]:
        """A context that no other visitor has; afterwards it knows nothing of this one."""
        free = self.free.setdefault((color_scheme, touch), [])
        if free:
            context = free.pop()
        else:
            context = self.browser.new_context(
                color_scheme=color_scheme, has_touch=touch, reduced_motion="reduce"
            )
            context.set_default_timeout(20_000)
        try:
            yield context
            _forget(context)
        except BaseException:
            context.close()
            raise
        free.append(context)


def _forget(context: BrowserContext) -> None:
    context.set_offline(offline=False)
    for page in context.pages:
        if page.url.startswith("http"):
            page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
        page.close()
    context.clear_cookies()
    context.clear_permissions()


@dataclass
class Visitor:
    """One visitor: a browser context of their own with one page, and what went wrong in it.

    Attributes:
        page: Their page.
        errors: What the page's console reported as an error, and exceptions that nobody caught.
        requested: The URL of everything that the page asked for, WebSockets included.
    """

    page: Page
    errors: list[str] = field(default_factory=list)
    requested: list[str] = field(default_factory=list)

    @classmethod
    def arriving(cls, context: BrowserContext, width: int, height: int) -> "Visitor":
        """Opens a page of this size in the context and starts to listen to it."""
        visitor = cls(context.new_page())
        visitor.page.set_viewport_size({"width": width, "height": height})
        context.on("request", visitor._on_request)
        visitor.page.on("console", visitor._on_console)
        visitor.page.on("pageerror", lambda error: visitor.errors.append(f"uncaught: {error}"))
        visitor.page.on("websocket", visitor._on_websocket)
        return visitor

    def strangers(self, host: str) -> list[str]:
        """The requests to any other host than this one (name and port)."""
        network = [urlsplit(url) for url in self.requested]
        return [
            url.geturl()
            for url in network
            if url.scheme in {"http", "https", "ws", "wss"} and url.netloc != host
        ]

    def leave(self) -> None:
        """Stops listening to what others do in the same context."""
        self.page.context.remove_listener("request", self._on_request)

    def _on_request(self, request: Request) -> None:
        self.requested.append(request.url)

    def _on_websocket(self, socket: WebSocket) -> None:
        self.requested.append(socket.url)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(f"console: {message.text} ({message.location.get('url', '')})")
