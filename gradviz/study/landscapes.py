"""Presets without data: the cost is a landscape over two numbers."""

from __future__ import annotations

from gradviz.study.blueprint import Blueprint, Parameter
from gradviz.study.preset import Preset

LANDSCAPES = (
    Preset(
        "fan-out",
        "Two consumers",
        "W and b are each used twice: what comes back from the product and what comes back from"
        " the sum are added; between the two minima (1, 2) and (2, 1) lies a saddle.",
        Blueprint(
            "product = W * b\nsum = W + b\ncost = square(product - 2) + square(sum - 3)",
            (),
            (Parameter("W"), Parameter("b")),
        ),
        ((0.0,), (0.5,)),
        (),
        ("W", "b"),
        ((-1.0, 4.0), (-1.0, 4.0)),
        0.05,
    ),
    Preset(
        "saddle",
        "Saddle",
        "Descent rolls towards the saddle at (0, 0), where the gradient all but vanishes though it"
        " is no minimum; it lingers there, then falls off to one side.",
        Blueprint(
            "cost = square(x) - square(y) + 0.25 * y**4", (), (Parameter("x"), Parameter("y"))
        ),
        ((2.0,), (0.001,)),
        (),
        ("x", "y"),
        ((-2.5, 2.5), (-2.5, 2.5)),
        0.1,
    ),
    Preset(
        "rosenbrock",
        "Rosenbrock's valley",
        "The first steps fall into the bent valley; along its floor the gradient points almost"
        " across it, and the way to the minimum at (1, 1) takes thousands of steps.",
        Blueprint(
            "cost = square(1 - x) + 100 * square(y - square(x))",
            (),
            (Parameter("x"), Parameter("y")),
        ),
        ((-1.2,), (1.0,)),
        (),
        ("x", "y"),
        ((-2.0, 2.0), (-1.0, 3.0)),
        0.001,
    ),
    Preset(
        "flat-valley",
        "Flat valley",
        "Every (u, v) with u·v = 1 is a minimum: where descent ends depends on where it begins,"
        " and along the valley the second derivative is 0.",
        Blueprint("cost = square(u*v - 1)", (), (Parameter("u"), Parameter("v"))),
        ((2.5,), (1.5,)),
        (),
        ("u", "v"),
        ((-1.0, 4.0), (-1.0, 4.0)),
        0.02,
    ),
)
"""In the order in which they are offered."""
