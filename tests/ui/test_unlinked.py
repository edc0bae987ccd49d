"""What is said when a page holds more than a link can."""

import random

from gradviz.ui import unlinked
from tests.ui.test_model_panel import edit, link, nodes, opened

DICE = random.Random(3)  # noqa: S311
ROWS = [{"X": repr(DICE.uniform(-3, 3)), "Y": repr(DICE.uniform(-3, 3))} for _ in range(450)]


def test_a_page_that_no_link_can_hold_says_so_once() -> None:
    page = opened()
    assert not page.toast
    edit(page, "X", added_rows=ROWS)
    assert len(nodes(page)["X:0"]["value"]) == 452
    assert link(page) == {}
    assert [toast.value for toast in page.toast] == [unlinked.SENTENCE]
    page.slider(key="W").set_value(1.0).run()
    assert not page.toast
    # Less again, and once more too much: it is said again.
    page.button(key="undo").click().run()
    page.button(key="undo").click().run()
    assert not page.toast
    page.button(key="redo").click().run()
    assert [toast.value for toast in page.toast] == [unlinked.SENTENCE]
