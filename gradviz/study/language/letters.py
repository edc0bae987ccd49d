"""Which characters a name may have: those that a reader takes for what they are.

A letter that looks like another one would make two different names look the same, and a character
that is invisible or turns the direction of writing would make a line read as what it is not.

Source: Unicode Technical Standard 39, sections 5.1 and 5.2, for the idea of single-script names and
of look-alikes; the tables here are those for the scripts that names may use.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from gradviz.study.quotation import is_unseen

SCRIPTS = ("LATIN", "GREEK", "CYRILLIC", "CJK", "HIRAGANA", "KATAKANA", "HANGUL")
"""Writing systems, by the first word of their characters' names."""

MARKS = "\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308\u030a\u030b\u030c\u0327\u0328"
"""Accents that may stand on a letter: as in x̂, x̄, ẋ."""

_OTHERS = frozenset("ßẞæÆœŒøØłŁđĐðÐþÞħĦŋŊŧŦıəƏ")
"""Latin letters that are no accented A to Z. The hundreds of others look like these, or signs."""

_GREEK = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABEZHIKMNOPTYXo", strict=True))
"""Greek letters that are drawn as Latin ones in every typeface."""

_CYRILLIC = dict(
    zip(
        "АВЕЅІЈКМНОРСТУХЬӀҺѴҮԚԜԌӔӘаеѕіјорсухԁԛԝһӏүѵӕә",
        "ABESIJKMHOPCTYXbIhVYQWGÆƏaesijopcyxdqwhlyvæə",
        strict=True,
    )
)
"""Cyrillic letters that are drawn as Latin ones."""

_SIGNS = dict(zip("一二十丨丿丶乂ニノメ", "-=+|/.*=/*", strict=True))
"""Letters that are drawn as signs: x一y would read as a difference."""

_EAST = ("HIRAGANA", "KATAKANA", "CJK", "HANGUL")

_NEARLY = str.maketrans(
    "νυρι" "ГФПкөӨ" "Ðı" "ニロカタエトヘリハノオ" "\u0305\u0306",
    "vupi" "ΓΦΠκθΘ" "Đi" "二口力夕工卜へり八丿才" "\u0304\u030c",
)  # fmt: skip
_NEARLY |= {ord(one): ord(other) for one, other in (_GREEK | _CYRILLIC).items()}
"""Letters and accents that are fine by themselves, but not in two names with one of each."""


def described(character: str) -> str:
    """A character in a message: as itself where it can be seen, else by its number."""
    visible = not is_unseen(character) and not unicodedata.combining(character)
    straight = unicodedata.bidirectional(character) not in ("R", "AL", "RLE", "RLO", "LRE", "LRO")
    number = f"U+{ord(character):04X}"
    return (
        f"{character!r}"
        if visible and straight and character.isascii()
        else (f"{character} ({number})" if visible and straight else number)
    )


@lru_cache(maxsize=1024)
def script(character: str) -> str:
    """The writing system of a letter, "" if it is none that names may use."""
    if not character.isalpha() or unicodedata.category(character) == "Lm":
        return ""
    first = unicodedata.name(character, "").partition(" ")[0]
    if first not in SCRIPTS:
        return ""
    bare = _bare(character)
    living = {
        "LATIN": bare.isascii() or bare in _OTHERS,
        "GREEK": "Α" <= bare <= "ω",
        "CYRILLIC": "Ѐ" <= bare <= "ԯ" and not "Ѡ" <= bare <= "ҁ",
    }
    return first if living.get(first, True) else ""


def is_letter(character: str) -> bool:
    """Whether a name may have this letter, as far as one letter tells."""
    return bool(script(character)) and not plain(character)


@lru_cache(maxsize=1024)
def plain(character: str) -> str:
    """What to write instead of a letter that is only another form of it; "" if it is none."""
    folded = unicodedata.normalize("NFKC", character)
    return folded if folded != composed(character) else ""


def _bare(character: str) -> str:
    """A letter without its accents."""
    return unicodedata.normalize("NFD", character)[0]


def prolongs(line: str, place: int) -> bool:
    """Whether a Japanese mark stands here that belongs to the letter before it, as in データ.

    After any other letter it would look like a minus sign.

    Example:
        >>> prolongs("データ", 1), prolongs("xーy", 1)
        (True, False)
    """
    return line[place] in "ー々" and place > 0 and script(line[place - 1]) in _EAST[:3]


def composed(name: str) -> str:
    """A name in the one form in which names are compared."""
    return unicodedata.normalize("NFC", name)


def complaint(name: str) -> str:
    """What is wrong with a name's letters taken together; "" if nothing is.

    Example:
        >>> complaint("Größe"), complaint("вес"), complaint("κόστος"), complaint("x1")
        ('', '', '', '')
        >>> complaint("р")
        "the Cyrillic letter р looks like the Latin 'p': write the Latin one"
    """
    scripts = [script(c) for c in name if script(c)]
    for writing, table in (("CYRILLIC", _CYRILLIC), ("GREEK", _GREEK)):
        alike = [c for c in name if script(c) == writing and _bare(c) in table]
        mixed = {*scripts} != {writing}
        if alike and (mixed or len(alike) == len(scripts)):
            return (
                f"the {writing.capitalize()} letter {alike[0]} looks like the Latin"
                f" {table[_bare(alike[0])]!r}: write the Latin one"
            )
    if "CYRILLIC" in scripts and len({*scripts}) > 1:
        return "a name with Cyrillic letters cannot have letters of other alphabets"
    if any(script(c) == "HANGUL" and not "가" <= c <= "힣" for c in name):
        return "a Korean name has whole syllables, but here is a part of one"
    return _complaint_of_signs(name)


def _complaint_of_signs(name: str) -> str:
    """What is wrong where a letter reads as a sign: it does so unless it stands among its kind."""
    for place, character in enumerate(name):
        beside = name[max(0, place - 1) : place] + name[place + 1 : place + 2]
        among = [script(c) in _EAST or c in "ー々" for c in beside]
        if character in _SIGNS and (not all(among) or all(c in _SIGNS for c in beside)):
            return f"the letter {character} would read as {_SIGNS[character]!r} here"
    return ""


def skeleton(name: str) -> str:
    """What a name looks like at a glance: names with one skeleton must be one name.

    Example:
        >>> skeleton("ν̂") == skeleton("v̂"), skeleton("Γ") == skeleton("Г"), skeleton("x") == "y"
        (True, True, False)
    """
    return unicodedata.normalize("NFD", name).translate(_NEARLY)


def ascii_name(name: str) -> str:
    """A name for the graph, whose operations have ASCII names as TensorFlow's.

    Example:
        >>> ascii_name("pred"), ascii_name("ŷ"), ascii_name("θ1"), ascii_name("重み")
        ('pred', 'y', 'theta1', 'u91cdu307f')
    """
    parts = []
    for character in unicodedata.normalize("NFD", name):
        if character.isascii():
            parts.append(character)
        elif script(character) == "GREEK":
            words = unicodedata.name(character).split(" WITH ")[0].split(" ")
            letter = words[-1].lower()
            parts.append(letter.capitalize() if "CAPITAL" in words else letter)
        elif not unicodedata.combining(character):
            parts.append(f"u{ord(character):x}")
    return "".join(parts)
