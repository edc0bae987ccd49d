"""Where the drawing is in its frame when it opens."""

from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.server import Server

OPEN = """async ({width, height, box}) => {
  const {Navigation} = await import('/assets/navigation.js');
  const stage = document.createElement('div');
  stage.style.cssText = 'width: 800px; height: 300px';
  document.body.replaceChildren(stage);
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const view = svg.appendChild(document.createElementNS(svg.namespaceURI, 'g'));
  const navigation = new Navigation(stage, () => {});
  const parts = new Map([['cost:0', {name: 'cost:0', box}]]);
  navigation.show({svg, view, size: {width, height}, parts, target: 'cost:0'});
  return navigation.visible();
}"""


@pytest.mark.parametrize("top", [0, 640, 1240])
@pytest.mark.parametrize(("width", "height"), [(20_000, 1300), (20_000, 300), (500, 250)])
def test_a_graph_opens_where_the_gradients_start(
    chromium: Browser, server: Server, width: int, height: int, top: int
) -> None:
    page = chromium.new_page()
    page.goto(f"{server.url}/assets/navigation.js")
    top = min(top, height - 60)
    box = {"left": width - 110, "top": top, "width": 100, "height": 60}
    seen: dict[str, Any] = page.evaluate(OPEN, {"width": width, "height": height, "box": box})
    page.close()
    # Half a unit: a place has two decimals.
    assert seen["left"] - 0.5 <= box["left"]
    assert box["left"] + box["width"] <= seen["left"] + seen["width"] + 0.5
    assert seen["top"] - 0.5 <= top
    assert top + 60 <= seen["top"] + seen["height"] + 0.5
