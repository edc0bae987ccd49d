"""What is taken away is what is seen: every format opens elsewhere and holds the same numbers."""

import json
import struct
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode
from xml.etree import ElementTree

import numpy as np
import pygraphviz
import pypdf
import pytest
from playwright.sync_api import Page

from tests.browser.chromium import Visitor
from tests.browser.component import graph, numbers, part
from tests.browser.hands import drawn

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("taken")


@pytest.fixture
def page(arrive: Callable[..., Visitor]) -> Page:
    return drawn(arrive())


def take(page: Page, folder: Path, label: str, **choices: str) -> Path:
    """Opens the menu, makes the choices, and takes the picture away in one format."""
    menu = graph(page).locator('[data-menu="take-away"]')
    button = menu.get_by_role("button", name="Take away")
    if button.get_attribute("aria-expanded") == "false":
        button.click()
    for value in choices.values():
        menu.get_by_label(value, exact=True).check()
    with page.expect_download() as download:
        menu.get_by_role("button", name=label, exact=True).click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def texts(page: Page) -> set[str]:
    """All lines of text in the drawing, as they are seen."""
    found: list[str] = graph(page).evaluate(
        """root => [...root.querySelectorAll('.gv-picture text')]
            .filter(text => getComputedStyle(text).display !== 'none')
            .flatMap(text => text.children.length ? [...text.children] : [text])
            .map(line => line.textContent).filter(Boolean)"""
    )
    return set(found)


def test_svg_stands_alone_with_the_exact_numbers(page: Page, folder: Path) -> None:
    path = take(page, folder, "SVG")
    assert path.name == "gradviz-cost.svg"
    root = ElementTree.parse(path).getroot()  # noqa: S314 - our own file
    taken: dict[str, dict[str, object]] = {}
    for group in root.iter(f"{SVG}g"):
        name = group.get("data-node") or group.get("data-edge") or ""
        taken[name] = {
            text.get("data-part", ""): json.loads(text.get("data-number", ""))
            for text in group.iter(f"{SVG}text")
            if text.get("data-number")
        }
    shown = numbers(page)
    assert taken.keys() == shown.keys()
    for name, parts in taken.items():
        assert parts == {what: shown[name][what] for what in ("value", "gradient")}, name
    assert {text.text for text in root.iter(f"{SVG}text")} == texts(page)
    source = path.read_text(encoding="utf-8")
    assert "class=" not in source
    assert "http" not in source.replace("http://www.w3.org/2000/svg", "")


def test_colors_of_the_other_scheme_without_a_change_on_the_page(page: Page, folder: Path) -> None:
    light = take(page, folder, "SVG", colors="Light").read_text(encoding="utf-8")
    dark = take(page, folder, "SVG", colors="Dark").read_text(encoding="utf-8")
    assert "#0062a3" in light
    assert "#6cbcf2" in dark
    assert "#0062a3" not in dark
    scheme = graph(page).evaluate("root => root.getRootNode().host.dataset.scheme")
    assert scheme == "light"


def test_png_has_the_pixels_asked_for(page: Page, folder: Path) -> None:
    svg = ElementTree.parse(take(page, folder, "SVG")).getroot()  # noqa: S314 - our own file
    for scale in (2, 4):
        path = take(page, folder, f"PNG {scale}×")
        data = path.read_bytes()
        assert data[:8] == b"\x89PNG\r\n\x1a\n"
        size = struct.unpack(">II", data[16:24])
        wanted = [float(svg.get(side) or 0) * scale for side in ("width", "height")]
        np.testing.assert_allclose(size, wanted, atol=1)
        assert len(data) > 20_000, "a picture with nothing on it is smaller"
        assert data[25] == 6, "with transparency"


def test_png_has_the_letters_on_it_and_nothing_behind(page: Page, folder: Path) -> None:
    image = pytest.importorskip("PIL.Image")
    with image.open(take(page, folder, "PNG 2×")) as picture:
        pixels = np.asarray(picture)
    assert pixels[0, 0, 3] == 0, "the corner is transparent"
    forward = (np.abs(pixels[..., :3].astype(int) - [0x00, 0x62, 0xA3]).max(axis=-1) < 8).mean()
    assert forward > 0.002


def test_pdf_is_one_page_of_vectors_that_can_be_searched(page: Page, folder: Path) -> None:
    path = take(page, folder, "PDF", background="Filled")
    assert path.read_bytes().startswith(b"%PDF-1.7")
    reader = pypdf.PdfReader(path, strict=True)
    (leaf,) = reader.pages
    text = leaf.extract_text()
    for line in texts(page):
        assert line.replace(" ", "") in text.replace(" ", "").replace("\n", ""), line
    fonts = leaf["/Resources"]["/Font"]
    for font in fonts.values():
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert len(descriptor["/FontFile2"].get_data()) > 10_000, "every font is carried along"
    assert "/XObject" not in leaf["/Resources"], "nothing is an image of text"


def test_characters_that_no_font_has_are_as_the_browser_writes_them(
    arrive: Callable[..., Visitor], folder: Path
) -> None:
    """They are images with a soft mask, and text that is found."""
    text = "скорость = X*W + b\nпуть = скорость - Y\ncost = reduce_sum(square(путь))"
    page = drawn(arrive("?" + urlencode({"text": text, "inputs": "X;Y", "parameters": "W;b"})))
    assert {"скорость", "путь"} <= texts(page)
    path = take(page, folder, "PDF", background="Filled")
    (leaf,) = pypdf.PdfReader(path, strict=True).pages
    found = leaf.extract_text()
    assert "скорость" in found
    assert "путь" in found
    images = [image.get_object() for image in leaf["/Resources"]["/XObject"].values()]
    assert len(images) == 2
    for image in images:
        mask = image["/SMask"]
        assert (image["/Width"], image["/Height"]) == (mask["/Width"], mask["/Height"])
        assert image["/Height"] > 100, "as sharp as a printer"
        cover = np.frombuffer(mask.get_data(), np.uint8)
        assert 0.05 < (cover > 128).mean() < 0.5, "letters, and nothing around them"
        # A text of one color is of that color alone.
        assert len(np.unique(np.frombuffer(image.get_data(), np.uint8).reshape(-1, 3), axis=0)) == 1


def test_dot_is_laid_out_again(page: Page, folder: Path) -> None:
    path = take(page, folder, "DOT")
    again = pygraphviz.AGraph(string=path.read_text(encoding="utf-8"))
    shown = numbers(page)
    assert len(again.nodes()) == sum("->" not in name for name in shown)
    assert again.number_of_edges() == sum("->" in name for name in shown)
    (label,) = (n.attr["label"] for n in again.nodes() if n.attr["label"].startswith("W"))
    assert "1.665" in label
    assert "12.38" in label
    drawn_again = again.draw(format="svg", prog="dot").decode()
    assert "1.665" in drawn_again


def test_as_zoomed_takes_only_what_is_in_view(page: Page, folder: Path) -> None:
    part(page, "cost:0").hover()
    page.mouse.wheel(0, -400)
    root = ElementTree.parse(take(page, folder, "SVG", extent="As zoomed")).getroot()  # noqa: S314
    whole = ElementTree.parse(take(page, folder, "SVG", extent="Whole graph")).getroot()  # noqa: S314
    assert float(root.get("width") or 0) < float(whole.get("width") or 0)


def test_menu_closes_by_escape_and_gives_the_focus_back(page: Page) -> None:
    button = graph(page).get_by_role("button", name="Take away")
    button.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert button.get_attribute("aria-expanded") == "false"
    assert button.evaluate("button => button.getRootNode().activeElement === button")
