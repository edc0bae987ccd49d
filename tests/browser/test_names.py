"""Names from outside in a real browser: they are read as they are, and nothing happens."""

import unicodedata
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from gradviz.core.latex_text import latex_text, printable
from gradviz.show.drawing import drawing
from gradviz.show.formulas import mathml
from gradviz.show.layout import laid_out
from gradviz.study.diagram import Diagram, Edge, Node
from tests.browser.chromium import Visitor
from tests.browser.server import ROOT, serve
from tests.show.test_escapes import FRIENDLY, HOSTILE

ALL = HOSTILE + FRIENDLY


@pytest.fixture(scope="module")
def visitor(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    log = tmp_path_factory.mktemp("names") / "log.txt"
    with serve(log, ROOT / "tests/browser/names_page.py") as server:
        context = chromium.new_context()
        context.add_init_script("window.alert = () => { window.harmed = true; };")
        visitor = Visitor.arriving(context, 1000, 800)
        visitor.page.goto(server.url)
        visitor.page.get_by_text("The end.").wait_for(timeout=60_000)
        yield visitor
        assert not visitor.strangers(server.host), "no name makes a request"
        assert not server.tracebacks()
        context.close()


# As the graph's component puts its markup into the page.
PUT = """html => {
    const host = document.createElement("div");
    document.body.append(host);
    host.innerHTML = html;
    const texts = [...host.querySelectorAll("mtext, text, title")].map(part => part.textContent);
    const kinds = [...new Set([...host.querySelectorAll("*")].map(part => part.localName))];
    host.remove();
    return [texts, kinds];
}"""
KINDS = {"math", "mrow", "mtext", "svg", "defs", "marker", "g", "rect", "path", "text", "tspan"}


@pytest.mark.parametrize("name", ALL, ids=ascii)
def test_name_in_formula_and_drawing_is_shown_exactly(visitor: Visitor, name: str) -> None:
    x = Node("x:0", name, "", "input", (), "Op")
    y = Node("y:0", "f", name, "operation", (), "Op")
    diagram = Diagram((x, y), (Edge("x:0", "y:0", 0, (), summed=True),), "y:0")
    shown = printable(name)
    texts, kinds = visitor.page.evaluate(PUT, mathml(latex_text(name)))
    assert texts == [shown.replace(" ", "\xa0")]
    assert set(kinds) <= KINDS
    texts, kinds = visitor.page.evaluate(PUT, drawing(diagram, laid_out(diagram)))
    assert texts.count(shown) == 2
    assert set(kinds) <= KINDS


@pytest.mark.parametrize("place", range(len(ALL)), ids=[ascii(name) for name in ALL])
def test_name_is_shown_exactly(visitor: Visitor, place: int) -> None:
    name = ALL[place]
    if "\ud800" in name:
        pytest.skip("the server's protocol has no lone surrogates")
    block = visitor.page.locator(f".st-key-name-{place}")
    block.scroll_into_view_if_needed()
    block.locator(".gtitle, .xtitle").first.wait_for()
    paragraph = block.locator("p").first
    assert paragraph.locator("*").count() == 0, "no markup"
    said = "".join(paragraph.inner_text().split()).replace("\u2060", "")
    assert said == "".join(f"say {printable(' '.join(name.split()))} so".split())
    assert "".join((block.locator(".xtitle").text_content() or "").split()) == "".join(
        printable(name).split()
    )
    formula = block.locator(".katex-html").text_content() or ""
    assert typeset(name) in typeset(formula)


def typeset(text: str) -> str:
    """A text as TeX sets it: quotation marks are curved, accents stand apart, dashes are drawn."""
    curved = printable(text).translate(str.maketrans("'`ˆ¨", "’‘\u0302\u0308")).replace("--", "–")
    return "".join(unicodedata.normalize("NFD", curved).replace("\xa0", " ").split())


def test_nothing_runs_and_nothing_leads_away(visitor: Visitor) -> None:
    page = visitor.page
    assert page.evaluate("window.harmed === undefined")
    main = page.locator('[data-testid="stMain"]')
    for what in ("a[href]", "img", "iframe", "object", "[onload]", "[onfocus]"):
        assert main.locator(what).count() == 0, main.locator(what).first.evaluate(
            "e => e.outerHTML"
        )
    assert main.locator(".katex-error").count() == 0
    assert not visitor.errors
