"""The Chromium that is installed, driven by Playwright; and one visitor's window in it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
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
    def arriving(cls, context: BrowserContext) -> "Visitor":
        """Opens a page in the context and starts to listen to it."""
        visitor = cls(context.new_page())
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

    def _on_request(self, request: Request) -> None:
        self.requested.append(request.url)

    def _on_websocket(self, socket: WebSocket) -> None:
        self.requested.append(socket.url)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(f"console: {message.text} ({message.location.get('url', '')})")
