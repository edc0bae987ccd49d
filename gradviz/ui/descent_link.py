"""What the visitor asks of a descent, and how a link and the browser's messages spell it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from gradviz.study.optimizers import optimizer
from gradviz.study.quotation import quoted
from gradviz.ui.typed import NotANumberError, number, shortest

MOST_RUNS = 4
"""Runs of a race: as many as there are colors."""

MOST_STEPS = 100_000
UNTIL, FROM, AT, ALL = "until", "from", "at", "all"

Settings = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Descent:
    """Who goes down, until when, and from where.

    Attributes:
        runs: optimizers by name, each with the settings that are not at their default.
        steps: how many steps at the most.
        threshold: the cost at which a run has arrived; None: none.
        start: where the runs begin, while the point is on the way of one of them; else, and if it
            is None, they begin at the point.
        rest: whether a run also ends where it has come to rest; else it makes all its steps.
        at: after how many steps one of them is at the point, where that is known.
    """

    runs: tuple[tuple[str, Settings], ...] = (("gradient_descent", (("learning_rate", 0.1),)),)
    steps: int = 1000
    threshold: float | None = 0.01
    start: tuple[float, ...] | None = None
    rest: bool = True
    at: int | None = None


def text(descent: Descent | None) -> str:
    """A Descent as a link spells it.

    >>> text(Descent((("adam", (("beta1", 0.5),)), ("newton", ())), 50, None, (1.0, 2.0)))
    'adam,beta1=0.5;newton;until,50;from,1,2'
    """
    if descent is None:
        return ""
    parts = [
        ",".join([name, *(f"{setting}={shortest(value)}" for setting, value in settings)])
        for name, settings in descent.runs
    ]
    ends = [float(descent.steps), *([] if descent.threshold is None else [descent.threshold])]
    parts.append(",".join([UNTIL, *map(shortest, ends)]))
    if not descent.rest:
        parts.append(ALL)
    if descent.start is not None:
        parts.append(",".join([FROM, *map(shortest, descent.start)]))
        if descent.at:
            parts.append(f"{AT},{descent.at}")
    return ";".join(parts)


def parse(texts: Sequence[str | None]) -> tuple[Descent | None, list[str]]:
    """The Descent that a link says, and a sentence for everything in it that is not used.

    >>> parse(["adam;until,10"])[0]
    Descent(runs=(('adam', ()),), steps=10, threshold=None, start=None, rest=True, \
at=None)
    >>> parse(["sorcery"])[1]
    ["The link’s descent: no optimizer 'sorcery': there are gradient_descent, momentum, nesterov, \
adagrad, rmsprop, adam, newton, gauss_newton, sgd."]
    """
    found, runs, notices = Descent(), list[tuple[str, Settings]](), list[str]()
    for part in filter(None, (texts[0] or "").split(";")):
        head, *rest = part.split(",")
        try:
            if head == UNTIL:
                found = _until(found, rest)
            elif head == FROM:
                found = replace(found, start=tuple(map(number, rest)))
            elif head == ALL and not rest:
                found = replace(found, rest=False)
            elif head == AT:
                found = replace(found, at=_at(rest))
            else:
                runs.append(_run(head, rest))
        except NotANumberError as error:
            notices.append(f"The link’s descent: {quoted(part)}: {error}. It is left out.")
        except ValueError as error:
            notices.append(f"The link’s descent: {error}.")
    if len(runs) > MOST_RUNS:
        notices.append(f"The link’s descent: {MOST_RUNS} runs are the most; the others are not.")
    found = found if found.start is not None else replace(found, at=None)
    return replace(found, runs=tuple(runs[:MOST_RUNS]) or found.runs), notices


def read(message: Mapping[str, object], before: Descent) -> Descent:
    """The Descent that the browser asks for.

    Args:
        message: "runs": for each its "optimizer" and its "settings"; "steps"; "threshold"; "rest".
        before: what stands for all that the message does not say.

    Raises:
        ValueError: if it cannot be.
    """
    runs = []
    asked = message.get("runs")
    for one in asked if isinstance(asked, list | tuple) else ():
        settings = one.get("settings") if isinstance(one, Mapping) else None
        if not isinstance(settings, Mapping):
            raise ValueError("a run has an optimizer and settings")
        spelled = [f"{name}={value}" for name, value in settings.items()]
        runs.append(_run(str(one.get("optimizer")), spelled))
    if len(runs) > MOST_RUNS:
        raise ValueError(f"{MOST_RUNS} runs are the most")
    ends = [message.get("steps", before.steps), message.get("threshold", before.threshold)]
    after = _until(before, [str(end) for end in ends if end is not None])
    rest = bool(message.get("rest", before.rest))
    return replace(after, runs=tuple(runs) or before.runs, start=None, rest=rest, at=None)


def _at(texts: Sequence[str]) -> int | None:
    step = number(",".join(texts))
    if not 0 <= step <= MOST_STEPS or step != int(step):
        raise ValueError(f"its point is after 0 to {MOST_STEPS} steps, not {shortest(step)}")
    return int(step) or None


def _run(name: str, settings: Sequence[str]) -> tuple[str, Settings]:
    kind = optimizer(name)
    values = {}
    for one in settings:
        setting, _, value = one.partition("=")
        values[setting] = number(value)
    chosen = kind.chosen(values)
    usual = {one.name: one.default for one in kind.settings}
    return name, tuple((n, v) for n, v in chosen.items() if v != usual[n])


def _until(descent: Descent, texts: Sequence[str]) -> Descent:
    steps, *threshold = map(number, texts or [str(descent.steps)])
    if not 1 <= steps <= MOST_STEPS or steps != int(steps):
        raise ValueError(f"a descent has 1 to {MOST_STEPS} steps, not {shortest(steps)}")
    return replace(descent, steps=int(steps), threshold=threshold[0] if threshold else None)
