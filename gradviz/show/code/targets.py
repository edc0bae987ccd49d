"""The targets: each is one record, and `source` writes a model for any of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from gradviz.show.code.by_hand import NUMPY
from gradviz.show.code.forms import Language
from gradviz.show.code.jax import JAX
from gradviz.show.code.programs import Program, indented
from gradviz.show.code.tensorflow import GRADVIZ, TENSORFLOW_1, TENSORFLOW_2
from gradviz.show.code.torch import TORCH
from gradviz.study.backward import feeds
from gradviz.study.models import Model


@dataclass(frozen=True)
class Target:
    """A language that models are written in.

    Attributes:
        title: what it is called.
        language: how it writes values and operations.
        taken: identifiers that its programs use for themselves.
        sections: the parts of a program, which are set apart by blank lines.
        by_hand: whether the gradients are written out, instead of found by the library.
    """

    title: str
    language: Language
    taken: tuple[str, ...]
    sections: Callable[[Program], list[str]]
    by_hand: bool = False


def source(
    model: Model, target: str, values: Sequence[Any], rows: Sequence[Sequence[float]]
) -> str:
    """A complete program that computes the model's cost and gradients and prints them.

    It prints a line `cost = …`, and for each parameter a line `dcost/dW = …` with its number or
    nested lists of numbers, all in double precision.

    Args:
        model: any model.
        target: one of `TARGETS`.
        values: for each parameter its number, or its entries in its shape or row by row.
        rows: the data as `study.backward.feeds` takes them.

    Raises:
        CodeError: if the target has no code for an operation of the model.
        ValueError: if there is no such target.

    Example:
        >>> from gradviz.study.models import linear_model
        >>> print(source(linear_model(1), "numpy", [2.0, 1.0], [(3.0, 4.0)]))
        import numpy as np
        <BLANKLINE>
        X = np.array([[3.0]])
        Y = np.array([[4.0]])
        <BLANKLINE>
        W = np.float64(2.0)
        b = np.float64(1.0)
        <BLANKLINE>
        # forward
        pred = X * W + b
        residual = pred - Y
        cost = 0.5 * np.sum(np.square(residual))
        <BLANKLINE>
        # backward, by the chain rule
        d_cost = np.float64(1.0)
        d_residual = d_cost * 0.5 * (2.0 * residual)
        d_pred = d_residual
        d_b = np.sum(d_pred)
        d_W = np.sum(d_pred * X)
        <BLANKLINE>
        print("cost =", cost.tolist())
        print("dcost/dW =", d_W.tolist())
        print("dcost/db =", d_b.tolist())
        <BLANKLINE>
    """
    if target not in TARGETS:
        raise ValueError(f"there is no target {target!r}; there are {', '.join(TARGETS)}")
    chosen = TARGETS[target]
    fed = feeds(model, values, rows)
    shaped = {tensor: array.reshape(tuple(tensor.shape)) for tensor, array in fed.items()}
    program = Program(model, chosen.language, shaped, chosen.taken, chosen.by_hand)
    return "\n\n".join(part for part in chosen.sections(program) if part) + "\n"


def _numpy(program: Program) -> list[str]:
    constant = _constant(program)
    math = ["import math", ""] if {"erf", "erfc"} & program.writer.needs.keys() else []
    return [
        "\n".join([*math, "import numpy as np"]),
        *program.definitions(),
        program.assigned(program.model.inputs, constant),
        program.assigned(program.model.parameters, constant),
        "\n".join(["# forward", *program.forward]),
        "\n".join(["# backward, by the chain rule", *program.backward]) if program.moved else "",
        program.printed("cost", [program.slope(t) for t in program.moved.values()]),
    ]


def _graph_mode(*head: str) -> Callable[[Program], list[str]]:
    """TensorFlow 1 and what is like it: first the graph, then a session that runs it."""

    def sections(program: Program) -> list[str]:
        inputs, leaves = program.model.inputs.values(), program.leaves
        data = ",\n".join(
            f"    {leaves[t]}: {program.value(t, len(leaves[t]) + 6)}" for t in inputs
        )
        feed = ", feed_dict=data" if inputs else ""
        wanted = _dense(program, f"tf.gradients(cost, [{', '.join(program.parameters())}])")
        return [
            "\n".join(head),
            "\n".join(f"{leaves[t]} = tf.placeholder(tf.float64, {list(t.shape)})" for t in inputs),
            program.assigned(
                program.model.parameters, lambda text: f"tf.Variable({text}, dtype=tf.float64)"
            ),
            "\n".join(program.forward),
            f"gradients = {wanted if program.moved else '[]'}",
            f"data = {{\n{data},\n}}" if inputs else "",
            "session = tf.Session()\n"
            "session.run(tf.global_variables_initializer())\n"
            f"cost_value, slopes = session.run([cost, gradients]{feed})",
            program.printed("cost_value", [f"slopes[{n}]" for n in range(len(program.moved))]),
        ]

    return sections


def _eager_tape(program: Program) -> list[str]:
    count = len(program.moved)
    wanted = _dense(program, f"tape.gradient(cost, [{', '.join(program.parameters())}])")
    return [
        "import tensorflow as tf",
        program.assigned(program.model.inputs, _constant(program)),
        program.assigned(
            program.model.parameters, lambda text: f"tf.Variable({text}, dtype=tf.float64)"
        ),
        "with tf.GradientTape() as tape:\n" + indented(program.forward),
        f"gradients = {wanted}" if count else "",
        program.printed("cost", [f"gradients[{n}]" for n in range(count)], ".numpy().tolist()"),
    ]


def _dense(program: Program, gradients: str) -> str:
    """Gradients as tensors: that of a gather comes as rows and their places in TensorFlow."""
    gathers = any(op.type == "GatherV2" for op in program.model.graph.get_operations())
    return f"[tf.convert_to_tensor(g) for g in {gradients}]" if gathers else gradients


def _torch(program: Program) -> list[str]:
    def tensor(text: str) -> str:
        return f"torch.tensor({text})"

    def moved(text: str) -> str:
        return f"torch.tensor({text}, requires_grad=True)"

    parameters = [
        program.assigned({name: t}, moved if name in program.moved else tensor)
        for name, t in program.model.parameters.items()
    ]
    return [
        "import torch",
        "torch.set_default_dtype(torch.float64)",
        *program.definitions(),
        program.assigned(program.model.inputs, tensor),
        "\n".join(parameters),
        "\n".join(program.forward),
        "cost.backward()" if program.moved else "",
        program.printed("cost", [f"{name}.grad" for name in program.parameters()]),
    ]


def _jax(program: Program) -> list[str]:
    names = program.parameters()
    if names:
        order = "" if len(names) == 1 else f", argnums={tuple(range(len(names)))}"
        left = "gradient" if len(names) == 1 else "gradients"
        arguments = ", ".join(names)
        slopes = ["gradient"] if len(names) == 1 else [f"gradients[{n}]" for n in range(len(names))]
        call = f"cost, {left} = jax.value_and_grad(cost_of{order})({arguments})"
    else:
        slopes, arguments, call = [], "", "cost = cost_of()"
    return [
        "import jax\nimport jax.numpy as jnp",
        'jax.config.update("jax_enable_x64", True)',
        *program.definitions(),
        program.assigned(program.model.inputs, _constant(program)),
        program.assigned(program.model.parameters, _constant(program)),
        f"def cost_of({arguments}):\n{indented([*program.forward, 'return cost'])}",
        call,
        program.printed("cost", slopes),
    ]


def _constant(program: Program) -> Callable[[str], str]:
    return lambda text: program.writer.language.constant(text, "float64")


_GRAPH = ("tf", "g", "gradients", "session", "data", "cost_value", "slopes")
_TABLE = {
    "gradviz": Target("gradviz", GRADVIZ, _GRAPH, _graph_mode("import gradviz as tf")),
    "numpy": Target("NumPy, by hand", NUMPY, ("np", "math"), _numpy, by_hand=True),
    "tensorflow1": Target(
        "TensorFlow 1",
        TENSORFLOW_1,
        _GRAPH,
        _graph_mode("import tensorflow.compat.v1 as tf", "", "tf.disable_v2_behavior()"),
    ),
    "tensorflow2": Target(
        "TensorFlow 2", TENSORFLOW_2, ("tf", "tape", "gradients", "g"), _eager_tape
    ),
    "torch": Target("PyTorch", TORCH, ("torch",), _torch),
    "jax": Target("JAX", JAX, ("jax", "jnp", "cost_of", "gradient", "gradients"), _jax),
}
TARGETS: Mapping[str, Target] = MappingProxyType(_TABLE)
"""The targets, by key, in the order in which they are offered."""
