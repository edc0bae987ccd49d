"""Presets: models to begin with, each with a sentence of what to look at."""

from __future__ import annotations

from gradviz.study.blueprint import LINEAR, Blueprint, Input, Parameter
from gradviz.study.landscapes import LANDSCAPES
from gradviz.study.preset import Preset

__all__ = ["PRESETS", "Preset"]

_X_Y = (Input("X"), Input("Y"))
_W_B = (Parameter("W"), Parameter("b"))
_XOR = ((0.0, 0.0, 0.0), (0.0, 1.0, 1.0), (1.0, 0.0, 1.0), (1.0, 1.0, 0.0))
_LINE = (
    (-2.0, -2.7),
    (-1.5, -2.3),
    (-1.0, -0.6),
    (-0.5, -0.4),
    (0.0, 0.9),
    (0.5, 1.2),
    (1.0, 3.1),
    (1.5, 3.4),
    (2.0, 5.3),
    (2.5, 5.6),
)
_CUBIC = (
    (-2.0, -3.7),
    (-1.5, -0.6),
    (-1.0, 1.1),
    (-0.5, 1.3),
    (0.0, -0.3),
    (0.5, -0.8),
    (1.0, -1.4),
    (1.5, 0.6),
    (2.0, 3.9),
)
_PASSED = (
    (0.5, 0.0),
    (1.0, 0.0),
    (1.5, 0.0),
    (2.0, 1.0),
    (2.5, 0.0),
    (3.0, 1.0),
    (3.5, 1.0),
    (4.0, 1.0),
)
_HAT = tuple((x / 4, max(0.0, 1.0 - abs(x / 4))) for x in range(-8, 9, 2))
_CLUSTERS = (
    (1.0, 0.2, 1.0, 0.0, 0.0),
    (1.4, -0.3, 1.0, 0.0, 0.0),
    (0.8, -0.1, 1.0, 0.0, 0.0),
    (-0.6, 1.0, 0.0, 1.0, 0.0),
    (-0.3, 1.3, 0.0, 1.0, 0.0),
    (-0.9, 0.7, 0.0, 1.0, 0.0),
    (-0.5, -1.0, 0.0, 0.0, 1.0),
    (-0.2, -0.8, 0.0, 0.0, 1.0),
    (-0.8, -1.3, 0.0, 0.0, 1.0),
)

