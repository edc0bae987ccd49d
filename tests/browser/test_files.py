"""A page saved as a file, and opened again by somebody else."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.chromium import Visitor
from tests.browser.component import eventually, numbers
from tests.browser.hands import drawn


def shared(page: Page) -> None:
    page.get_by_role("button", name="Share").click()
    page.get_by_role("dialog").wait_for()


def test_a_page_is_saved_and_opened_again(arrive: Callable[..., Visitor], tmp_path: Path) -> None:
    page = drawn(arrive("?W=0.1&b=1e-7"))
    shared(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as a file").click()
    path = tmp_path / download.value.suggested_filename
    assert path.name == "gradviz.json"
    download.value.save_as(path)

    other = drawn(arrive())
    shared(other)
    other.locator('[data-testid="stFileUploaderDropzone"] input').set_input_files(path)

    def opened() -> None:
        assert (numbers(other)["W:0"]["value"], numbers(other)["b:0"]["value"]) == (0.1, 1e-7)

    eventually(other, opened)
    assert "W=0.1" in other.url


def test_a_file_that_is_none_of_ours_is_refused(
    arrive: Callable[..., Visitor], tmp_path: Path
) -> None:
    page = drawn(arrive())
    path = tmp_path / "other.json"
    path.write_text('{"format": "something else"}')
    shared(page)
    page.locator('[data-testid="stFileUploaderDropzone"] input').set_input_files(path)
    expect(page.get_by_role("dialog").get_by_role("alert")).to_be_visible()
    assert numbers(page)["W:0"]["value"] == 1.6649098


def test_the_buttons_of_a_table_cover_no_others(arrive: Callable[..., Visitor]) -> None:
    page = drawn(arrive())
    page.locator(".st-key-model-open label").click()
    page.get_by_test_id("gradviz-editor").wait_for()
    for table in page.get_by_test_id("stDataFrame").all():
        table.hover()
        toolbar = table.locator("xpath=..").get_by_test_id("stElementToolbar")
        box, of_table = toolbar.bounding_box(), table.bounding_box()
        assert box is not None
        assert of_table is not None
        assert box["y"] >= of_table["y"] - 1
    with page.expect_download() as download:
        page.get_by_test_id("stDownloadButton").get_by_role("button", name="CSV").click()
    assert download.value.suggested_filename.endswith(".csv")
