"""What a person types at a question, as data: an answer, or something to do."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from coincide.wording import count

HELP = (
    ("NAME", "what it is; any word, or `name WORD` for a word that means something else here"),
    ("=2", "the second of the names used so far"),
    ("noise", "not a call"),
    ("mixed", "these are several kinds of sound; you are asked about smaller groups"),
    ("skip", "you cannot tell; you are not asked about this one again"),
    ("one, two", "only where you are asked whether it is one call or two"),
    ("yes", "only where you are asked for edges: it begins and ends as marked"),
    ("begin -4, end +10", "it begins 4 ms earlier and ends 10 ms later; a number without a sign is a time in s"),
    ("undo", "undo the last answer"),
    ("p, 1 to 8", "play the typical call again, or one of the members"),
    ("curve", "the estimate after each answer"),
    ("names", "the names used so far"),
    ("quit", "stop; every answer is stored already"),
)
_ANSWERS = {"noise": "noise", "mixed": "mixed", "skip": "skip"}
_DEEDS = {"undo": "undo", "quit": "quit", "q": "quit", "?": "help", "curve": "curve", "names": "names", "": "nothing"}
_MAX_PLAYED = 8
_EDGE_WORDS = {"begin": "begin", "begins": "begin", "b": "begin", "end": "end", "ends": "end", "e": "end"}
_EDGE = re.compile(r"(\w+) ([^\s,]+?) ?(ms|s)?(?=[ ,]|$)")


@dataclass(frozen=True, slots=True)
class EdgePlace:
    """Where an edge is: at a time, or by how much to move it."""

    at_s: float | None = None
    by_s: float = 0.0

    def moved(self, shown_s: float) -> float:
        """Return the time of an edge that was shown at another one."""
        return shown_s + self.by_s if self.at_s is None else self.at_s


@dataclass(frozen=True, slots=True)
class TypedLine:
    """One line.

    Attributes
    ----------
    deed : ``name``, ``noise``, ``mixed``, ``skip``, ``one``, ``two``, ``draw``; ``undo``, ``quit``, ``help``,
        ``curve``, ``names``, ``play``, ``nothing``; or ``unclear``.
    text : the name given, or what is wrong with an unclear line.
    number : which member to play, from 0.
    begin, end : where the event begins and ends; None for what was not said.
    """

    deed: str
    text: str = ""
    number: int = 0
    begin: EdgePlace | None = None
    end: EdgePlace | None = None


def read_line(line: str, *, names: Sequence[str], kind: str = "category") -> TypedLine:
    """Say what a line means.

    Parameters
    ----------
    names : used so far; ``=1`` is the first of them.
    kind : of the question; ``boundary`` and ``edges`` take no name.
    """
    text = " ".join(line.split())
    if text.casefold() in _DEEDS:
        return TypedLine(_DEEDS[text.casefold()])
    if text in ("p", "P"):
        return TypedLine("play")
    if text.isdecimal() and len(text) == 1 and 1 <= int(text) <= _MAX_PLAYED:
        return TypedLine("play", number=int(text) - 1)
    if kind == "edges":
        return _edges(text)
    return _boundary(text) if kind == "boundary" else _category(text, names)


def _edges(text: str) -> TypedLine:
    typed = text.casefold()
    if typed in ("yes", "y"):
        return TypedLine("draw", begin=EdgePlace(), end=EdgePlace())
    if typed == "skip":
        return TypedLine("skip")
    places: dict[str, EdgePlace] = {}
    found = _EDGE.findall(typed)
    for word, value, unit in found:
        place = _place(value, unit)
        if word in _EDGE_WORDS and place is not None:
            places[_EDGE_WORDS[word]] = place
    if _EDGE.sub("", typed).strip(" ,") or len(places) != len(found) or not places:
        return TypedLine(
            "unclear",
            f"answer `yes`, `begin -4`, `end +10` (in ms, with a sign), both of these, or `skip` here, got `{text}`",
        )
    return TypedLine("draw", begin=places.get("begin"), end=places.get("end"))


def _place(value: str, unit: str) -> EdgePlace | None:
    """Return where an edge is; None for what is no number, and for ms without a sign: is that earlier or later?"""
    try:
        number = float(value)
    except ValueError:
        return None
    is_change = value[0] in "+-"
    if not math.isfinite(number) or (unit == "ms" and not is_change):
        return None
    if not is_change:
        return EdgePlace(at_s=number)
    return EdgePlace(by_s=number if unit == "s" else number / 1000)


def _boundary(text: str) -> TypedLine:
    word = text.casefold()
    if word in ("one", "two", "skip"):
        return TypedLine(word)
    return TypedLine("unclear", f"answer `one`, `two` or `skip` here, got `{text}`")


def _category(text: str, names: Sequence[str]) -> TypedLine:
    if text.casefold() in _ANSWERS:
        return TypedLine(_ANSWERS[text.casefold()])
    if text.startswith("="):
        return _by_number(text, names)
    if text.isdecimal():
        return TypedLine("unclear", f"there is no call `{text}` here; type `name {text}` if that is its name")
    return TypedLine("name", text.removeprefix("name ") or text)


def _by_number(text: str, names: Sequence[str]) -> TypedLine:
    number = text[1:].strip()
    if number.isdecimal() and 1 <= int(number) <= len(names):
        return TypedLine("name", names[int(number) - 1])
    known = f"{count(len(names), 'name')} so far" if names else "none yet"
    return TypedLine("unclear", f"`{text}` must be = and the number of a name ({known}); `names` lists them")
