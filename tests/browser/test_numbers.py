"""Numbers look the same whether Python or the browser writes them."""

import json
import random
from pathlib import Path

from playwright.sync_api import Browser

from gradviz.show.theme import format_brief, format_number

SCRIPT = Path(__file__).parents[2] / "assets" / "numbers.js"
FORMAT = """async ([source, values]) => {
  const script = new Blob([source], {type: 'text/javascript'});
  const {formatNumber, formatBrief} = await import(URL.createObjectURL(script));
  return values.map(value => [formatNumber(value), formatBrief(value)]);
}"""


def values() -> list[float]:
    """Numbers of all sizes, many of them exactly between two shown ones."""
    random.seed(1)
    edges = [0.0, 0.125, 0.00995, 0.0099995, 1234.5, 9999.5, 12345.5, 99995.0, 99999.5, 1e5, 1e308]
    wide = [random.uniform(-10, 10) * 10.0 ** random.randint(-12, 12) for _ in range(4000)]  # noqa: S311
    ties = [random.randint(-(10**6), 10**6) / 2 ** random.randint(0, 12) for _ in range(4000)]  # noqa: S311
    return [*edges, 5e-324, 1.2345e-100, *wide, *ties]


def test_python_and_the_browser_write_numbers_alike(chromium: Browser) -> None:
    page = chromium.new_page()
    try:
        written = page.evaluate(FORMAT, [SCRIPT.read_text(), values()])
    finally:
        page.close()
    expected = [[format_number(value), format_brief(value)] for value in values()]
    different = [row for row in zip(values(), written, expected, strict=True) if row[1] != row[2]]
    assert not different, json.dumps(different[:5], ensure_ascii=False)
