"""What the page's two charts show, read from what is drawn."""

from typing import Any, NamedTuple

from playwright.sync_api import Page

# The middle of the point that is drawn over the contour, through the axes' map from pixels.
CONTOUR_POINT = """() => {
  const chart = document.querySelector('.st-key-surface .js-plotly-plot');
  const dot = chart?.querySelector('.gradviz-overlay .point .dot')?.getBoundingClientRect();
  if (!dot?.width) return null;
  const {left, top} = chart.querySelector('.svg-container').getBoundingClientRect();
  const {xaxis, yaxis} = chart._fullLayout;
  const x = dot.left + dot.width / 2 - left - xaxis._offset;
  const y = dot.top + dot.height / 2 - top - yaxis._offset;
  return [xaxis.p2d(x), yaxis.p2d(y), Math.abs(xaxis.p2d(1) - xaxis.p2d(0))];
}"""
TRACE = """([key, name]) => {
  const chart = document.querySelector(`.st-key-${key} .js-plotly-plot`);
  const trace = chart?.data?.find(trace => trace.name === name);
  return trace ? {x: [...trace.x], y: [...trace.y], z: [...trace.z ?? []]} : null;
}"""
CAMERA = """() => document.querySelector('.st-key-surface .js-plotly-plot')
  ?._fullLayout?.scene?._scene?.getCamera?.()"""


class Point(NamedTuple):
    """A place on the cost surface."""

    W: float
    b: float
    pixel: float  # how much of W one pixel is: nobody can see it more exactly


def contour_point(page: Page) -> Point:
    """Where the point stands on the contour."""
    read = page.evaluate(CONTOUR_POINT)
    assert read is not None, "no point is drawn over the contour"
    return Point(*read)


def trace(page: Page, key: str, name: str) -> dict[str, list[float]]:
    """The data of a chart's trace: "fit" and "residuals" of "fit", "point" of the 3D "surface"."""
    read: dict[str, list[float]] | None = page.evaluate(TRACE, [key, name])
    assert read is not None, f"the chart {key} has no trace {name}"
    return read


def camera(page: Page) -> Any:
    """From where the 3D surface is seen."""
    read = page.evaluate(CAMERA)
    assert read is not None, "no 3D surface"
    return read
