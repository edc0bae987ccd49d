"""What the visitor has set on the page of gradient health, and how a link spells it.

Whatever a link says, a valid choice comes out of it, with a sentence for everything not used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, get_args

from gradviz.study.activation import ACTIVATIONS
from gradviz.study.initialization import INITIALIZATIONS
from gradviz.study.network import DEEPEST, MOST_SAMPLES, WIDEST, Clipping, Cost, Data, Network
from gradviz.study.network import Normalization as Normalized
from gradviz.study.quotation import quoted
from gradviz.study.remedies import REMEDIES
from gradviz.ui.typed import NotANumberError, number, shortest

VIEWS = ("one pass", "training")
OF = ("gradients", "values")
LONGEST_RUN = 2000


@dataclass(frozen=True)
class Choice:
    """Everything that the page shows is a function of this.

    Attributes:
        network: the deep model.
        remedy: the one thing that is changed, beside it; None: nothing.
        view: one of `VIEWS`.
        of: what the heat map is of, one of `OF`.
        steps: how many steps a training run has.
        layer: the layer that is looked at, from 1; None: all.
    """

    network: Network = Network()
    remedy: str | None = None
    view: str = VIEWS[0]
    of: str = OF[0]
    steps: int = 200
    layer: int | None = None

    def get(self, name: str) -> Any:
        """A field's value, of the network or of the page."""
        return getattr(self.network if name in NETWORK_FIELDS else self, name)

    def changed(self, name: str, value: Any) -> Choice:
        """The choice with one field changed.

        Raises:
            ValueError: if the network refuses it.
        """
        if name in NETWORK_FIELDS:
            network = replace(self.network, **{name: value})
            layer = None if (self.layer or 0) > network.depth else self.layer
            fits = self.remedy is None or REMEDIES[self.remedy].change(network) != network
            remedy = self.remedy if fits else None
            return replace(self, network=network, remedy=remedy, layer=layer)
        return replace(self, **{name: value})

    def to_query(self) -> dict[str, str]:
        """The link's parameters; what is as the page opens is left out.

        >>> Choice().changed("depth", 50).to_query()
        {'depth': '50'}
        """
        opened = Choice()
        return {
            field.parameter: field.format(self.get(field.name))
            for field in FIELDS
            if self.get(field.name) != opened.get(field.name)
        }

    @classmethod
    def from_query(cls, query: Mapping[str, str | Sequence[str]]) -> tuple[Choice, list[str]]:
        """The valid choice nearest to a link, and one sentence for everything in it not used.

        >>> Choice.from_query({"depth": "1000"})[1]
        ['The link’s depth: 1000 is more than 100. 100 is used.']
        """
        choice, said = cls(), []
        known = {field.parameter: field for field in FIELDS}
        # Remedy and layer last: whether they fit depends on the network.
        for parameter in sorted(query, key=lambda name: name in ("remedy", "layer")):
            texts = query[parameter]
            text = texts if isinstance(texts, str) else texts[-1]
            if parameter not in known:
                if parameter not in _STREAMLIT:
                    said.append(f"The link’s parameter {quoted(parameter)} is unknown and ignored.")
                continue
            field = known[parameter]
            value, wrong = field.parse(text)
            said += [f"The link’s {parameter}: {sentence}" for sentence in wrong]
            choice = choice.changed(field.name, value)
        if choice.remedy and REMEDIES[choice.remedy].change(choice.network) == choice.network:
            said.append(f"The link’s remedy: {choice.remedy} changes nothing here. None is shown.")
            choice = replace(choice, remedy=None)
        if (choice.layer or 0) > choice.network.depth:
            said.append(f"The link’s layer: there are {choice.network.depth}. None is chosen.")
            choice = replace(choice, layer=None)
        return choice, said[:_MOST_SAID]


NETWORK_FIELDS = frozenset(field.name for field in fields(Network))
_STREAMLIT = frozenset({"embed", "embed_options"})
_MOST_SAID = 4

Parse = Callable[[str], tuple[Any, list[str]]]


@dataclass(frozen=True)
class Field:
    """How one field stands in the link.

    Attributes:
        name: the field, of `Network` or of `Choice`.
        parameter: the link's parameter.
        parse: from its text to the value, and sentences on what of it is not used.
        format: from the value to the text.
    """

    name: str
    parameter: str
    parse: Parse
    format: Callable[[Any], str]


def _opened(name: str) -> Any:
    return Choice().get(name)


def _number(name: str, parameter: str, low: float, high: float, *, whole: bool = False) -> Field:
    def parse(text: str) -> tuple[Any, list[str]]:
        usual = _opened(name)
        instead = "None" if usual is None else shortest(usual)
        try:
            value = number(text)
        except NotANumberError as error:
            return usual, [f"{error}. {instead} is used."]
        if whole and value != round(value):
            return usual, [f"{shortest(value)} is no whole number. {instead} is used."]
        nearest = min(max(value, low), high)
        said = []
        if nearest != value:
            more = "more" if value > high else "less"
            said = [
                f"{shortest(value)} is {more} than {shortest(nearest)}."
                f" {shortest(nearest)} is used."
            ]
        return (int(nearest) if whole else nearest), said

    return Field(name, parameter, parse, shortest)


def _one_of(name: str, parameter: str, known: Sequence[str]) -> Field:
    def parse(text: str) -> tuple[Any, list[str]]:
        spelled = {one.casefold(): one for one in known}
        if text.casefold() in spelled:
            return spelled[text.casefold()], []
        usual = _opened(name)
        return usual, [
            f"{quoted(text)} is not one of {', '.join(known)}. {usual or 'None'} is used."
        ]

    return Field(name, parameter, parse, str)


def _parse_switch(text: str) -> tuple[Any, list[str]]:
    if text in ("1", "0"):
        return text == "1", []
    return False, [f"{quoted(text)} is not 1 or 0. 0 is used."]


FIELDS = (
    _number("depth", "depth", 1, DEEPEST, whole=True),
    _number("width", "width", 1, WIDEST, whole=True),
    _one_of("activation", "activation", tuple(ACTIVATIONS)),
    _one_of("initialization", "init", tuple(INITIALIZATIONS)),
    _number("scale", "scale", -100, 100),
    _number("bias", "bias", -100, 100),
    Field("skip", "skip", _parse_switch, lambda on: "1" if on else "0"),
    _one_of("data", "data", get_args(Data)),
    _one_of("normalization", "normalize", get_args(Normalized)),
    _one_of("cost", "cost", get_args(Cost)),
    _number("learning_rate", "rate", 0, 1e6),
    _one_of("clipping", "clip", get_args(Clipping)),
    _number("clip_at", "clip_at", 1e-12, 1e12),
    _number("samples", "samples", 1, MOST_SAMPLES, whole=True),
    _number("seed", "seed", 0, 2**31, whole=True),
    _one_of("remedy", "remedy", tuple(REMEDIES)),
    _one_of("view", "view", VIEWS),
    _one_of("of", "of", OF),
    _number("steps", "steps", 1, LONGEST_RUN, whole=True),
    _number("layer", "layer", 1, DEEPEST, whole=True),
)
"""The one table between the choice and the link."""
