"""Random texts for the language: ``python -m tests.study.fuzz_expressions [cases] [seed] [first]``.

Each text becomes a model or an `ExpressionError` with a place and a sentence, and nothing else; a
model can be run, forward and back. Texts are soups of the language's pieces, calls of its functions
with any arguments, and legal and hostile texts with pieces changed.
"""

import random
import re
import sys
import time

import numpy as np

import gradviz as tf
from gradviz.core.execute import evaluate
from gradviz.study.language.functions import FUNCTIONS, REFUSED
from gradviz.study.presets import PRESETS
from tests.study.language.calls import GIVEN, call_of
from tests.study.language.hostile import hostile

PARAMETERS = {"W": (3, 2), "a": (), "b": (3,)}
INTERNAL = re.compile(
    r"Traceback|object at|<class|NoneType|Tensor\(|<tf\.|dtype=|numpy|np\.|gradviz|\.py\b"
    r"|unhashable|argument of type|not subscriptable|positional|unexpected keyword"
    r"|'(int|float|tuple|str|list)'|setting an array|inhomogeneous|ndarray|has no attribute"
    r"|[Rr]ecursion|__\w+__|Errno|codec"
)
"""What shows that a message was not written for a visitor."""

NAMES = [*GIVEN, *PARAMETERS, "q", "True", "None", "float64", "int32", "tf", "ŷ", "θ"]
EQUAL = ["x", "y", "s", "a"]
NUMBERS = ["0", "1", "2", "-1", "0.5", "1e3", "3", "1e99", "1000000", "2.", ".5"]
SIGNS = ["+", "-", "*", "/", "@", "**", "(", ")", "[", "]", ",", "=", ".", ";", "\n", "#", " "]
WORDS = [
    "axis=",
    "keepdims=",
    "transpose_a=",
    "shape=",
    "tf.",
    "tf.nn.",
    "name=",
    "cost = ",
    "lambda ",
]
LETTERS = "aXё𝐖ｗ²\u200b\u202e\x00é'\"{}:<%!~^|&\\`$?_0\u115f\u3164\u0301一ノΑοɡǃ\ud800\ufeff\x85"
PIECES = [*NAMES, *NUMBERS, *SIGNS * 3, *WORDS, *FUNCTIONS, *REFUSED]
SEEDS = [
    *hostile(),
    *(preset.blueprint.text for preset in PRESETS),
    *(f"z = {call_of(name)}\ncost = reduce_sum(z)" for name in FUNCTIONS),
]


def value(chance, depth, names):
    """An expression, most of them legal."""
    if depth == 0 or chance.random() < 0.25:
        return chance.choice(names if chance.random() < 0.7 else NUMBERS)
    kind = chance.random()
    if kind < 0.35:
        sign = chance.choice(["+", "-", "*", "/", "@", "**"])
        return f"{value(chance, depth - 1, names)} {sign} {value(chance, depth - 1, names)}"
    if kind < 0.45:
        return f"({value(chance, depth - 1, names)})"
    if kind < 0.5:
        return f"-{value(chance, depth - 1, names)}"
    if kind < 0.6:
        parts = [value(chance, depth - 1, names) for _ in range(chance.randrange(4))]
        return f"[{', '.join(parts)}]" if chance.random() < 0.5 else f"({', '.join(parts)},)"
    function = FUNCTIONS[chance.choice(list(FUNCTIONS))]
    given = []
    for argument in function.arguments:
        if not argument.required and chance.random() < 0.6:
            continue
        text = value(chance, depth - 1, names)
        if argument.kind in ("integer", "integers", "axes", "indices", "pairs"):
            text = chance.choice(
                ["0", "1", "-1", "(0, 1)", "(1, 0)", "[0]", "((0, 1), (1, 0))", text]
            )
        elif argument.kind == "flag":
            text = chance.choice(["True", "False", text])
        elif argument.kind == "tensors":
            text = f"[{text}, {value(chance, depth - 1, names)}]"
        named = argument.required is False or chance.random() < 0.2
        given.append(f"{argument.name}={text}" if named else text)
    return f"{function.name}({', '.join(given)})"


def legal(chance):
    """Some lines that follow the grammar."""
    names = NAMES if chance.random() < 0.3 else EQUAL
    lines = [f"q = {value(chance, 3, names)}"] if chance.random() < 0.4 else []
    return "\n".join([*lines, f"cost = reduce_sum({value(chance, 3, names)})"])


def changed(chance, text):
    """A text with a few pieces changed."""
    for _ in range(chance.randrange(1, 5)):
        start = chance.randrange(len(text) + 1)
        end = min(len(text), start + chance.choice([0, 0, 1, 1, 2, 5, 20]))
        kind = chance.random()
        if kind < 0.4:
            piece = chance.choice(PIECES)
        elif kind < 0.6:
            piece = chance.choice(LETTERS)
        elif kind < 0.7:
            piece = chr(chance.randrange(0x110000))
        elif kind < 0.85:
            other = chance.randrange(len(text) + 1)
            piece = text[other : other + chance.randrange(30)]
        else:
            piece = ""
        text = text[:start] + piece + text[end:]
    return text


def text_of(chance):
    """A random text."""
    kind = chance.random()
    if kind < 0.3:
        return changed(chance, chance.choice(SEEDS))
    if kind < 0.5:
        return changed(chance, legal(chance))
    if kind < 0.8:
        return legal(chance)
    return "".join(chance.choice(PIECES) for _ in range(chance.randrange(40)))


def check_error(text, error):
    """Fails if an error's sentence or place is not fit for a visitor."""
    said, lines = str(error), text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert len(said) <= 300, said
    assert said.isprintable(), said
    # A word of the visitor's own may be said again.
    assert not [m for m in INTERNAL.finditer(said) if m.group() not in text], said
    assert said == f"line {error.line}, column {error.column}: {error.problem}", said
    assert 1 <= error.line <= len(lines), said
    assert 1 <= error.column <= len(lines[error.line - 1]) + 1, said


def check(text, chance):
    """Whether the text makes a model; fails if anything else happens than may."""
    try:
        model = tf.parse_model(text, GIVEN, PARAMETERS)
    except tf.ExpressionError as error:
        check_error(text, error)
        return False
    if chance.random() < 0.1:
        given = [*model.inputs.values(), *model.parameters.values()]
        fed = {t: np.array(chance.uniform(-2, 2)) + np.zeros(tuple(t.shape)) for t in given}
        evaluate([model.cost, *model.gradients], fed)
    return True


def fuzz(cases, seed=0, first=0):
    """Tries random texts; returns how many became models, and the longest CPU time of one."""
    models, longest = 0, (0.0, "")
    for case in range(first, first + cases):
        chance = random.Random(f"{seed}/{case}")  # noqa: S311
        text = text_of(chance)
        begun = time.process_time()
        try:
            models += check(text, chance)
        except BaseException:
            print(f"case {seed}/{case}: {text!r}", file=sys.stderr)  # noqa: T201
            raise
        longest = max(longest, (time.process_time() - begun, text))
    assert tf.get_default_graph().is_empty()
    return models, longest


if __name__ == "__main__":
    count, *rest = [int(argument) for argument in sys.argv[1:]] or [100_000]
    start = time.monotonic()
    made, (slowest, which) = fuzz(count, *rest)
    print(  # noqa: T201
        f"{count:,} texts, {made:,} of them models, in {time.monotonic() - start:.0f} s;"
        f" the longest took {1000 * slowest:.0f} ms of CPU: {which[:100]!r}"
    )
