"""Sick and healthy networks, each with what a doctor would say."""

from gradviz.study.network import Network

RELU = {"activation": "relu"}
TANH = {"activation": "tanh", "initialization": "Xavier"}

# For each case: the network, the layer that is looked at (from 1), and what it suffers from.
SICK = {
    "relu pushed off by its bias": (
        Network(**RELU, initialization="He", bias=-10.0, depth=1),
        1,
        "dead",
    ),
    "deep relu pushed off": (
        Network(**RELU, initialization="He", bias=-10.0),
        20,
        "dead",
    ),
    "normal relu pushed off": (
        Network(**RELU, scale=0.1, bias=-5.0, depth=5),
        1,
        "dead",
    ),
    "Xavier relu pushed off": (
        Network(**RELU, initialization="Xavier", bias=-20.0, depth=5),
        3,
        "dead",
    ),
    "orthogonal relu pushed off": (
        Network(**RELU, initialization="orthogonal", bias=-8.0, depth=9),
        9,
        "dead",
    ),
    "relu of zeros": (Network(**RELU, initialization="zeros", depth=4), 2, "dead"),
    "relu of a negative constant": (
        Network(**RELU, initialization="constant", scale=-0.1, depth=5),
        2,
        "dead",
    ),
    "dead beside a skip": (
        Network(**RELU, initialization="He", bias=-60.0, skip=True, depth=6),
        1,
        "dead",
    ),
    "sigmoid of large weights": (Network(scale=10.0, depth=5), 1, "saturated"),
    "sigmoid of larger weights": (Network(scale=100.0, depth=5), 5, "saturated"),
    "sigmoid at its upper end": (Network(bias=10.0, scale=0.1), 1, "saturated"),
    "sigmoid at its lower end": (Network(bias=-10.0, scale=0.1), 20, "saturated"),
    "sigmoid of large data": (Network(data="large"), 1, "saturated"),
    "tanh of large weights": (Network(activation="tanh", scale=2.0, depth=5), 5, "saturated"),
    "tanh at its end": (
        Network(**TANH, bias=5.0),
        7,
        "saturated",
    ),
    "tanh of large data": (
        Network(**TANH, data="large"),
        1,
        "saturated",
    ),
    "tanh of a constant": (
        Network(activation="tanh", initialization="constant", scale=1.0, depth=3),
        1,
        "saturated",
    ),
    "elu at its end": (
        Network(activation="elu", initialization="He", bias=-10.0, depth=5),
        1,
        "saturated",
    ),
    "linear chain": (Network(activation="identity", scale=1.0), 1, "exploding"),
    "values of a linear chain": (Network(activation="identity", scale=1.0), 20, "exploding"),
    "linear chain of He": (
        Network(activation="identity", initialization="He", depth=50),
        1,
        "exploding",
    ),
    "linear chain of a constant": (
        Network(activation="identity", initialization="constant", scale=0.5),
        1,
        "exploding",
    ),
    "relu of large weights": (Network(**RELU, scale=1.0, depth=10), 1, "exploding"),
    "leaky relu of large weights": (
        Network(activation="leaky relu", scale=0.5, width=64),
        1,
        "exploding",
    ),
    "elu of large weights": (Network(activation="elu", scale=1.0, depth=12), 12, "exploding"),
    "linear skips": (
        Network(activation="identity", initialization="Xavier", skip=True, depth=40),
        1,
        "exploding",
    ),
    "relu skips": (
        Network(**RELU, initialization="He", skip=True, depth=60),
        60,
        "exploding",
    ),
    "too large a step": (
        Network(**TANH, depth=3, learning_rate=1e3),
        1,
        "exploding",
    ),
    "far too large a step": (
        Network(activation="identity", initialization="orthogonal", learning_rate=1e4, depth=2),
        2,
        "exploding",
    ),
    "sigmoids": (Network(), 1, "vanishing"),
    "many sigmoids": (Network(depth=100, scale=0.01), 50, "vanishing"),
    "sigmoids of Xavier": (Network(initialization="Xavier"), 1, "vanishing"),
    "sigmoids of He": (Network(initialization="He"), 3, "vanishing"),
    "sigmoids of a constant": (Network(initialization="constant", scale=0.001), 10, "vanishing"),
    "sigmoids of zeros": (Network(initialization="zeros"), 20, "vanishing"),
    "tanh of zeros": (Network(activation="tanh", initialization="zeros"), 5, "vanishing"),
    "tanh of small weights": (Network(activation="tanh", scale=0.05), 1, "vanishing"),
    "relu of Xavier": (
        Network(**RELU, initialization="Xavier", depth=40, width=64),
        1,
        "vanishing",
    ),
    "linear chain of small weights": (Network(activation="identity", scale=0.05), 20, "vanishing"),
    "gradient behind a dead layer": (
        Network(activation="elu", scale=0.05, depth=15),
        2,
        "vanishing",
    ),
    "0 / 0 in the data": (
        Network(data="constant column", normalization="by sd", activation="tanh"),
        1,
        "NaN",
    ),
    "0 / 0 reaches the last layer": (
        Network(data="constant column", normalization="by sd", activation="relu"),
        20,
        "NaN",
    ),
    "log(0) of a probability": (
        Network(cost="cross entropy by log", activation="identity", scale=30.0, depth=3),
        1,
        "NaN",
    ),
    "0 · log(0)": (
        Network(cost="cross entropy by log", activation="relu", scale=20.0, depth=4, seed=3),
        4,
        "NaN",
    ),
    "values beyond all numbers": (
        Network(activation="identity", initialization="constant", scale=100.0, depth=90, width=256),
        89,
        "overflow",
    ),
    "gradients of an infinite cost": (
        Network(activation="identity", initialization="constant", scale=100.0, depth=45, width=256),
        1,
        "overflow",
    ),
}

