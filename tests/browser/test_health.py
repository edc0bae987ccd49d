"""Gradient health in a real browser: layers are chosen, runs go on, are canceled and taken away."""

import zipfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from tests.browser.chromium import Visitor
from tests.browser.component import part

expect.set_options(timeout=30_000)  # a busy machine is not a wrong page


def health(page: Page) -> Page:
    """Goes to the page by its link, and waits for the drawing."""
    page.get_by_role("link", name="Gradient health").click()
    expect(page.locator(".gv-chain")).to_be_visible()
    return page


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=option, exact=True).click()


def test_a_layer_is_chosen_by_a_click_and_by_the_keyboard(arrive: Callable[..., Visitor]) -> None:
    page = health(arrive().page)
    expect(page.locator(".gv-chain [data-layer]")).to_have_count(20)
    page.locator('.gv-chain [data-layer="3"]').click()
    expect(page.get_by_text("Layer 3: vanishing.")).to_be_visible()
    expect(page.locator('.gv-chain [data-layer="3"]')).to_have_attribute("aria-pressed", "true")
    assert "layer=3" in page.url
    page.locator('.gv-chain [data-layer="20"]').focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Layer 20: healthy.")).to_be_visible()


def test_nothing_lies_outside_the_screen(arrive: Callable[..., Visitor]) -> None:
    page = health(arrive().page)
    for option in ("normal", "Xavier"):
        choose(page, "Initialization", option)
        expect(page.locator(".st-key-health-by-layer .js-plotly-plot").last).to_be_visible()
        tall, wide = page.evaluate(
            "(main => [main.scrollHeight, main.scrollWidth])(document.querySelector('.stMain'))"
        )
        assert (tall, wide) == (768, 1366)


def test_a_run_is_canceled_while_others_go_on(arrive: Callable[..., Visitor]) -> None:
    page, other = health(arrive().page), arrive().page
    part(other, "cost:0").wait_for(timeout=60_000)
    page.get_by_text("Training", exact=True).click()
    steps = page.get_by_role("spinbutton", name="Steps")
    steps.fill("2000")
    steps.press("Enter")
    page.get_by_role("button", name="Train", exact=True).click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    other.get_by_role("link", name="Gradient health").click()
    expect(other.locator(".gv-chain")).to_be_visible()
    page.get_by_role("button", name="Cancel", exact=True).click()
    expect(page.get_by_text("Canceled after")).to_be_visible()
    expect(page.get_by_role("button", name="Train", exact=True)).to_be_visible()


def test_a_run_is_taken_to_tensorboard(arrive: Callable[..., Visitor], tmp_path: Path) -> None:
    page = health(arrive().page)
    choose(page, "Activation", "tanh")
    choose(page, "Initialization", "Xavier")
    page.get_by_text("Training", exact=True).click()
    page.get_by_role("button", name="Train", exact=True).click()
    expect(page.get_by_text("200 steps: the cost went from")).to_be_visible(timeout=60_000)
    with page.expect_download() as download:
        page.get_by_role("button", name="TensorBoard").click()
    assert download.value.suggested_filename == "gradviz-run.zip"
    download.value.save_as(tmp_path / "run.zip")
    zipfile.ZipFile(tmp_path / "run.zip").extractall(tmp_path)
    reader = EventAccumulator(str(tmp_path / "gradviz-run"))
    reader.Reload()
    assert reader.Tags()["graph"]
    assert reader.Scalars("cost")[-1].step == 200
    assert "layer1/W/gradient" in reader.Tags()["histograms"]


def test_each_page_keeps_what_was_set_on_it(arrive: Callable[..., Visitor]) -> None:
    page = arrive("?W=2.5").page
    part(page, "cost:0").wait_for()
    health(page)
    choose(page, "Activation", "relu")
    page.wait_for_url("**/gradient-health?activation=relu")
    page.get_by_role("link", name="Workbench").click()
    part(page, "cost:0").wait_for()
    page.wait_for_url("**/?W=2.5")
    health(page)
    page.wait_for_url("**/gradient-health?activation=relu")
