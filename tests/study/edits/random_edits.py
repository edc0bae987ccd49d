"""Random models and random edits of them, for the tests that try what anyone could do."""

import numpy as np

from gradviz.study.blueprint import Blueprint, Input, Parameter, Problem
from gradviz.study.drafting import with_blueprint
from gradviz.study.edits.candidates import aimed, branched
from gradviz.study.edits.inputs import recounted, rewired
from gradviz.study.edits.naming import renamed
from gradviz.study.edits.operations import applied, inserted_on, replaced
from gradviz.study.edits.references import Call, Node
from gradviz.study.edits.removal import deleted, dropped, unused
from gradviz.study.edits.sources import sources
from gradviz.study.edits.writing import slots, tensor_slots
from gradviz.study.language.compiler import free_names
from gradviz.study.language.functions import FUNCTIONS
from gradviz.study.presets import PRESETS
from tests.study.models import PARAMETERS, SHAPES, random_text

NAMES = ("slope", "h", "ŷ", "重み", "X", "W", "exp", "tf", "a b", "1x", "cost", "", "Ԝ", "x" * 50)
"""Names that a visitor may give, good ones and others."""
NUMBERS = ("2", "-0.5", "1e-3", "1/3", "-(2)", "3 + 4")
TEXTS = (*NUMBERS, "fresh", "2*k + 1", "(2, 3)", "[1, 2]", "True", "W; b = 2", "", "x #", "f(")


def problem_of(blueprint, samples):
    """A blueprint with numbers that are all different."""
    empty = Problem(Blueprint("cost = 1", (), ()), (), ((),) * samples)
    return with_blueprint(empty, blueprint)


def random_problem(random):
    """A preset, or a model of random lines, with comments and spaces as people write them."""
    if random.random() < 0.4:
        preset = PRESETS[random.integers(0, len(PRESETS))]
        return Problem(preset.blueprint, preset.values, preset.rows)
    text = random_text(random)
    columns = {name: shape for name, shape in SHAPES.items() if len(shape) == 2}
    others = {name: shape for name, shape in SHAPES.items() if len(shape) < 2} | PARAMETERS
    used = set(free_names(text))
    blueprint = Blueprint(
        decorated(random, text),
        tuple(Input(n, (None, *shape[1:])) for n, shape in columns.items() if n in used),
        tuple(Parameter(name, shape) for name, shape in others.items() if name in used),
    )
    return problem_of(blueprint, columns["X"][0] if blueprint.inputs else 0)


def decorated(random, text):
    """A text with comments, spaces, and lines that share one."""
    lines = []
    for line in text.split("\n"):
        kind = random.integers(0, 6)
        if kind == 0:
            line += "  # why"
        elif kind == 1:
            line = "  " + line.replace(" = ", "=")
        elif kind == 2 and lines and "#" not in lines[-1]:
            line = f"{lines.pop()}; {line}"
        elif kind == 3:
            lines.append("# a comment, and a line without anything")
            lines.append("")
        lines.append(line)
    return str(random.choice(["\n", "\r\n"])).join(lines)


def pick(random, values):
    return values[int(random.integers(0, len(values)))]


def given(random, source):
    """What an operation is given: a node or a text."""
    return (
        Node(pick(random, list(source.origins))) if random.random() < 0.4 else pick(random, TEXTS)
    )


def call(random, source, arity=None):
    """A call of any function, mostly with as many inputs as it takes."""
    name = pick(random, list(FUNCTIONS))
    wanted = slots(FUNCTIONS[name])
    count = len(wanted) - 1 if arity is None else max(0, len(wanted) - arity)
    count = max(0, count + int(random.integers(-1, 2))) if random.random() < 0.1 else count
    places = tensor_slots(FUNCTIONS[name]) or (0,)
    return Call(name, tuple(given(random, source) for _ in range(count)), pick(random, places))


def random_edit(random, source):
    """One edit, as a function that makes it."""
    node = pick(random, list(source.origins))
    edges = [edge for name in source.origins for edge in source.edges(name)]
    kind = int(random.integers(0, 10))
    if kind in (0, 1):
        return lambda: applied(source, node, call(random, source))
    if kind == 2 and edges:
        return lambda: inserted_on(source, pick(random, edges), call(random, source))
    if kind == 3:
        made = source.origins[node].expression
        return lambda: replaced(
            source, node, call(random, source, len(made.operands) if made else 1)
        )
    if kind == 4 and edges:
        return lambda: rewired(source, pick(random, edges), given(random, source))
    if kind == 5:
        return lambda: deleted(source, node)
    if kind == 6:
        return lambda: renamed(source, node, pick(random, NAMES))
    if kind == 7:
        return lambda: branched(source, node, call(random, source))
    if kind == 8:
        return lambda: aimed(source, node)
    if lines := unused(source):
        return lambda: dropped(source, pick(random, list(lines)))
    return lambda: recounted(source, node, pick(random, TEXTS))


def sources_of(problem):
    return sources(problem.blueprint, len(problem.rows))


def seeded(seed):
    return np.random.default_rng(seed)
