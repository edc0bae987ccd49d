"""Real data sets: small, old, and free: measured facts, each with its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from gradviz.study.points import DataError, Points
from gradviz.study.quotation import listed
from gradviz.study.reading.reader import read_points

FOLDER = Path(__file__).parents[2] / "assets" / "data"


@dataclass(frozen=True)
class Sample:
    """A real data set; its numbers are in a CSV file of its key's name.

    Attributes:
        title: what it is called.
        source: where it was published.
        x_columns: the columns for the inputs to begin with.
        y_column: the column for the target to begin with.
        units: what the columns mean, as a sentence.
        look_for: a sentence on what to look at.
    """

    title: str
    source: str
    x_columns: tuple[str, ...]
    y_column: str
    units: str
    look_for: str


@lru_cache(maxsize=32)
def sample(key: str) -> Points:
    """The numbers of a real data set, with all its columns.

    Raises:
        DataError: if there is none of that name.

    Example:
        >>> len(sample("hubble").rows), sample("hubble").columns
        (24, ('distance', 'velocity'))
    """
    if key not in SAMPLES:
        raise DataError(f"there is no data set {key[:40]!r}; there are {listed([*SAMPLES], 99)}")
    points = read_points(FOLDER / f"{key}.csv")
    return Points(points.columns, points.rows, (f"{SAMPLES[key].title}. {SAMPLES[key].source}.",))


_TABLE = {
    "hubble": Sample(
        "The expanding universe",
        "E. Hubble (1929), A relation between distance and radial velocity among extra-galactic"
        " nebulae, Proceedings of the National Academy of Sciences 15(3), table 1",
        ("distance",),
        "velocity",
        "Distance of 24 nebulae in megaparsec, and how fast they move away in km/s.",
        "The slope is Hubble's constant as he found it, about 454 km/s per Mpc; today it is 70.",
    ),
    "forbes": Sample(
        "Boiling points in the mountains",
        "J. D. Forbes (1857), Further experiments and remarks on the measurement of heights by the"
        " boiling point of water, Transactions of the Royal Society of Edinburgh 21",
        ("boiling",),
        "pressure",
        "Boiling point of water in °F and air pressure in inches of mercury, at 17 places.",
        "A line fits almost everywhere, but its residuals bend, and one point is off.",
    ),
    "anscombe1": Sample(
        "Anscombe's quartet, 1",
        "F. J. Anscombe (1973), Graphs in statistical analysis, The American Statistician 27(1)",
        ("x",),
        "y",
        "Invented numbers without units.",
        "All four sets have the same mean, the same fitted line and the same cost. Here it fits.",
    ),
    "anscombe2": Sample(
        "Anscombe's quartet, 2",
        "F. J. Anscombe (1973), Graphs in statistical analysis, The American Statistician 27(1)",
        ("x",),
        "y",
        "Invented numbers without units.",
        "The same line and cost as the first set, but the points lie on a curve.",
    ),
    "anscombe3": Sample(
        "Anscombe's quartet, 3",
        "F. J. Anscombe (1973), Graphs in statistical analysis, The American Statistician 27(1)",
        ("x",),
        "y",
        "Invented numbers without units.",
        "All points but one lie on a line, and that one turns the fitted line away from it.",
    ),
    "anscombe4": Sample(
        "Anscombe's quartet, 4",
        "F. J. Anscombe (1973), Graphs in statistical analysis, The American Statistician 27(1)",
        ("x",),
        "y",
        "Invented numbers without units.",
        "One point alone decides the slope: without it W would be free.",
    ),
    "stopping": Sample(
        "Stopping distances of cars",
        "M. Ezekiel (1930), Methods of correlation analysis, Wiley",
        ("speed",),
        "distance",
        "Speed in miles per hour and distance to stop in feet, of 50 cars of the 1920s.",
        "The distance grows faster than the speed, and so does its scatter.",
    ),
    "challenger": Sample(
        "O-rings of the space shuttle",
        "Report of the Presidential Commission on the Space Shuttle Challenger Accident (1986),"
        " and S. R. Dalal, E. B. Fowlkes, B. Hoadley (1989), Journal of the American Statistical"
        " Association 84",
        ("temperature",),
        "damage",
        "Temperature at launch in °F, and whether an O-ring was damaged (1) or not (0), for the 23"
        " flights before the accident at 31 °F.",
        "Standardize the temperature, fit a logistic model, and ask it about 31 °F.",
    ),
    "geyser": Sample(
        "Old Faithful",
        "A. Azzalini, A. W. Bowman (1990), A look at some data on the Old Faithful geyser, Applied"
        " Statistics 39",
        ("eruption",),
        "waiting",
        "How long an eruption lasts and how long one waits for the next, in minutes, 272 times.",
        "There are two kinds of eruptions; one line serves both.",
    ),
    "iris": Sample(
        "Two kinds of iris",
        "R. A. Fisher (1936), The use of multiple measurements in taxonomic problems, Annals of"
        " Eugenics 7(2), measured by E. Anderson",
        ("petal length", "petal width"),
        "virginica",
        "Petals of 50 flowers each of Iris versicolor (0) and Iris virginica (1), in cm.",
        "Almost a line between the kinds, and a few flowers on the wrong side of any line.",
    ),
}
SAMPLES: Mapping[str, Sample] = MappingProxyType(_TABLE)
"""The real data sets, by key, in the order in which they are offered."""
