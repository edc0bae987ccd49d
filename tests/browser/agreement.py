"""Whether all that the page shows is one state: graph, charts and derivation, and the link."""

import re

import numpy as np
import pytest
from playwright.sync_api import Page

from gradviz.study.fits import CURVE_POINTS
from tests.browser.charts import contour_point, trace
from tests.browser.component import Numbers, assert_consistent, hand_computed, numbers, part


def assert_everything_agrees(page: Page) -> Numbers:
    """Graph, contour, fit and derivation show one and the same state."""
    shown = assert_consistent(page)
    by_hand = hand_computed(shown)
    weight, bias = shown["W:0"]["value"], shown["b:0"]["value"]

    point = contour_point(page)
    assert abs(point.W - weight) <= point.pixel, "the point on the contour: W"
    assert abs(point.b - bias) <= 2 * point.pixel, "the point on the contour: b"

    line = trace(page, "fit", "fit")
    assert len(line["x"]) == CURVE_POINTS
    fitted = weight * np.array(line["x"], float) + bias
    assert np.allclose(np.array(line["y"], float), fitted, rtol=1e-6, atol=1e-6), "the fitted line"
    ends = np.array(trace(page, "fit", "residuals")["y"], float).reshape(-1, 3)[:, :2]
    expected = np.hstack([by_hand["pred:0"]["value"], by_hand["Y:0"]["value"]])
    assert ends.shape == expected.shape, "the residuals"
    assert np.allclose(ends, expected, rtol=1e-6, atol=1e-6), "the residuals"

    assert_derivation_agrees(page, shown)
    return shown


def assert_derivation_agrees(page: Page, shown: Numbers) -> None:
    """Every number in the formulas is the graph's, to the last digit shown."""
    slots = page.get_by_test_id("gradviz-derivation").locator(".gv-formulas [data-ref]")
    read = slots.evaluate_all(
        "slots => slots.map(slot => [slot.dataset.ref, slot.dataset.number, slot.textContent])"
    )
    assert read, "the derivation has no numbers"
    assert {"W:0|gradient", "b:0|gradient", "cost:0|value"} <= {
        reference.rpartition("|")[0] for reference, _, _ in read
    }
    for reference, number, text in read:
        name, what, index = reference.split("|")
        if what == "seed":  # a factor in what is differentiated, left out where it is 1
            assert (text == "") == (float(number) == 1.0), reference
            continue
        assert float(number) == np.ravel(shown[name][what])[int(index)], reference
        rows = part(page, name, what).locator("tspan").all_text_contents()
        if len(rows) == np.size(shown[name][what]):
            assert text == rows[int(index)], reference


def assert_value(page: Page, name: str, expected: object) -> None:
    shown = numbers(page)[name]["value"]
    assert shown == expected


def assert_near(actual: float, expected: float, tolerance: float) -> None:
    assert abs(actual - expected) <= tolerance


def assert_more(actual: float, bound: float) -> None:
    assert actual > bound


def assert_in_link(page: Page, name: str, value: float) -> None:
    found = re.search(rf"[?&]{name}=([^&]*)", page.url)
    assert found is not None, page.url
    assert float(found[1]) == pytest.approx(value, abs=1e-3)
