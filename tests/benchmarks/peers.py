"""The same work in other libraries: each function makes a call that returns cost and gradients.

Peers read the same NumPy arrays in every call, as the core does, and compute in their precision.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

Call = Callable[[], Any]
Work = Mapping[str, Callable[..., Call]]
"""By kind of work, a function of its data that returns a call; a kind may be missing."""


def peers() -> dict[str, Work | str]:
    """Each peer's work, or why it is left out."""
    found: dict[str, Work | str] = {}
    for name, load in LOADERS.items():
        try:
            found[name] = load()
        except ImportError as missing:
            found[name] = f"left out: {missing}"
    return found


def _cost(library: Any) -> Callable[..., Any]:
    def cost(weight: Any, bias: Any, x: Any, y: Any) -> Any:
        return 0.5 * library.sum((x * weight + bias - y) ** 2)

    return cost


def _network_cost(library: Any) -> Callable[..., Any]:
    def cost(w1: Any, b1: Any, w2: Any, b2: Any, x: Any, y: Any) -> Any:
        return library.mean((library.tanh(x @ w1 + b1) @ w2 + b2 - y) ** 2)

    return cost


def _chained(tanh: Any, weight: Any, bias: Any, start: Any, layers: int) -> Any:
    h = start
    for _ in range(layers):
        h = tanh(weight * h + bias)
    return h


def autograd() -> Work:
    """The library of that name."""
    import autograd.numpy as anp
    from autograd import value_and_grad

    linear, network = (
        value_and_grad(_cost(anp), argnum=(0, 1)),
        value_and_grad(_network_cost(anp), argnum=(0, 1, 2, 3)),
    )

    def chain(weight: Any, bias: Any, start: Any, layers: int) -> Call:
        step = value_and_grad(lambda w: _chained(anp.tanh, w, bias, start, layers))
        return lambda: step(weight)

    return {
        "linear": lambda *data: lambda: linear(*data),
        "network": lambda *data: lambda: network(*data),
        "chain": chain,
    }


def torch() -> Work:
    """PyTorch, operation by operation."""
    import torch

    torch.set_num_threads(1)

    def stepped(cost: Callable[..., Any], parameters: int) -> Callable[..., Call]:
        def make(*data: Any) -> Call:
            def call() -> Any:
                tensors = [torch.from_numpy(np.asarray(d)) for d in data]
                for t in tensors[:parameters]:
                    t.requires_grad_()
                total = cost(*tensors)
                return total, torch.autograd.grad(total, tensors[:parameters])

            return call

        return make

    def chain(weight: Any, bias: Any, start: Any, layers: int) -> Call:
        return stepped(lambda w, b, h: _chained(torch.tanh, w, b, h, layers), 1)(
            weight, bias, start
        )

    def surface(x: Any, y: Any, ws: Any, bs: Any) -> Call:
        tx, ty, tw, tb = (torch.from_numpy(a) for a in (x[:, 0], y[:, 0], ws, bs))

        def call() -> Any:
            torch.set_num_threads(2)
            rows = [((tx * w + tb[:, None] - ty) ** 2).sum(-1) for w in tw]
            torch.set_num_threads(1)
            return 0.5 * torch.stack(rows)

        return call

    return {
        "linear": stepped(_cost(torch), 2),
        "network": stepped(_network_cost(torch), 4),
        "chain": chain,
        "surface": surface,
    }


def jax() -> Work:
    """JAX, compiled."""
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)

    def stepped(cost: Callable[..., Any], parameters: int) -> Callable[..., Call]:
        step = jax.jit(jax.value_and_grad(cost, argnums=tuple(range(parameters))))
        return lambda *data: lambda: jax.block_until_ready(step(*data))

    def chain(weight: Any, bias: Any, start: Any, layers: int) -> Call:
        return stepped(lambda w: _chained(jnp.tanh, w, bias, start, layers), 1)(weight)

    def surface(x: Any, y: Any, ws: Any, bs: Any) -> Call:
        cost = _cost(jnp)
        row = jax.vmap(cost, (None, 0, None, None))
        grid = jax.jit(jax.vmap(row, (0, None, None, None)))
        return lambda: jax.block_until_ready(grid(ws, bs, x, y))

    return {
        "linear": stepped(_cost(jnp), 2),
        "network": stepped(_network_cost(jnp), 4),
        "chain": chain,
        "surface": surface,
    }


