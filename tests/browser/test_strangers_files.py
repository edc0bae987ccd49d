"""Files and links of strangers on the real page: their texts are shown, and that is all."""

import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Locator, Page, expect

from gradviz.core.latex_text import printable
from gradviz.ui.packed import FORMAT
from tests.browser.chromium import Visitor
from tests.browser.component import eventually, graph
from tests.browser.hands import drawn

Arrive = Callable[..., Visitor]
FRIENDLY = ("α", "Δt", "学习率", "β_1 [m/s]", "Größe (cm)", "👩‍🔬")  # noqa: RUF001  names of people
HOSTILE = (
    "<img src=//evil.example/x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "![x](//evil.example/x.png)[y](javascript:alert(1))",
    r"$$\href{javascript:alert(1)}{x}\includegraphics{//evil.example/x}$$",
    r"$\def\x{\x}\x$",
    '"|<>{}\\n\\',
    "=cmd|' /C calc'!A0",
    ":material/delete: :red[x]",
)
# All elements, through shadow roots, that only a name could have brought along.
FOREIGN = """() => {
  const found = window.harmed ? ["a script has run"] : [];
  const walk = (root) => {
    for (const one of root.querySelectorAll("*")) {
      if (one.shadowRoot) walk(one.shadowRoot);
      const away = one.localName === "a" && one.getAttribute("href")
        && new URL(one.href, location.href).origin !== location.origin;
      const acts = [...one.attributes].some((attribute) => attribute.name.startsWith("on"));
      if (away || acts || one.matches("iframe, object, embed, .katex-error"))
        found.push(one.outerHTML.slice(0, 200));
    }
  };
  walk(document);
  return found;
}"""


def watched(visitor: Visitor) -> Page:
    """The visitor's page, where an alert says so; requests are watched wherever they go."""
    page = visitor.page
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    page.evaluate("() => { window.alert = () => { window.harmed = true; }; }")
    return page


def give(dialog: Locator, path: Path, content: str) -> None:
    path.write_text(content, encoding="utf-8")
    dialog.locator("input[type=file]").set_input_files(path)


def assert_said(dialog: Locator, words: str) -> None:
    """A word joiner, which shows nothing, keeps Streamlit from reading marks of its own."""
    said = dialog.get_by_role("alert").all_inner_texts()
    assert words in "".join(said).replace("\u2060", "")


def test_columns_names_are_shown_exactly(arrive: Arrive, tmp_path: Path) -> None:
    visitor = arrive()
    drawn(visitor)
    page = watched(visitor)
    page.get_by_text("Model", exact=True).click()
    page.get_by_role("button", name="Data", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("File", exact=True).click()
    for place, name in enumerate(FRIENDLY + HOSTILE):
        cell = name.replace('"', '""')
        give(dialog, tmp_path / f"{place}.csv", f'"{cell}","y"\n1,2\n2,3\n')
        chosen = dialog.get_by_role("combobox").first
        expect(chosen).to_have_value(printable(name))
        assert page.evaluate(FOREIGN) == []
        # A refusal quotes the name's beginning.
        give(dialog, tmp_path / f"wrong-{place}.csv", f'"{cell}","y"\n1,2\n2,3\nx,4\n')
        eventually(page, lambda name=name: assert_said(dialog, f"column “{name[:24]}"))
        assert page.evaluate(FOREIGN) == []


def test_a_file_with_any_texts_opens_or_is_refused_in_words(arrive: Arrive, tmp_path: Path) -> None:
    visitor = arrive()
    drawn(visitor)
    page = watched(visitor)
    keys = ("model", "text", "inputs", "parameters", "select", "fold", "data", "descent", "W", "X")
    for place, text in enumerate(HOSTILE[::2]):
        page.get_by_role("button", name="Share").click()
        content = {"format": FORMAT, "page": {**dict.fromkeys(keys, text), text: text}}
        give(page.get_by_role("dialog"), tmp_path / f"{place}.json", json.dumps(content))
        expect(page.get_by_role("dialog")).to_have_count(0)
        said = page.get_by_role("alert").first
        expect(said).to_contain_text("The file’s")
        expect(said).not_to_contain_text("The link")
        graph(page).locator("[data-node]").first.wait_for()
        assert page.evaluate(FOREIGN) == []


@pytest.mark.parametrize("key", ["text", "select", "descent", "evil"])
def test_a_link_says_what_of_it_is_not_used(arrive: Arrive, key: str) -> None:
    text = HOSTILE[0]
    query = {text: "1"} if key == "evil" else {key: text}
    visitor = arrive("?" + urlencode(query))
    drawn(visitor)
    page = watched(visitor)
    expect(page.get_by_role("alert").first).to_contain_text("The link’s")
    assert page.evaluate(FOREIGN) == []


def test_letters_of_any_script_are_in_graph_formula_and_code(arrive: Arrive) -> None:
    text = "学习率 = α*X\nΔt = 学习率 - Y\ncost = reduce_sum(square(Δt))"  # noqa: RUF001
    query = {"text": text, "inputs": "X;Y", "parameters": "α"}  # noqa: RUF001
    page = arrive("?" + urlencode(query)).page
    graph(page).locator("[data-node]").first.wait_for(timeout=60_000)
    for name in ("学习率", "Δt", "α"):  # noqa: RUF001
        shown = graph(page).locator(".gv-picture text").get_by_text(name, exact=True)
        expect(shown.first).to_be_visible()
    page.get_by_text("Model", exact=True).click()
    page.get_by_role("button", name="As code").click()
    program = page.get_by_role("dialog").get_by_test_id("stCode").first
    for line in ("学习率 = ", "Δt = ", "dcost/dα"):  # noqa: RUF001
        expect(program).to_contain_text(line)