HEALTHY = {
    **{
        f"tanh, Xavier, {depth} deep, seed {seed}": Network(
            activation="tanh", initialization="Xavier", depth=depth, seed=seed
        )
        for depth, seed in [(1, 0), (2, 1), (5, 2), (10, 3), (20, 4), (30, 5)]
    },
    **{
        f"tanh, orthogonal, {depth} deep": Network(
            activation="tanh", initialization="orthogonal", depth=depth
        )
        for depth in (5, 20, 50, 100)
    },
    **{
        f"relu, He, {depth} deep, seed {seed}": Network(
            activation="relu",
            initialization="He",
            depth=depth,
            width=64,
            seed=seed,
            learning_rate=0.01,
        )
        for depth, seed in [(1, 0), (2, 1), (5, 2), (10, 3), (20, 4), (30, 5)]
    },
    **{
        f"leaky relu, He, {depth} deep": Network(
            activation="leaky relu",
            initialization="He",
            depth=depth,
            width=64,
            learning_rate=0.01,
        )
        for depth in (3, 10, 20, 30)
    },
    **{
        f"elu, Xavier, {depth} deep": Network(
            activation="elu", initialization="Xavier", depth=depth
        )
        for depth in (2, 5, 10)
    },
    **{
        f"identity, orthogonal, {depth} deep": Network(
            activation="identity", initialization="orthogonal", depth=depth
        )
        for depth in (2, 20, 100)
    },
    **{
        f"identity, Xavier, {depth} deep": Network(
            activation="identity", initialization="Xavier", depth=depth, width=128
        )
        for depth in (5, 15)
    },
    **{
        f"sigmoid, Xavier, {depth} deep": Network(initialization="Xavier", depth=depth)
        for depth in (1, 2, 3)
    },
    **{
        f"skips of tanh, Xavier, {depth} deep": Network(
            activation="tanh", initialization="Xavier", depth=depth, skip=True
        )
        for depth in (2, 5, 8)
    },
    "small skips, 100 deep": Network(
        activation="relu", scale=0.02, depth=100, skip=True, learning_rate=0.001
    ),
    "normalized large data": Network(
        activation="tanh", initialization="Xavier", data="large", normalization="by sd", depth=10
    ),
    "a constant column, kept off 0 / 0": Network(
        activation="tanh",
        initialization="Xavier",
        data="constant column",
        normalization="by sd + ε",
        depth=10,
    ),
    "a cross entropy": Network(
        activation="tanh", initialization="Xavier", cost="cross entropy", depth=10
    ),
    "a cross entropy by log, far from its ends": Network(
        activation="tanh", initialization="Xavier", cost="cross entropy by log", depth=5
    ),
    "a step that clipping keeps small": Network(
        activation="tanh",
        initialization="Xavier",
        depth=5,
        learning_rate=1.0,
        clipping="by norm",
        clip_at=0.1,
    ),
    "entries that clipping keeps small": Network(
        activation="relu",
        initialization="He",
        depth=5,
        width=64,
        clipping="by value",
        clip_at=0.01,
    ),
    "one unit": Network(**TANH, width=1, depth=2, samples=4),
    "one sample": Network(**TANH, samples=1, depth=4),
    "no step at all": Network(activation="tanh", initialization="He", learning_rate=0.0, depth=10),
}
