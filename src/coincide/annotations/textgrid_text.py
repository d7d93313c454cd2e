"""The text of a Praat TextGrid, long or short: tokens to tiers, tiers to text.

Praat reads text files by looking only for free-standing numbers, strings in double quotes (a quote inside is
doubled) and flags in angle brackets; everything else, such as ``xmin =``, is decoration (Praat manual,
"TextGrid file formats"). Reading the same way, one reader serves the long and the short format.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from pathlib import Path

from coincide.annotations.source import Place
from coincide.annotations.target import seconds

_TOKEN = re.compile(r'"(?:[^"]|"")*"|[^\s"]+')
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?")
_FLAG = re.compile(r"<\w+>")


@dataclass(frozen=True, slots=True)
class Mark:
    """An interval, or a point if both times are equal.

    Attributes
    ----------
    line : line of the file it was read from, 0 if it was not.
    """

    onset_s: float
    offset_s: float
    text: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Tier:
    """One row of a TextGrid, of marks that do not overlap."""

    name: str
    is_points: bool
    marks: tuple[Mark, ...]


@dataclass(slots=True)
class _Tokens:
    """The tokens of a file and how far they are read."""

    path: Path
    items: list[tuple[str, int]]
    position: int = field(default=0)

    def take(self, kind: re.Pattern[str] | None, *, expected: str) -> tuple[str, int]:
        """Return the next token of a kind (None: a string, unquoted) and its line."""
        text, line = self.items[self.position] if self.position < len(self.items) else ("", self.last_line)
        is_wanted = text.startswith('"') if kind is None else kind.fullmatch(text) is not None
        if not is_wanted:
            raise Place(self.path, line).error(
                expected=expected,
                received=f"`{text[:40]}`" if text else "the end of the file",
                remedy="Save the TextGrid from Praat again as text.",
            )
        self.position += 1
        return (text[1:-1].replace('""', '"') if kind is None else text), line

    @property
    def last_line(self) -> int:
        return self.items[-1][1] if self.items else 1

    def string(self, name: str) -> str:
        return self.take(None, expected=f"{name} in double quotes")[0]

    def number(self, name: str) -> tuple[float, int]:
        text, line = self.take(_NUMBER, expected=f"a number ({name})")
        return float(text), line

    def count(self, name: str) -> int:
        number, line = self.number(name)
        if not (0 <= number < math.inf and number == int(number)):
            raise Place(self.path, line).error(
                expected=f"a whole number ({name})",
                received=f"{number:g}",
                remedy="Save the TextGrid from Praat again as text.",
            )
        return int(number)


def parse_tiers(path: Path, text: str) -> list[Tier]:
    """Read all tiers of a TextGrid, including empty intervals.

    Parameters
    ----------
    path : the file, for errors.
    text : its content in the long or the short text format.

    Returns
    -------
    The tiers in the order of the file.

    Raises
    ------
    AnnotationError
        If the text is no TextGrid, breaks off, or holds an interval that ends before it starts.
    """
    tokens = _Tokens(path, _tokenize(text))
    kinds = [tokens.string('"ooTextFile"'), tokens.string('"TextGrid"')]
    if kinds != ["ooTextFile", "TextGrid"]:
        raise Place(path, 1).error(
            expected="a Praat text file that holds a TextGrid",
            received=f"`{kinds[0][:40]}`, `{kinds[1][:40]}`",
            remedy="Select the TextGrid in Praat and save it as text.",
        )
    for name in ("start of the TextGrid", "end of the TextGrid"):
        tokens.number(name)
    flag, _ = tokens.take(_FLAG, expected="<exists> or <absent>")
    n_tiers = tokens.count("number of tiers") if flag == "<exists>" else 0
    return [_parse_tier(tokens) for _ in range(n_tiers)]


def textgrid_text(tiers: list[Tier], *, duration_s: float) -> str:
    """Write tiers in the long text format.

    Parameters
    ----------
    tiers : interval tiers are filled with empty intervals, so that they cover everything.
    duration_s : end of all tiers, at least the end of the last mark, above 0.

    Returns
    -------
    The text of the file, to be stored as UTF-8.
    """
    lines = ['File type = "ooTextFile"', 'Object class = "TextGrid"', "", "xmin = 0"]
    lines += [f"xmax = {seconds(duration_s)}", "tiers? <exists>", f"size = {len(tiers)}", "item []:"]
    for number, tier in enumerate(tiers, start=1):
        lines += [f"    item [{number}]:", *_format_tier(tier, duration_s)]
    return "\n".join(lines) + "\n"


def _tokenize(text: str) -> list[tuple[str, int]]:
    """Return strings, numbers and flags with their line numbers."""
    found: list[tuple[str, int]] = []
    line, done = 1, 0
    for match in _TOKEN.finditer(text.replace("\r\n", "\n").replace("\r", "\n")):
        line += match.string.count("\n", done, match.start())
        done = match.start()
        token = match[0]
        if token.startswith('"') or _NUMBER.fullmatch(token) or _FLAG.fullmatch(token):
            found.append((token, line))
    return found


def _parse_tier(tokens: _Tokens) -> Tier:
    kind, line = tokens.take(None, expected="the class of a tier in double quotes")
    if kind not in ("IntervalTier", "TextTier"):
        raise Place(tokens.path, line).error(
            expected="an IntervalTier or a TextTier",
            received=f"`{kind[:40]}`",
            remedy="Save the TextGrid from Praat again as text.",
        )
    name = tokens.string("the name of a tier")
    tokens.number("start of a tier")
    tokens.number("end of a tier")
    is_points = kind == "TextTier"
    n_marks = tokens.count("number of intervals or points")
    return Tier(name, is_points, tuple(_parse_mark(tokens, is_points=is_points) for _ in range(n_marks)))


def _parse_mark(tokens: _Tokens, *, is_points: bool) -> Mark:
    onset_s, line = tokens.number("start of an interval, or time of a point")
    offset_s = onset_s if is_points else tokens.number("end of an interval")[0]
    return Mark(onset_s, offset_s, tokens.string("the text of an interval or point"), line)


def _format_tier(tier: Tier, duration_s: float) -> list[str]:
    marks = tier.marks if tier.is_points else _filled(tier.marks, duration_s)
    kind, plural = ("TextTier", "points") if tier.is_points else ("IntervalTier", "intervals")
    lines = [f'class = "{kind}"', f"name = {_quoted(tier.name)}", "xmin = 0", f"xmax = {seconds(duration_s)}"]
    lines.append(f"{plural}: size = {len(marks)}")
    for number, mark in enumerate(marks, start=1):
        lines += [f"{plural} [{number}]:", *(f"    {line}" for line in _format_mark(mark, tier.is_points))]
    return [f"        {line}" for line in lines]


def _format_mark(mark: Mark, is_point: bool) -> list[str]:
    if is_point:
        return [f"number = {seconds(mark.onset_s)}", f"mark = {_quoted(mark.text)}"]
    return [
        f"xmin = {seconds(mark.onset_s)}",
        f"xmax = {seconds(mark.offset_s)}",
        f"text = {_quoted(mark.text)}",
    ]


def _filled(marks: tuple[Mark, ...], duration_s: float) -> list[Mark]:
    """Put empty intervals into all gaps."""
    filled: list[Mark] = []
    end_s = 0.0
    for mark in marks:
        if mark.onset_s > end_s:
            filled.append(Mark(end_s, mark.onset_s, ""))
        filled.append(mark)
        end_s = mark.offset_s
    return [*filled, Mark(end_s, duration_s, "")] if end_s < duration_s else filled


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
