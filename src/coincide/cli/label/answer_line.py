"""What a person types at a question, as data: an answer, or something to do."""

from __future__ import annotations

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
    ("undo", "undo the last answer"),
    ("p, 1 to 8", "play the typical call again, or one of the members"),
    ("curve", "the estimate after each answer"),
    ("names", "the names used so far"),
    ("quit", "stop; every answer is stored already"),
)
_ANSWERS = {"noise": "noise", "mixed": "mixed", "skip": "skip"}
_DEEDS = {"undo": "undo", "quit": "quit", "q": "quit", "?": "help", "curve": "curve", "names": "names", "": "nothing"}
_MAX_PLAYED = 8


@dataclass(frozen=True, slots=True)
class TypedLine:
    """One line.

    Attributes
    ----------
    deed : ``name``, ``noise``, ``mixed``, ``skip``, ``one``, ``two``; ``undo``, ``quit``, ``help``, ``curve``,
        ``names``, ``play``, ``nothing``; or ``unclear``.
    text : the name given, or what is wrong with an unclear line.
    number : which member to play, from 0.
    """

    deed: str
    text: str = ""
    number: int = 0


def read_line(line: str, *, names: Sequence[str], is_boundary: bool = False) -> TypedLine:
    """Say what a line means.

    Parameters
    ----------
    names : used so far; ``=1`` is the first of them.
    is_boundary : whether the question is "one call or two?", which takes no name.
    """
    text = " ".join(line.split())
    if text.casefold() in _DEEDS:
        return TypedLine(_DEEDS[text.casefold()])
    if text in ("p", "P"):
        return TypedLine("play")
    if text.isdecimal() and len(text) == 1 and 1 <= int(text) <= _MAX_PLAYED:
        return TypedLine("play", number=int(text) - 1)
    return _boundary(text) if is_boundary else _category(text, names)


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
    return TypedLine("name", text.removeprefix("name ") or text)


def _by_number(text: str, names: Sequence[str]) -> TypedLine:
    number = text[1:].strip()
    if number.isdecimal() and 1 <= int(number) <= len(names):
        return TypedLine("name", names[int(number) - 1])
    known = f"{count(len(names), 'name')} so far" if names else "none yet"
    return TypedLine("unclear", f"`{text}` must be = and the number of a name ({known}); `names` lists them")
