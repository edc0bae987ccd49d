"""The charts by name, as Plotly figures: pure functions of arrays.

A figure holds what stays while the parameters move. What follows them (the point, its gradient, the
fitted line, the residuals) are empty traces or overlays that the page's component fills in, because
a chart that is drawn anew loses the place where its reader has turned it.
"""

from plotly.graph_objects import Figure

from gradviz.show.chart import as_json, blank
from gradviz.show.data_chart import fit, fit_window, residual_squares, shares, style
from gradviz.show.descent_chart import cost_curves, gradient_curves, what_if_strip
from gradviz.show.slice_chart import slice_chart
from gradviz.show.surface_chart import Camera, camera_numbers, contour, surface3d
from gradviz.show.surface_marks import arrows, level, level_note, lowest_mark, valley3d, ways

__all__ = [
    "Camera",
    "Figure",
    "arrows",
    "as_json",
    "blank",
    "camera_numbers",
    "contour",
    "cost_curves",
    "fit",
    "fit_window",
    "gradient_curves",
    "level",
    "level_note",
    "lowest_mark",
    "residual_squares",
    "shares",
    "slice_chart",
    "style",
    "surface3d",
    "valley3d",
    "ways",
    "what_if_strip",
]