PRESETS = (
    Preset(
        "linear",
        "Worked example",
        "Every gradient on its way back is upstream times local; at W and b what comes back from"
        " both points is summed.",
        LINEAR,
        ((1.6649098,), (0.54648024,)),
        ((2.0, 3.0), (3.0, 2.0)),
        ("W", "b"),
        ((-5.0, 5.0), (-10.0, 10.0)),
        0.05,
    ),
    Preset(
        "point",
        "One point",
        "All numbers are single ones, so every product can be checked in the head; one point does"
        " not determine a line, and the bottom of the cost is a whole valley of lines through it.",
        Blueprint(
            "pred = X*W + b\nresidual = pred - Y\ncost = 0.5 * square(residual)",
            (Input("X", ()), Input("Y", ())),
            _W_B,
            ("pred",),
        ),
        ((2.0,), (1.0,)),
        ((2.0, 3.0),),
        ("W", "b"),
        ((-4.0, 4.0), (-8.0, 12.0)),
        0.1,
    ),
    Preset(
        "points",
        "Many points",
        "The same model on ten points: the gradient of b is the mean of the residuals, that of W"
        " the mean of residual times X, so every point pulls, and the far ones pull W harder.",
        Blueprint(
            "pred = X*W + b\nresidual = pred - Y\ncost = 0.5 * reduce_mean(square(residual))",
            _X_Y,
            _W_B,
            ("pred",),
        ),
        ((-1.0,), (4.0,)),
        _LINE,
        ("W", "b"),
        ((-2.0, 5.0), (-3.0, 6.0)),
        0.3,
    ),
    Preset(
        "features",
        "Two features",
        "The matrix product sends the gradient back times the transposed data; the second feature"
        " is five times as large as the first, so the bowl is a ravine and descent zigzags.",
        Blueprint(
            "pred = X @ w + b\nresidual = pred - Y\ncost = 0.5 * reduce_mean(square(residual))",
            (Input("X", (None, 2)), Input("Y")),
            (Parameter("w", (2, 1)), Parameter("b")),
            ("pred",),
        ),
        ((-2.0, 1.5), (0.0,)),
        (
            (1.0, -4.0, -1.1),
            (-1.0, 5.0, 1.3),
            (0.5, 3.0, 3.2),
            (-0.5, -6.0, -4.9),
            (1.5, 6.0, 6.8),
            (-1.5, -3.0, -4.0),
        ),
        ("w[0,0]", "w[1,0]"),
        ((-3.0, 5.0), (-2.0, 3.0)),
        0.08,
    ),
    Preset(
        "polynomial",
        "Polynomial",
        "The curve is bent, but the cost is a bowl all the same: the model is linear in its"
        " parameters, and the powers of X are only other data.",
        Blueprint(
            "pred = a*X**3 + c*X + d\ncost = 0.5 * reduce_mean(square(pred - Y))",
            _X_Y,
            (Parameter("a"), Parameter("c"), Parameter("d")),
            ("pred",),
        ),
        ((-0.5,), (2.0,), (1.0,)),
        _CUBIC,
        ("a", "c"),
        ((-2.0, 3.0), (-7.0, 6.0)),
        0.1,
    ),
    Preset(
        "logistic",
        "Logistic regression",
        "What comes back to z is (σ(z) − Y)/N: never more than 1/N from one point, however wrong"
        " it is, where a squared residual would pull without bound.",
        Blueprint(
            "z = X*W + b\np = sigmoid(z)\ncost = reduce_mean(softplus(z) - Y*z)",
            _X_Y,
            _W_B,
            ("p", "z"),
        ),
        ((-1.0,), (1.0,)),
        _PASSED,
        ("W", "b"),
        ((-2.0, 6.0), (-12.0, 4.0)),
        0.5,
    ),
    Preset(
        "ridge",
        "Ridge regression",
        "W receives two gradients, one from the data and one from the penalty that pulls it to 0;"
        " at the minimum they cancel, so the slope comes out smaller than the best fit.",
        Blueprint(
            "pred = X*W + b\nmisfit = 0.5 * reduce_mean(square(pred - Y))\n"
            "penalty = 0.5 * square(W)\ncost = misfit + penalty",
            _X_Y,
            _W_B,
            ("pred", "misfit", "penalty"),
        ),
        ((-1.0,), (4.0,)),
        _LINE,
        ("W", "b"),
        ((-2.0, 5.0), (-3.0, 6.0)),
        0.3,
    ),
    Preset(
        "tanh-network",
        "Two layers, tanh",
        "No line separates XOR, two layers do: each hidden unit hands back its gradient times"
        " 1 − tanh², so a unit that is saturated learns slowly.",
        Blueprint(
            "hidden = tanh(X @ W1 + b1)\npred = hidden @ W2 + b2\n"
            "cost = 0.5 * reduce_mean(square(pred - Y))",
            (Input("X", (None, 2)), Input("Y")),
            (
                Parameter("W1", (2, 2)),
                Parameter("b1", (2,)),
                Parameter("W2", (2, 1)),
                Parameter("b2"),
            ),
            ("pred", "hidden"),
        ),
        ((0.9, 1.1, 1.2, 0.7), (-0.3, -1.1), (0.8, -0.6), (0.1,)),
        _XOR,
        ("W2[0,0]", "W2[1,0]"),
        ((-3.0, 4.0), (-4.0, 3.0)),
        0.5,
    ),
    Preset(
        "relu-network",
        "Two layers, relu",
        "Relu hands the gradient on where its input is positive and nothing elsewhere: the last"
        " hidden unit is 0 on every point, so its weights get no gradient and it never wakes up.",
        Blueprint(
            "hidden = relu(X @ W1 + b1)\npred = hidden @ W2 + b2\n"
            "cost = 0.5 * reduce_mean(square(pred - Y))",
            _X_Y,
            (
                Parameter("W1", (1, 4)),
                Parameter("b1", (4,)),
                Parameter("W2", (4, 1)),
                Parameter("b2"),
            ),
            ("pred", "hidden"),
        ),
        ((1.0, 1.2, 0.9, 0.5), (0.7, -0.2, -0.6, -1.5), (0.6, -0.9, 0.4, 0.6), (0.1,)),
        _HAT,
        ("W2[0,0]", "W2[1,0]"),
        ((-1.0, 3.0), (-3.0, 1.0)),
        0.2,
    ),
    Preset(
        "chain",
        "Deep chain",
        "Each layer hands back the gradient times w·σ′, and σ′ is at most ¼: after eight layers"
        " next to nothing of it is left for w1. The gradient vanishes.",
        Blueprint(
            "h1 = sigmoid(w1*X)\n"
            + "".join(f"h{n} = sigmoid(w{n}*h{n - 1})\n" for n in range(2, 9))
            + "cost = 0.5 * reduce_sum(square(h8 - Y))",
            _X_Y,
            tuple(Parameter(f"w{n}") for n in range(1, 9)),
            ("h8",),
        ),
        tuple((1.0,) for _ in range(8)),
        ((1.0, 0.9), (-1.0, 0.2)),
        ("w1", "w8"),
        ((-6.0, 6.0), (-6.0, 6.0)),
        0.5,
    ),
    Preset(
        "softmax",
        "Softmax classifier",
        "What comes back to the scores is softmax − Y: it pushes the right class up and the others"
        " down by as much in all, so every row of it sums to 0.",
        Blueprint(
            "scores = X @ W + b\np = softmax(scores)\n"
            "cost = reduce_mean(softmax_cross_entropy_with_logits(labels=Y, logits=scores))",
            (Input("X", (None, 2)), Input("Y", (None, 3))),
            (Parameter("W", (2, 3)), Parameter("b", (3,))),
            ("p", "scores"),
        ),
        ((-0.5, 0.5, 0.0, 0.3, -0.4, 0.2), (0.0, 0.0, 0.0)),
        _CLUSTERS,
        ("W[0,0]", "W[1,1]"),
        ((-4.0, 8.0), (-4.0, 8.0)),
        0.5,
    ),
    *LANDSCAPES,
)
"""All presets, in the order in which they are offered."""
