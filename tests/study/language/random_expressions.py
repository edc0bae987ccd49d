"""Random legal expressions in which every function of the language gets its turn.

Shapes are known because each line is evaluated, by the reference, when it is written.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from tests.study.language.reference.arrays import Array
from tests.study.language.reference.entrywise import ONE, TWO
from tests.study.language.reference.evaluator import Reference
from tests.study.language.variants import entrywise_call, names_in

SHAPES = {"x": (2, 3), "m": (3, 3), "v": (3,), "s": (), "t": (2, 2, 3)}
"""The names that all expressions are made of, and parameters."""

DEEPER = 0.7
"""How often an expression is of an earlier line's value, if one fits, and not of a parameter."""

# {0} and {1} are any two names that can be broadcast, {a} is an axis of the first, {k} True or
# False; [1] says how many axes the first must have at least.
OTHERS: Mapping[str, tuple[str, int]] = {
    "+": ("3*{0} + {1} - 0.5", 0),
    "-": ("-{0}**2 - {1}", 0),
    "*": ("2*{0}*-{1}", 0),
    "/": ("{0} / (2 + cos({1})) / 2", 0),
    "**": ("(1.5 + square(tanh({0}))) ** -tanh({1}) ** 2", 0),
    "@": ("{0} @ tf.transpose(m) - {0} @ m", 2),
    "add_n": ("add_n([{0}, {0}, sin({0})])", 0),
    "argmax": ("to_double(argmax({0}, {a}))", 1),
    "argmin": ("to_double(argmin({0}, axis={a}))", 1),
    "bias_add": ("bias_add({0}, v)", 2),
    "broadcast_to": ("broadcast_to(v * reduce_mean({0}), (2, 2, 3))", 0),
    "cast": ("cast(greater({0}, {1}), float64)", 0),
    "clip_by_norm": ("clip_by_norm({0}, 0.7 + square(s), axes=[{a}])", 1),
    "clip_by_value": ("clip_by_value({0}, -0.4, 0.6)", 0),
    "concat": ("concat([{0}, 2*{0}], axis={a})", 1),
    "constant": ("{0} * constant([0.5, -1, 0.1])", 1),
    "count_nonzero": ("to_double(count_nonzero(relu({0}), {a}, keepdims={k}))", 1),
    "cumprod": ("cumprod(1.5*tanh({0}), {a}, exclusive={k})", 1),
    "cumsum": ("cumsum({0}, axis={a}, reverse={k})", 1),
    "expand_dims": ("squeeze(expand_dims({0}, {a}), {a})", 1),
    "fill": ("fill((2, 3), reduce_mean({0}))", 0),
    "gather": ("gather({0}, [1, 0, 1], axis={a})", 1),
    "gather_nd": ("gather_nd({0}, [[1, 0], [0, 1], [1, 0]])", 2),
    "global_norm": ("global_norm([{0}, {1}, 1]) * x", 0),
    "identity": ("identity({0})", 0),
    "l2_loss": ("l2_loss({0}) + v", 0),
    "l2_normalize": ("l2_normalize(0.3 + {0}, {a})", 1),
    "leaky_relu": ("leaky_relu({0}, alpha=0.3)", 0),
    "log_softmax": ("log_softmax({0}, axis={a})", 1),
    "matmul": ("matmul({0}, {0}, transpose_b=True) / 3", 2),
    "norm": ("norm(0.1 + {0}, ord=2.5, axis={a}, keepdims={k})", 1),
    "one_hot": ("one_hot(argmax({0}, -1), 3) * v", 2),
    "ones": ("ones((1, 3)) * {0}", 1),
    "pad": ("slice(pad(x + reduce_sum({0}), ((1, 0), (0, 2))), (0, 1), (3, -1))", 0),
    "range": ("{0} - range(0, 1.5, 0.5)", 1),
    "rank": ("{0} / to_double(rank({0}))", 1),
    "reduce_all": ("to_double(reduce_all(less({0}, 0.7), {a}))", 1),
    "reduce_any": ("to_double(reduce_any(less({0}, -0.1), {a}, keepdims={k}))", 1),
    "reduce_logsumexp": ("reduce_logsumexp({0}, {a}, keepdims={k})", 1),
    "reduce_max": ("reduce_max({0}, {a}, keepdims={k})", 1),
    "reduce_mean": ("reduce_mean({0}, {a}, keepdims={k})", 1),
    "reduce_min": ("reduce_min({0}, {a}, keepdims={k})", 1),
    "reduce_prod": ("reduce_prod(1.3*tanh({0}), {a}, keepdims={k})", 1),
    "reduce_std": ("reduce_std({0} * [0.3, 1, 2], -1, keepdims={k})", 1),
    "reduce_sum": ("reduce_sum({0}, {a}, keepdims={k})", 1),
    "reduce_variance": ("reduce_variance({0}, {a}, keepdims={k})", 1),
    "reshape": ("reshape({0}, (-1,))", 0),
    "reverse": ("reverse({0}, [{a}])", 1),
    "shape": ("{0} + reduce_sum(to_double(shape({0})))", 1),
    "sigmoid_cross_entropy_with_logits": (
        "sigmoid_cross_entropy_with_logits(labels=sigmoid({0} + {1}), logits={0} - {1})",
        0,
    ),
    "size": ("{0} / to_double(size({1}))", 0),
    "softmax": ("softmax({0}, axis={a})", 1),
    "softmax_cross_entropy_with_logits": (
        "softmax_cross_entropy_with_logits(labels=softmax(sin({0})), logits={0})",
        1,
    ),
    "softmax_cross_entropy_with_logits_v2": (
        "softmax_cross_entropy_with_logits_v2(labels=softmax(-{0}, {a}), logits={0}, axis={a})",
        1,
    ),
    "sparse_softmax_cross_entropy_with_logits": (
        "sparse_softmax_cross_entropy_with_logits(labels=argmin({0}, -1), logits=2*{0})",
        2,
    ),
    "stack": ("stack([{0}, 2*{0}], axis={a})", 1),
    "stop_gradient": ("stop_gradient({0}) * {1}", 0),
    "tensordot": ("tensordot({0}, m, [[-1], [0]])", 1),
    "tile": ("tile(reshape({0}, (-1, 1)), (2, 3))", 0),
    "transpose": ("tanh(transpose({0}))", 1),
    "where": ("where(greater({0}, 0.1), {0}, 3*{0})", 0),
    "where_v2": ("where_v2(greater({0}, {1}), {0}, 2*{1})", 0),
    "xw_plus_b": ("xw_plus_b({0}, m, v)", 2),
    "zeros": ("zeros((3,)) - {0}", 1),
}
KINDS = (*ONE, *TWO, *OTHERS)


