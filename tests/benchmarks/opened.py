"""The app and a browser for the benchmarks that need both."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser

from tests.browser.chromium import find_chromium, launch
from tests.browser.server import serve


@contextmanager
def opened(benchmark: str) -> Iterator[tuple[Browser, str] | None]:
    """A browser and the app's address; None, and a sentence, where there is no browser."""
    path = find_chromium()
    if path is None:
        print(f"{benchmark}: no Chromium or Chrome found, not measured")
        yield None
        return
    with (
        tempfile.TemporaryDirectory() as folder,
        serve(Path(folder) / "app.log") as app,
        launch(path) as browser,
    ):
        yield browser, app.url
