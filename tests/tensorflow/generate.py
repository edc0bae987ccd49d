"""Random programs as plain data: the same number always gives the same program."""

import json
from collections.abc import Callable
from typing import Any

import numpy as np

import gradviz as tf
from tests.tensorflow.interpret import OPTIMIZERS, Program, apply

SPECIAL = [0.0, 0.0, -0.0, 1.0, -1.0, 0.5, 2.0, -2.0, 6.0]
SHAPES = [[], [], [1], [2], [3], [2, 3], [3, 1], [1, 3], [2, 1, 3], [2, 2], [3, 3]]
UNARY = [
    "negative",
    "exp",
    "log",
    "log1p",
    "expm1",
    "sqrt",
    "rsqrt",
    "square",
    "reciprocal",
    "abs",
    "sign",
    "floor",
    "ceil",
    "round",
    "sin",
    "cos",
    "tan",
    "asin",
    "acos",
    "atan",
    "sinh",
    "cosh",
    "tanh",
    "sigmoid",
    "erf",
    "softplus",
    "relu",
    "relu6",
    "elu",
    "identity",
    "stop_gradient",
    "zeros_like",
    "ones_like",
    "tanh",
    "sigmoid",
    "square",
    "relu",
    "sin",
    "exp",
]
BINARY = [
    "add",
    "subtract",
    "multiply",
    "divide",
    "pow",
    "maximum",
    "minimum",
    "squared_difference",
    "floormod",
    "floordiv",
    "atan2",
    "+",
    "-",
    "*",
    "/",
    "**",
    "//",
    "%",
    "+",
    "*",
    "-",
    "multiply",
    "add",
]
REDUCTIONS = [
    "reduce_sum",
    "reduce_mean",
    "reduce_max",
    "reduce_min",
    "reduce_prod",
    "reduce_logsumexp",
    "reduce_sum",
]
VECTOR = [
    "norm",
    "norm",
    "l2_normalize",
    "moments",
    "reduce_variance",
    "reduce_std",
    "reverse",
    "argmax",
    "argmin",
    "top_k",
    "gather_nd",
    "tensordot",
    "einsum",
    "einsum",
    "bias_add",
    "div_no_nan",
    "xlogy",
    "xdivy",
    "softsign",
    "log_sigmoid",
]
JUMPS = ("floor", "ceil", "round", "floormod", "floordiv", "%", "//")
LARGEST = 96