@dataclass
class Expressions:
    """Writes models; what was used least of late comes first, so that everything is used often.

    Attributes:
        random: where chance comes from.
        used: by kind of line, how often it was written.
    """

    random: np.random.Generator
    used: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))

    def model(self, lines: int) -> tuple[str, dict[str, Array]]:
        """A model of so many lines and its cost, and what its parameters are."""
        fed = {name: self.random.uniform(-1.5, 1.5, shape) for name, shape in SHAPES.items()}
        known: dict[str, Array] = dict(fed)
        text: list[str] = []
        while len(text) < lines:
            name = f"z{len(text)}"
            line = f"{name} = {self._expression(known)}"
            known |= Reference.of(line).values(known)
            text.append(line)
        terms = [f"reduce_mean(sin(1.3*z{n}))" for n in range(lines)]
        whole = "\n".join([*text, f"cost = {' + '.join(terms)}"])
        return whole, {name: fed[name] for name in names_in(whole) if name in fed}

    def _expression(self, known: Mapping[str, Array]) -> str:
        least = min(self.used.values())
        kind = str(self.random.choice([k for k in KINDS if self.used[k] == least]))
        self.used[kind] += 1
        names = [str(name) for name in self.random.permutation(list(known))]
        if self.random.random() < DEEPER:
            names.sort(key=SHAPES.__contains__)
        first = next(n for n in names if self._fits(kind, known[n]))
        others = (n for n in names if _broadcast(known[first].shape, known[n].shape) and n != first)
        return self._text(kind, first, next(others, first), known[first].ndim)

    def _fits(self, kind: str, value: Array) -> bool:
        axes = OTHERS[kind][1] if kind in OTHERS else 0
        if value.ndim < axes or value.size > 36:
            return False
        # With an axis of length 3 at its end, which the calls beside v and m need.
        ends = not axes or (value.shape[-1] == 3 and min(value.shape) > 1)
        matrix = kind not in ("@", "xw_plus_b", "sparse_softmax_cross_entropy_with_logits")
        return ends and (matrix or value.ndim == 2)

    def _text(self, kind: str, first: str, second: str, axes: int) -> str:
        if kind in OTHERS:
            axis = int(self.random.integers(-axes, axes)) if axes else 0
            flag = bool(self.random.integers(2))
            return OTHERS[kind][0].format(first, second, a=axis, k=flag)
        return entrywise_call(kind, *[first, second][: 1 + (kind in TWO)])


def _broadcast(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    try:
        return len(np.broadcast_shapes(one, other)) <= 3
    except ValueError:
        return False
