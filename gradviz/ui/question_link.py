"""How a link spells what is asked of the gradients, and the constants that a hand has moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from gradviz.study.blueprint import Problem
from gradviz.study.held import SEED, hold, holdable
from gradviz.study.models import Model, build
from gradviz.study.question import Question, question_of
from gradviz.study.questions import ask
from gradviz.study.quotation import quoted
from gradviz.ui.typed import NotANumberError, number, shortest

KEYS = ("ys", "seeds", "xs", "cuts", "constants")
_LEVEL = "~"
"""Between a question and the next one, about its gradients: "~∂W:0" differentiates ∂cost/∂W."""


def query(problem: Problem) -> dict[str, str]:
    """The link's parameters of a problem's question and constants; none for what is usual.

    >>> from gradviz.study.blueprint import LINEAR
    >>> asked = Question(("pred:0",), ((1.0, 0.0),))
    >>> query(Problem(LINEAR, (), (), asked, (("half:0", (2.0,)),)))
    {'ys': 'pred:0', 'seeds': '1,0', 'constants': 'half:0=2'}
    >>> query(Problem(LINEAR, (), (), Question(("∂W:0",), of=Question())))
    {'ys': '~∂W:0'}
    """
    levels = problem.question.levels
    texts = {
        "ys": [";".join(asked.ys) for asked in levels],
        "seeds": [";".join(_spelled(seed or ()) for seed in asked.seeds) for asked in levels],
        "xs": [";".join(asked.xs) for asked in levels],
        "cuts": [";".join(asked.cuts) for asked in levels],
        "constants": [";".join(f"{name}={_spelled(held)}" for name, held in problem.constants)],
    }
    return {key: _LEVEL.join(parts) for key, parts in texts.items() if any(parts)}


def read(given: Mapping[str, str], problem: Problem) -> tuple[Problem, list[str]]:
    """A problem with the question and the constants of a link, and what of it is not used."""
    notices: list[str] = []
    constants = []
    for part in _parts(given, "constants"):
        name, _, text = part.rpartition("=")
        try:
            one = (name, _numbers(text))
            hold(_plain(problem), (one,))
        except ValueError as error:
            notices.append(f"The link’s constants: {error}.")
        else:
            constants.append(one)
    problem = replace(problem, constants=tuple(dict(constants).items()))
    asked, said = _question(given, problem)
    return replace(problem, question=asked), [*notices, *said]


def _question(given: Mapping[str, str], problem: Problem) -> tuple[Question, list[str]]:
    """The question, each part of it kept that can be asked with those before it."""
    keys = [key for key in KEYS if key != "constants"]
    texts = {key: given.get(key, "").split(_LEVEL) for key in keys}
    asked, notices = None, list[str]()
    for level in range(max(map(len, texts.values()))):
        here = {key: parts[level] for key, parts in texts.items() if level < len(parts)}
        asked, said = _level(here, problem, asked)
        notices += said
    return asked or Question(), notices


def _level(
    given: Mapping[str, str], problem: Problem, of: Question | None
) -> tuple[Question, list[str]]:
    """One question of those that build on each other; the one before where nothing is asked."""
    asked, notices = Question(of=of), []
    try:
        seeds = tuple(_numbers(text) if text else None for text in _all(given, "seeds"))
    except ValueError as error:
        notices.append(f"The link’s seeds: {error}. Ones are used.")
        seeds = ()
    tries: list[tuple[str, Mapping[str, object]]] = [
        ("ys", {"ys": tuple(_parts(given, "ys"))}),
        ("seeds", {"seeds": seeds}),
        ("xs", {"xs": tuple(_parts(given, "xs"))}),
        ("cuts", {"cuts": tuple(_parts(given, "cuts"))}),
    ]
    for key, values in tries:
        candidate = replace(asked, **values)  # type: ignore[arg-type]
        try:
            ask(_plain(problem), candidate)
        except ValueError as error:
            notices.append(f"The link’s {key}: {error}. It is left out.")
        else:
            asked = candidate
    if of is not None and not asked.ys:  # no gradient is left to be differentiated
        return of, notices
    return asked, notices


def fitted(problem: Problem) -> Problem:
    """A problem with as much of its question and its constants as its data leave.

    Other data can have another number of samples; a seed of each of the old ones is ones again.
    """
    levels = problem.question.levels
    if not any(one.seeds for one in levels) and len(levels) == 1 and not problem.constants:
        return problem
    plain = _plain(problem)
    sizes = {name: tensor.shape.size for name, tensor in holdable(plain).items()}
    constants = tuple(one for one in problem.constants if sizes.get(one[0]) == len(one[1]))
    problem = replace(problem, constants=constants)
    # As it is; from ones; and if a gradient is computed with other operations now, what is left.
    unseeded = [replace(one, seeds=()) for one in levels]
    fewer = [question_of(unseeded[:count]) for count in range(len(levels), 0, -1)]
    for question in (problem.question, *fewer):
        try:
            ask(plain, question)
        except ValueError:
            continue
        return replace(problem, question=question)
    return problem


def moved(problem: Problem, values: Mapping[str, Mapping[int, float]]) -> Problem:
    """A problem with constants and seeds that a hand has moved.

    Args:
        problem: before.
        values: by the names of `held.holdable` the entries that are other numbers now; other names
            are passed over.
    """
    asked, constants = problem.question, dict(problem.constants)
    seeds = dict(zip(ys_of(problem), asked.seeds, strict=False))
    known = holdable(ask(hold(_plain(problem), problem.constants), asked))
    changed = False
    for name, entries in values.items():
        if name not in known:
            continue
        tensor, changed = known[name], changed or name.endswith(SEED)
        before = tensor.op.attributes.get("value")
        numbers = [float(n) for n in before.ravel()] if before is not None else [1.0]
        for place, value in entries.items():
            if place < len(numbers):
                numbers[place] = value
        if name.endswith(SEED):
            seeds[name.removesuffix(SEED)] = tuple(numbers)
        else:
            constants[name] = tuple(numbers)
    problem = replace(problem, constants=tuple(constants.items()))
    if not changed:
        return problem
    return replace(
        problem, question=replace(asked, seeds=tuple(seeds.get(y) for y in ys_of(problem)))
    )


def ys_of(problem: Problem) -> tuple[str, ...]:
    """What is differentiated: the cost, if nothing else is asked."""
    return problem.question.ys or (_plain(problem).diagram.target,)


def _plain(problem: Problem) -> Model:
    """The model without a question."""
    return build(problem.blueprint, len(problem.rows))


def _all(given: Mapping[str, str], key: str) -> list[str]:
    return given[key].split(";") if given.get(key) else []


def _parts(given: Mapping[str, str], key: str) -> list[str]:
    return [part for part in _all(given, key) if part]


def _numbers(text: str) -> tuple[float, ...]:
    try:
        return tuple(number(part) for part in text.split(","))
    except NotANumberError as error:
        raise ValueError(f"{quoted(text)}: {error}") from None


def _spelled(numbers: tuple[float, ...]) -> str:
    return ",".join(map(shortest, numbers))