class Author:
    """Writes one program."""

    def __init__(self, number: int) -> None:
        self.random = np.random.default_rng([2026, number])
        self.program: Program = {"number": number, "leaves": [], "steps": []}
        self.orders = int(self.random.choice([1, 1, 2, 2, 3]))
        self.dtype = str(self.random.choice(["float64"] * 4 + ["float32"]))
        self.tensors: list[Any] = []

    def write(self) -> Program:
        """The whole program."""
        with tf.Graph().as_default():
            for _ in range(int(self.random.integers(1, 5))):
                self.leaf()
            for _ in range(int(self.random.integers(1, 14))):
                self.step()
            self.question()
        # Through text and back, so that what is recorded is what was run.
        program: Program = json.loads(json.dumps(self.program))
        return program

    def chance(self, probability: float) -> bool:
        return bool(self.random.random() < probability)

    def pick(self, items: Any) -> Any:
        return items[int(self.random.integers(len(items)))]

    def numbers(self, shape: Any) -> Any:
        values = self.random.uniform(-2, 2, shape).round(3)
        special = self.random.choice(SPECIAL, shape)
        return np.where(self.random.random(shape) < self.rarity, special, values).tolist()

    @property
    def rarity(self) -> float:
        return 0.35 if self.program["number"] % 2 else 0.05

    def leaf(self) -> None:
        kind = self.pick(["constant", "constant", "placeholder", "variable", "open", "unknown"])
        shape = self.pick(SHAPES)
        leaf = {"kind": kind, "dtype": self.dtype, "shape": shape, "value": self.numbers(shape)}
        if self.chance(0.04) and kind in ("constant", "placeholder"):
            leaf |= {"dtype": "int32", "value": self.random.integers(-3, 4, shape).tolist()}
        self.tensors.append(tf.placeholder(leaf["dtype"], shape))
        if kind == "open":
            leaf |= {
                "kind": "placeholder",
                "shape": [None if self.chance(0.5) else n for n in shape],
            }
        if kind == "unknown":
            leaf |= {"kind": "placeholder", "shape": None}
        self.program["leaves"].append(leaf)

    def some(
        self, good: Callable[[Any], bool] = lambda t: True, floating: bool = True
    ) -> int | None:
        """A tensor, more likely a late one, so that programs are deep as well as wide."""
        places = [
            i
            for i, t in enumerate(self.tensors)
            if good(t) and (t.dtype.is_floating or not floating)
        ]
        if not places:
            return None
        return places[-1] if self.chance(0.35) else self.pick(places)

    def add(self, op: str, *inputs: int | None, **attributes: Any) -> None:
        if any(i is None for i in inputs):
            return
        floating = all(self.tensors[i].dtype.is_floating for i in inputs if i is not None)
        if self.dtype == "float32" and op in JUMPS and floating:
            return  # where a rounding error can become a whole number
        step = {"op": op, "inputs": list(inputs)}
        if attributes:
            step["attributes"] = attributes
        made = apply(tf, step, self.tensors)
        if all(t.shape.size <= LARGEST for t in made):
            self.tensors += made
            self.program["steps"].append(step)

    def step(self) -> None:
        kinds = [
            self.unary,
            self.binary,
            self.binary,
            self.unary,
            self.reduction,
            self.matrix,
            self.rearrange,
            self.rearrange,
            self.join,
            self.choose,
            self.scalar,
            self.loss,
            self.norm,
            self.unary,
            self.binary,
            self.vector,
            self.whole,
        ]
        self.pick(kinds)()

    def unary(self) -> None:
        place = self.some()
        name = self.pick(UNARY)
        if place is None:
            return
        rank = len(self.tensors[place].shape)
        if name == "erf":  # TensorFlow's erf of an infinite float64 is NaN
            self.add("erf", self.some(lambda t: t.op.type == "Placeholder"))
        elif self.chance(0.06):
            # To int32 only what is certainly finite: of NaN it is whatever the machine makes.
            leaf = place < len(self.program["leaves"])
            kinds = ["float32", "float64", "int32"][: 3 if leaf else 2]
            self.add("through", place, dtype=self.pick(kinds))
        elif self.chance(0.06):
            self.add("leaky_relu", place, alpha=self.pick([0.2, 0.1, 0.0]))
        elif self.chance(0.12) and rank and (self.dtype == "float64" or place == 0):
            # (TensorFlow's float32 softmax of a row with a NaN in it is 0 elsewhere.)
            # TensorFlow itself fails on another axis of a tensor whose rank it does not know.
            unknown = any(v["shape"] is None for v in self.program["leaves"])
            axis = -1 if unknown else int(self.random.integers(-rank, rank))
            self.add(self.pick(["softmax", "log_softmax"]), place, axis=axis)
        elif self.chance(0.08) and rank:
            self.add(
                "cumsum",
                place,
                axis=int(self.random.integers(-rank, rank)),
                exclusive=self.chance(0.5),
                reverse=self.chance(0.5),
            )
        else:
            self.add(name, place)

    def binary(self) -> None:
        a = self.some()
        if a is None:
            return
        mine = self.tensors[a]
        b = self.some(lambda t: t.dtype == mine.dtype and _broadcasts(t.shape, mine.shape))
        pair = (a, b) if self.chance(0.5) else (b, a)
        self.add(self.pick(BINARY), *pair)

    def scalar(self) -> None:
        value = self.pick([0.5, 2.0, 3.0, -1.0, 0.0, 1.0])
        op = self.pick(["+", "*", "-", "/", "**", "**", "%"])
        self.add(op, self.some(), scalar=value, left=self.chance(0.4))

    def axes(self, rank: int) -> Any:
        if self.chance(0.4):
            return None
        if self.chance(0.5) and rank:
            return int(self.random.integers(-rank, rank))
        count = int(self.random.integers(0, rank + 1))
        return [int(a) for a in self.random.permutation(rank)[:count]]

    def reduction(self) -> None:
        place, name = self.some(), self.pick(REDUCTIONS)
        if name == "reduce_prod" and self.orders > 1:
            # TensorFlow's second derivative of a product is wrong where a factor is 0.
            name = "reduce_mean"
        if place is not None:
            axis = self.axes(len(self.tensors[place].shape))
            self.add(name, place, axis=axis, keepdims=self.chance(0.3))

    def matrix(self) -> None:
        a = self.some(lambda t: len(t.shape) >= 2)
        if a is None:
            return
        mine, turn = self.tensors[a], self.chance(0.5)
        inner = mine.shape[-2 if turn else -1]
        other = self.chance(0.5)
        b = self.some(
            lambda t: (
                len(t.shape) >= 2
                and t.dtype == mine.dtype
                and t.shape[-1 if other else -2] == inner
                and _broadcasts(t.shape[:-2], mine.shape[:-2])
            )
        )
        self.add("matmul", a, b, transpose_a=turn, transpose_b=other)

    def rearrange(self) -> None:
        place = self.some()
        if place is None:
            return
        shape = self.tensors[place].shape
        rank = len(shape)
        kind = self.pick(
            [
                "reshape",
                "transpose",
                "expand_dims",
                "squeeze",
                "[]",
                "gather",
                "tile",
                "pad",
                "broadcast_to",
                "split",
                "unstack",
            ]
        )
        if kind == "reshape":
            self.add("reshape", place, shape=self.pick(_shapes_of(shape.size)))
        elif kind == "transpose":
            perm = None if self.chance(0.3) else self.random.permutation(rank).tolist()
            self.add("transpose", place, perm=perm)
        elif kind == "expand_dims" and rank < 4:
            self.add("expand_dims", place, axis=int(self.random.integers(-rank - 1, rank + 1)))
        elif kind == "squeeze":
            self.add("squeeze", place)
        elif kind == "[]":
            self.add("[]", place, key=self.key(shape))
        elif kind == "broadcast_to" and rank < 4:
            extra = self.pick([[], [2], [1, 2]]) if rank < 3 else []
            wide = [self.pick([1, 2, 3]) if n == 1 else n for n in shape]
            self.add("broadcast_to", place, shape=[*extra, *wide])
        elif not rank:
            return
        elif kind == "gather":
            axis = int(self.random.integers(0, rank))
            if shape[axis]:
                indices = self.random.integers(0, shape[axis], self.pick([[], [1], [3], [2, 2]]))
                self.add("gather", place, indices=indices.tolist(), axis=axis)
        elif kind == "tile":
            self.add("tile", place, multiples=self.random.integers(1, 3, rank).tolist())
        elif kind == "pad":
            self.add("pad", place, paddings=self.random.integers(0, 2, (rank, 2)).tolist())
        elif kind in ("split", "unstack"):
            axis = int(self.random.integers(0, rank))
            parts = [n for n in (1, 2, 3) if shape[axis] and shape[axis] % n == 0]
            if kind == "unstack" and 0 < shape[axis] <= 4:
                self.add("unstack", place, num=int(shape[axis]), axis=axis)
            elif parts:
                self.add("split", place, num_or_size_splits=self.pick(parts), axis=axis)

    def key(self, shape: Any) -> list[Any]:
        parts: list[Any] = []
        for extent in shape[: int(self.random.integers(0, len(shape) + 1))]:
            if extent and self.chance(0.4):
                parts.append(int(self.random.integers(-extent, extent)))
            else:
                parts.append(
                    self.pick(
                        [
                            [None, None, None],
                            [1, None, None],
                            [None, -1, None],
                            [None, None, -1],
                            [None, None, 2],
                            [0, 2, None],
                        ]
                    )
                )
        if self.chance(0.25):
            parts.append("...")
        if self.chance(0.2):
            parts.insert(int(self.random.integers(0, len(parts) + 1)), None)
        return parts or ["..."]

    def join(self) -> None:
        a = self.some()
        if a is None:
            return
        mine = self.tensors[a]
        rank = len(mine.shape)
        kind = self.pick(["add_n", "concat", "stack", "concat"])
        if kind == "concat":
            if not rank:
                return
            axis = int(self.random.integers(0, rank))
            b = self.some(
                lambda t: (
                    len(t.shape) == rank
                    and t.dtype == mine.dtype
                    and all(
                        n == m
                        for p, (n, m) in enumerate(zip(t.shape, mine.shape, strict=True))
                        if p != axis
                    )
                )
            )
            self.add("concat", a, b, axis=axis - rank if self.chance(0.5) else axis)
            return
        others = [
            self.some(lambda t: t.shape == mine.shape and t.dtype == mine.dtype)
            for _ in range(int(self.random.integers(0, 3)))
        ]
        if kind == "stack":
            self.add("stack", a, *others, axis=int(self.random.integers(-rank - 1, rank + 1)))
        else:
            self.add("add_n", a, *others)

    def choose(self) -> None:
        a = self.some()
        if a is None:
            return
        mine = self.tensors[a]

        def fits(t: Any) -> bool:
            return bool(t.shape == mine.shape and t.dtype == mine.dtype)

        if self.chance(0.3):
            self.add("clip_by_value", a, clip_value_min=-0.5, clip_value_max=1.0)
            return
        comparison = self.pick(
            ["greater", "less", "greater_equal", "less_equal", "equal", "not_equal"]
        )
        self.add("choose", a, *(self.some(fits) for _ in range(3)), comparison=comparison)

    def loss(self) -> None:
        a = self.some(lambda t: len(t.shape) >= 1 and t.shape.size > 0)
        if a is None:
            return
        mine = self.tensors[a]
        kind = self.pick(
            [
                "sigmoid_cross_entropy_with_logits",
                "softmax_cross_entropy_with_logits",
                "softmax_cross_entropy_with_logits_v2",
                "sparse_softmax_cross_entropy_with_logits",
            ]
        )
        if kind.startswith("sparse"):
            labels = self.random.integers(0, mine.shape[-1], mine.shape[:-1])
            self.add(kind, a, labels=labels.tolist())
        elif kind.startswith("sigmoid") and self.chance(0.5):
            b = self.some(lambda t: t.shape == mine.shape and t.dtype == mine.dtype)
            self.add(kind, a, b)
        else:
            weights = self.random.random(tuple(mine.shape)) + 0.1
            labels = (weights / weights.sum(-1, keepdims=True)).round(6)
            self.add(kind, a, labels=labels.tolist())

    def norm(self) -> None:
        a = self.some()
        if a is None:
            return
        mine = self.tensors[a]
        kind = self.pick(["clip_by_norm", "global_norm", "clip_by_global_norm", "l2_loss"])
        if kind == "l2_loss":
            self.add("l2_loss", a)
        elif kind == "clip_by_norm":
            self.add("clip_by_norm", a, clip_norm=self.pick([0.5, 2.0]))
        else:
            others = [self.some(lambda t: t.dtype == mine.dtype) for _ in range(2)]
            bound = {"clip_norm": self.pick([0.5, 3.0])} if kind.startswith("clip") else {}
            self.add(kind, a, *others, **bound)

    def whole(self) -> None:
        """Whole numbers, if there are some, and back to the others."""
        a = self.some(lambda t: t.dtype.is_integer, floating=False)
        if a is None:
            return
        mine = self.tensors[a]
        kind = int(self.random.integers(4))
        if kind == 0:
            self.add(self.pick(["negative", "abs", "sign", "square"]), a)
        elif kind == 1:
            b = self.some(
                lambda t: t.dtype == mine.dtype and _broadcasts(t.shape, mine.shape),
                floating=False,
            )
            names = ["add", "subtract", "multiply", "maximum", "minimum", "floordiv", "floormod"]
            self.add(self.pick([*names, "squared_difference"]), a, b)
        elif kind == 2:
            names = ["reduce_sum", "reduce_mean", "reduce_max", "reduce_min", "reduce_prod"]
            axis = self.axes(len(mine.shape))
            if mine.shape.size:
                self.add(self.pick(names), a, axis=axis, keepdims=self.chance(0.3))
        else:
            self.add("cast", a, dtype=self.dtype)

    def vector(self) -> None:
        """Norms, moments, contractions, and entries chosen by their places."""
        place = self.some()
        if place is None or any(leaf["shape"] is None for leaf in self.program["leaves"]):
            return
        shape = self.tensors[place].shape
        rank = len(shape)
        name = self.pick(VECTOR)
        axis = int(self.random.integers(-rank, rank)) if rank else None
        if name in ("div_no_nan", "xlogy", "xdivy"):
            mine = self.tensors[place]
            other = self.some(lambda t: t.dtype == mine.dtype and _broadcasts(t.shape, mine.shape))
            self.add(name, place, other)
        elif name == "softsign" and self.orders > 1:
            return  # TensorFlow has no second derivative of it
        elif name in ("softsign", "log_sigmoid"):
            self.add(name, place)
        elif name == "norm":
            order = self.pick(["euclidean", "euclidean", 1, 2, 3, "infinity"])
            some = axis if self.chance(0.6) else None
            self.add("norm", place, ord=order, axis=some, keepdims=self.chance(0.3))
        elif name in ("reduce_variance", "reduce_std"):
            self.add(name, place, axis=self.axes(rank), keepdims=self.chance(0.3))
        elif name == "l2_normalize":
            self.add(name, place, axis=axis if self.chance(0.7) else None)
        elif not rank:
            return
        elif name == "moments":
            axes = [int(a) for a in self.random.permutation(rank)[: self.pick([1, rank])]]
            self.add("moments", place, axes=axes, keepdims=self.chance(0.3))
        elif name == "reverse":
            axes = [int(a) for a in self.random.permutation(rank)[: self.pick([1, rank])]]
            self.add("reverse", place, axis=axes)
        elif name in ("argmax", "argmin"):
            if place < len(self.program["leaves"]):  # of NaN it is whatever the machine finds
                self.add(name, place, axis=axis)
        elif name == "top_k":
            if place < len(self.program["leaves"]):
                self.add("top_k", place, k=int(self.random.integers(1, shape[-1] + 1)))
        else:
            self.contract(name, place)

    def contract(self, name: str, place: int) -> None:
        mine = self.tensors[place]
        shape, rank = mine.shape, len(mine.shape)
        if name == "gather_nd":
            count = int(self.random.integers(1, rank + 1))
            if 0 in shape[:count]:
                return
            rows = [
                [int(self.random.integers(0, n)) for n in shape[:count]]
                for _ in range(int(self.random.integers(1, 4)))
            ]
            self.add("gather_nd", place, indices=rows)
        elif name == "bias_add" and rank >= 2:
            fits = self.some(lambda t: tuple(t.shape) == (shape[-1],) and t.dtype == mine.dtype)
            self.add("bias_add", place, fits)
        elif name == "tensordot":
            other = self.some(
                lambda t: len(t.shape) and t.dtype == mine.dtype and t.shape[0] == shape[-1]
            )
            self.add("tensordot", place, other, axes=1)
        elif name == "einsum":
            left = "abc"[:rank]
            other = self.some(
                lambda t: (
                    1 <= len(t.shape) <= 3 and t.dtype == mine.dtype and t.shape[0] == shape[-1]
                )
            )
            if other is None or rank > 3:
                return
            right = left[-1] + "xyz"[: len(self.tensors[other].shape) - 1]
            letters = sorted(set(left + right))
            kept = [c for c in letters if self.chance(0.7)]
            result = "".join(kept[i] for i in self.random.permutation(len(kept)))
            self.add("einsum", place, other, equation=f"{left},{right}->{result}")

    def question(self) -> None:
        """What is asked: of which ys, by which xs, how."""
        places = list(range(len(self.tensors)))
        leaves = places[: len(self.program["leaves"])]
        ys = (
            [places[-1]]
            if self.chance(0.6)
            else [self.pick(places) for _ in range(int(self.random.integers(1, 4)))]
        )
        xs = list(leaves)
        # What a second derivative by an intermediate is depends on how a rule is written.
        if self.chance(0.4) and self.orders == 1:
            xs += [self.pick(places) for _ in range(int(self.random.integers(1, 3)))]
        self.program |= {"ys": ys, "xs": xs, "orders": self.orders}
        if self.chance(0.25):
            self.program["grad_ys"] = [
                None
                if self.chance(0.3) or not self.tensors[y].dtype.is_floating
                else self.numbers(tuple(self.tensors[y].shape))
                for y in ys
            ]
        if self.chance(0.2):
            self.program["stop"] = [
                self.pick(places) for _ in range(int(self.random.integers(1, 3)))
            ]
        if self.chance(0.15):
            self.program["unconnected"] = "zero"
        inner = places[len(leaves) :]
        if self.chance(0.1) and inner and self.orders == 1:
            place = self.pick(inner)
            linear = {"add", "multiply", "subtract", "+", "-", "*", "square", "concat", "reshape"}
            steps = self.program["steps"]
            if all(s["op"] in linear for s in steps) and self.tensors[place].dtype.is_floating:
                shape = tuple(self.tensors[place].shape)
                self.program["fed"] = [[place, self.numbers(shape)]]
        variables = [i for i, v in enumerate(self.program["leaves"]) if v["kind"] == "variable"]
        if variables and self.chance(0.5) and self._reaches(ys[0], variables):
            self.program["train"] = {"optimizer": self.pick(sorted(OPTIMIZERS)), "steps": 3}

    def _reaches(self, y: int, variables: list[int]) -> bool:
        if not self.tensors[y].dtype.is_floating:
            return False
        found = tf.gradients(self.tensors[y], [self.tensors[v] for v in variables])
        return any(g is not None for g in found)


def _broadcasts(a: Any, b: Any) -> bool:
    try:
        return int(np.prod(np.broadcast_shapes(tuple(a), tuple(b)), initial=1)) <= LARGEST
    except ValueError:
        return False


def _shapes_of(size: int) -> list[list[int]]:
    pairs = [[n, size // n] for n in range(1, size + 1) if size % n == 0] if size else []
    return [[-1] if size else [0], [size], *pairs, *([[]] if size == 1 else [])]


def program(number: int) -> Program:
    """The program of that number."""
    return Author(number).write()
