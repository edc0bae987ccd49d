"""What a person sees in the graph component, read through the contract of its DOM.

Root ``[data-testid="gradviz-graph"]``; a node ``[data-node]``, an edge ``[data-edge]``, in each
``[data-part="value"]`` and ``[data-part="gradient"]`` with the exact numbers in ``data-number``.
"""

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from playwright.sync_api import Locator, Page

Array = npt.NDArray[np.float64]
Numbers = dict[str, dict[str, Any]]

READ = """root => Object.fromEntries(
    [...root.querySelectorAll('[data-node], [data-edge]')].map(part => [
        part.dataset.node ?? part.dataset.edge,
        Object.fromEntries([...part.querySelectorAll('[data-part]')].map(
            text => [text.dataset.part, JSON.parse(text.dataset.number ?? 'null')])),
    ]))"""


def graph(page: Page) -> Locator:
    """The component's root element."""
    return page.locator('[data-testid="gradviz-graph"]')


def numbers(page: Page) -> Numbers:
    """Value and gradient of every node and edge, all read at one moment."""
    read: Numbers = graph(page).evaluate(READ)
    return read


def part(page: Page, name: str, what: str = "value") -> Locator:
    """The text with a node's or an edge's value or gradient."""
    kind = "edge" if "->" in name else "node"
    return graph(page).locator(f'[data-{kind}="{name}"] [data-part="{what}"]').first


def middle(locator: Locator) -> tuple[float, float]:
    """The middle of an element, in pixels of the window: where a person would grab it."""
    locator.scroll_into_view_if_needed()
    box = locator.bounding_box()
    assert box is not None, f"not visible: {locator}"
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def eventually(page: Page, check: Callable[[], None], seconds: float = 15) -> None:
    """Repeats a check until it holds; its last failure is the failure.

    Args:
        page: The page, which goes on working between two tries.
        check: Asserts something about the page.
        seconds: How long to go on trying.
    """
    deadline = time.monotonic() + seconds
    while True:
        try:
            check()
        except AssertionError:
            if time.monotonic() > deadline:
                raise
            page.wait_for_timeout(50)
        else:
            return


def hand_computed(shown: Numbers) -> dict[str, dict[str, Array]]:
    """Every node's value and gradient by hand, from the X, Y, W and b that the page shows."""
    X, Y, W, b = (np.asarray(shown[name]["value"], float) for name in ("X:0", "Y:0", "W:0", "b:0"))
    product = X * W
    pred = product + b
    error = pred - Y
    total = np.sum(error**2)
    half = np.asarray(0.5)
    value_and_gradient = {
        "X:0": (X, error * W),
        "Y:0": (Y, -error),
        "W:0": (W, np.sum(error * X)),
        "b:0": (b, np.sum(error)),
        "half:0": (half, total),
        "Mul:0": (product, error),
        "pred:0": (pred, error),
        "residual:0": (error, error),
        "Square:0": (error**2, np.full_like(error, 0.5)),
        "Sum:0": (total, half),
        "cost:0": (half * total, np.asarray(1.0)),
    }
    return {
        name: {"value": value, "gradient": gradient}
        for name, (value, gradient) in value_and_gradient.items()
    }


def assert_consistent(page: Page) -> Numbers:
    """All that the graph shows belongs to one state: its own W, b, X and Y.

    Every node's numbers are those computed by hand; every edge carries its source's value, and what
    comes back along a node's edges adds up to its gradient.

    Returns:
        What was read.
    """
    shown = numbers(page)
    for name, parts in hand_computed(shown).items():
        for what, expected in parts.items():
            actual = np.asarray(shown[name][what], float)
            close = np.allclose(actual, expected, rtol=1e-5, atol=1e-5)
            assert close, f"{what} of {name}: the page shows {actual}, by hand {expected}"
    edges = [(name, *name.split("->")) for name in shown if "->" in name]
    for source in {source for _, source, _ in edges}:
        outgoing = [name for name, start, _ in edges if start == source]
        for name in outgoing:
            assert shown[name]["value"] == shown[source]["value"], name
        back = np.sum([np.asarray(shown[name]["gradient"], float) for name in outgoing], axis=0)
        assert back.shape == np.shape(shown[source]["gradient"]), source
        assert np.allclose(back, shown[source]["gradient"], rtol=1e-5, atol=1e-5), source
    return shown
