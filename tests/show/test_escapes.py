"""Names and texts on their way out: exactly them arrive, and nothing else happens."""

import ast
import html
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

import gradviz as tf
from gradviz.core.latex import formula
from gradviz.core.latex_text import TEXT, latex_name, latex_text, meant, plain, printable
from gradviz.show.drawing import drawing
from gradviz.show.escapes import markdown, plotly_text, xml_attribute, xml_text
from gradviz.show.formulas import mathml
from gradviz.show.layout import laid_out
from gradviz.study.diagram import Diagram, Edge, Node

HOSTILE = (
    "</svg><script>alert(1)</script>",
    "]]>",
    '" onload="alert(1)',
    "' onfocus='x",
    r"\input{/etc/passwd}",
    r"\text{}",
    "}{",
    "$x$",
    "$$",
    "50%",
    "%{x}",
    "a_b^c",
    "~|`#&",
    "&lt;b&gt;",
    "&#60;",
    "a\nb\r\nc\td",
    "\u202egnirts\u202c",
    "\x00\x1b[31m",
    "\ud800",
    "\uffff",
    ":red[x]",
    ":smile:",
    ":+1:",
    ":material/home:",
    ":streamlit:",
    "a -> b -- c <-> d >= e",
    "<- x",
    "H~2~O a^2^",
    "- [ ] task",
    "[^1]",
    "a | b",
    "&copy;",
    "![](http://evil.example/x.png)",
    "[x](javascript:alert(1))",
    "www.evil.example",
    "https://evil.example",
    "<https://evil.example>",
    "me@evil.example",
    "=cmd|' /C calc'!A0",
    "1. one",
    "- two",
    "# three",
    "    four",
    "```",
    "§0§",
    r"\slot{W:0|value}{0}",
    "<b>bold</b><br>",
)
FRIENDLY = (
    "W",
    "b_1",
    "pred",
    "β",
    "x̂",
    "Größe",
    "重み",
    "скорость",
    "أ",
    "🙂",
    "👩‍🔬",
    "a'b",
    "½",
)
NAMES = st.sampled_from(HOSTILE + FRIENDLY) | st.text(max_size=30)


@given(NAMES)
def test_text_and_attribute_of_xml_are_that_text(name):
    written = f"<a b=\"{xml_attribute(name)}\" c='{xml_attribute(name)}'>{xml_text(name)}</a>"
    found = ElementTree.fromstring(written)  # noqa: S314  our own text
    assert (found.text or "") == printable(name)
    assert found.get("b") == found.get("c") == printable(name)
    assert not list(found)


@pytest.mark.parametrize("name", FRIENDLY)
def test_friendly_names_stay_exactly(name):
    assert printable(name) == name
    assert html.unescape(xml_text(name)) == name
    assert html.unescape(plotly_text(name)) == name


@given(NAMES)
def test_drawing_shows_names_and_has_no_more_elements_for_them(name):
    def drawn(symbol):
        x = Node("x:0", symbol, symbol, "input", (), "Op")
        y = Node("y:0", "f", symbol, "operation", (), "Op")
        diagram = Diagram((x, y), (Edge("x:0", "y:0", 0, (), summed=True),), "y:0")
        return ElementTree.fromstring(drawing(diagram, laid_out(diagram)))  # noqa: S314

    tree = drawn(name)
    # Symbol and caption are left out where they are equal or empty; nothing else may differ.
    usual = {element.tag for element in drawn("name").iter()}
    assert {element.tag for element in tree.iter()} <= usual
    assert {key for e in tree.iter() for key in e.keys() if key.startswith("on")} == set()  # noqa: SIM118
    if name:
        assert printable(name) in "".join(tree.itertext())


@given(NAMES)
def test_plotly_reads_the_text_and_nothing_else(name):
    written = plotly_text(name)
    assert html.unescape(written) == printable(name)
    # What Plotly's own patterns would find: tags, template fields, formulas.
    assert not re.search(r"<|%\{|\$", written)


@given(NAMES)
def test_markdown_has_every_mark_escaped(name):
    written = markdown(name)
    bare = re.sub(r"\\[!-/:-@\[-`{-~]", "", written)
    assert not re.search(r"[\\`*_\[\]{}<>$#~|!&^]|:\S|^[-+=](\s|$)|^\d{1,9}[.)]", bare)
    assert "\n" not in written
    assert written == written.strip()
    said = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", written)
    assert said.replace("\u2060", "") == " ".join(printable(re.sub(r"\s+", " ", name)).split())
    assert not re.search(r"(?i)https?://|www\.", said)


@given(NAMES)
def test_latex_text_is_one_group_that_says_the_name(name):
    written = latex_text(name)
    found = TEXT.fullmatch(written)
    assert found
    assert meant(found[1]) == printable(name)
    assert plain(latex_name(name)) == printable(name)
    # In Markdown a dollar sign would end the formula; a percent sign would begin a comment.
    assert "$" not in written
    assert not re.search(r"(?<!\\)(?:\\\\)*%", written)
    commands = set(re.findall(r"\\[a-zA-Z]+", written))
    assert all(command.startswith((r"\text", r"\char")) for command in commands)


@given(NAMES, NAMES)
def test_mathml_shows_names_and_has_no_more_elements_for_them(first, second):
    latex = (
        rf"\frac{{\partial\,{latex_text(first)}}}{{{latex_text(second)}}} \slot{{W:0|value}}{{0}}"
    )
    tree = ElementTree.fromstring(html_entities(mathml(latex)))  # noqa: S314  our own text
    texts = [e.text or "" for e in tree.iter("mtext")]
    assert texts == [printable(name).replace(" ", "\xa0") for name in (first, second)]
    usual = {"math", "mrow", "mfrac", "mi", "mo", "mtext", "mn", "mspace", "mstyle"}
    assert {element.tag for element in tree.iter()} <= usual
    assert [e.get("data-ref") for e in tree.iter("mn")] == ["W:0|value|0"]


def html_entities(text: str) -> str:
    return text.replace("&nbsp;", "&#160;")


@given(NAMES)
def test_formulas_with_names_from_outside_can_be_drawn(name):
    with tf.Graph().as_default():
        x = tf.placeholder("double", [], name="x")
        written = formula(tf.square(x) + 1.0, {x: latex_name(name)})
    shown = mathml(written)
    tree = ElementTree.fromstring(html_entities(shown))  # noqa: S314  our own text
    assert printable(name).replace(" ", "\xa0") in "".join(tree.itertext())
    assert "<script" not in shown


def test_escapes_stand_once():
    """Every other module takes these functions instead of writing its own."""
    from pathlib import Path

    package = Path(tf.__file__).parent
    own = {"show/escapes.py"}
    for path in package.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        imported = {
            f"{node.module}.{alias.name}"
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        found = imported & {"html.escape", "xml.sax.saxutils.escape", "graphviz.quoting.quote"}
        assert not found or path.relative_to(package).as_posix() in own, path