def _tensorflow() -> Any:
    import os

    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import tensorflow

    return tensorflow


def _costs(tf: Any) -> tuple[Callable[..., Any], Callable[..., Any]]:
    def linear(weight: Any, bias: Any, x: Any, y: Any) -> Any:
        return 0.5 * tf.reduce_sum((x * weight + bias - y) ** 2)

    def network(w1: Any, b1: Any, w2: Any, b2: Any, x: Any, y: Any) -> Any:
        hidden = tf.tanh(tf.matmul(x, w1) + b1)
        return tf.reduce_mean(tf.square(tf.matmul(hidden, w2) + b2 - y))

    return linear, network


def session() -> Work:
    """TensorFlow 1's graph mode: Session.run, variables for the parameters."""
    tf = _tensorflow()
    v1 = tf.compat.v1
    linear, network = _costs(tf)
    config = v1.ConfigProto(intra_op_parallelism_threads=1, inter_op_parallelism_threads=1)

    def stepped(cost: Callable[..., Any], parameters: int) -> Callable[..., Call]:
        def make(*data: Any) -> Call:
            with tf.Graph().as_default():
                moved = [v1.Variable(d, use_resource=False) for d in data[:parameters]]
                fed = [v1.placeholder(d.dtype, d.shape) for d in data[parameters:]]
                total = cost(*moved, *fed)
                fetches = [total, tf.gradients(total, moved)]
                running = v1.Session(config=config)
                running.run(v1.global_variables_initializer())
            feed = dict(zip(fed, data[parameters:], strict=True))
            return lambda: running.run(fetches, feed)

        return make

    def chain(weight: Any, bias: Any, start: Any, layers: int) -> Call:
        return stepped(lambda w: _chained(tf.tanh, w, bias, start, layers), 1)(weight)

    return {"linear": stepped(linear, 2), "network": stepped(network, 4), "chain": chain}


def function() -> Work:
    """TensorFlow 2's tf.function."""
    tf = _tensorflow()
    linear, network = _costs(tf)

    def stepped(cost: Callable[..., Any], parameters: int) -> Callable[..., Call]:
        @tf.function
        def step(*data: Any) -> Any:
            with tf.GradientTape() as tape:
                tape.watch(data[:parameters])
                total = cost(*data)
            return total, tape.gradient(total, data[:parameters])

        def call(data: list[Any]) -> Any:
            total, found = step(*(tf.convert_to_tensor(d) for d in data))
            return total.numpy(), [g.numpy() for g in found]

        return lambda *data: lambda: call(list(data))

    def chain(weight: Any, bias: Any, start: Any, layers: int) -> Call:
        return stepped(lambda w: _chained(tf.tanh, w, bias, start, layers), 1)(weight)

    def surface(x: Any, y: Any, ws: Any, bs: Any) -> Call:
        @tf.function
        def grid(x: Any, y: Any, ws: Any, bs: Any) -> Any:
            def row(w: Any) -> Any:
                return 0.5 * tf.reduce_sum((x * w + bs[:, None] - y) ** 2, -1)

            return tf.map_fn(row, ws, parallel_iterations=2)

        tensors = [tf.constant(a) for a in (x[:, 0], y[:, 0], ws, bs)]
        return lambda: grid(*tensors).numpy()

    return {
        "linear": stepped(linear, 2),
        "network": stepped(network, 4),
        "chain": chain,
        "surface": surface,
    }


LOADERS: dict[str, Callable[[], Work]] = {
    "autograd": autograd,
    "PyTorch": torch,
    "Session": session,
    "tf.function": function,
    "jax.jit": jax,
}
