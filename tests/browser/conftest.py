"""One server and one Chromium for all browser tests; a visitor of their own for each."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import Contexts, Visitor, find_chromium, launch
from tests.browser.server import Server, serve

HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks every test of this folder, so that ``-m "not browser"`` leaves them out."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A headless Chromium; without one the tests are skipped, but in CI they fail."""
    path = find_chromium()
    if path is None:
        why = "no Chromium or Chrome found (Debian: apt-get install chromium)"
        if os.environ.get("CI"):
            pytest.fail(why)
        pytest.skip(why)
    with launch(path) as browser:
        yield browser


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app, started once; at the end its log must hold no traceback."""
    with serve(tmp_path_factory.mktemp("server") / "log.txt") as running:
        yield running
    assert not running.tracebacks(), f"the server's log:\n{running.tracebacks()}"


@pytest.fixture(scope="session")
def contexts(chromium: Browser) -> Contexts:
    """The contexts that visitors get, one after the other."""
    return Contexts(chromium)


@pytest.fixture
def arrive(contexts: Contexts, server: Server) -> Iterator[Callable[..., Visitor]]:
    """Lets a visitor arrive: ``arrive(query="", width=1366, height=768, color_scheme="light")``.

    With ``touch=True`` it is one with fingers.

    However a test goes, in the end no visitor's console may hold an error, nobody's page may have
    asked another host for anything, and no traceback may stand on a page.
    """
    visitors: list[Visitor] = []
    with ExitStack() as stack:

        def arriving(
            query: str = "",
            width: int = 1366,
            height: int = 768,
            color_scheme: Literal["light", "dark"] = "light",
            *,
            touch: bool = False,
        ) -> Visitor:
            context = stack.enter_context(contexts.one(color_scheme, touch=touch))
            visitor = Visitor.arriving(context, width, height)
            stack.callback(visitor.leave)
            visitors.append(visitor)
            visitor.page.goto(f"{server.url}/{query}")
            return visitor

        yield arriving
        for visitor in visitors:
            assert visitor.page.locator('[data-testid="stException"]').count() == 0
            assert not visitor.errors
            assert not visitor.strangers(server.host)
