"""Tables and sentences on standard output, for terminals of any width and for pipes."""

from __future__ import annotations

import codecs
import io
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from coincide.cli.output.broken_lines import broken
from coincide.cli.output.harmless_text import harmless, harmless_line
from coincide.cli.output.short_name import LEAST_WIDTH, ShortName
from coincide.whole_files import is_stream

_PLAINER = str.maketrans({"–": "-", "×": "x", "…": "...", "≥": ">=", "±": "+-"})
_SUBSTITUTE = "coincide.substitute"
_PROMPT = "> "
_GAP_WIDTH = 2
"""Characters between two columns."""
_PIPE_WIDTH = 1000
"""Characters in a line of a table in a pipe."""


class Page:
    """Standard output or error. What goes into a pipe carries no color codes, and its sentences are one line each."""

    def __init__(self, *, is_error: bool = False) -> None:
        self._is_error = is_error
        self._console = Console(markup=False, highlight=False, emoji=False, stderr=is_error)
        if not self.has_blocks:
            _allow_any_text(sys.stderr if is_error else sys.stdout)

    @property
    def width(self) -> int:
        """Characters in a line."""
        return self._console.width

    @property
    def has_blocks(self) -> bool:
        """Whether more than ASCII can be shown."""
        return self._console.encoding.startswith("utf")

    @property
    def has_color(self) -> bool:
        """Whether hundreds of colors can be shown, and are wanted."""
        many = self._console.color_system in ("256", "truecolor")
        return self._console.is_terminal and many and not self._console.no_color

    def show(self, lines: Iterable[Text]) -> None:
        """Write lines with colors of their own, which fit the width."""
        for line in lines:
            self._console.print(line, soft_wrap=True)

    def ask(self) -> str | None:
        """Return the next line that a person types, None at the end of the input; one from a pipe is shown, too."""
        try:
            if sys.stdin is None:  # closed, as some schedulers leave it
                raise EOFError
            line = self._typed()
        except EOFError:
            self.line("")
            return None
        if not sys.stdin.isatty():
            self.line(line)
        return line

    def _typed(self) -> str:
        if not self._is_error:
            return input(_PROMPT)
        # `input` would write the prompt on standard output, which holds nothing but the result.
        self._console.print(_PROMPT, end="")
        return input()

    def heading(self, text: str) -> None:
        """Begin a part."""
        self._console.print()
        self._console.print(self._broken(harmless(text)), style="bold", soft_wrap=True)

    def say(self, text: str) -> None:
        """Write a sentence, broken at words on a terminal; a path that is longer than a line stays whole."""
        self._console.print(self._broken(harmless(text)), soft_wrap=True)

    def _broken(self, text: str) -> str:
        return broken(text, self.width) if self._console.is_terminal else text

    def line(self, text: str) -> None:
        """Write something to copy, such as a command or a path; never broken."""
        self._console.print(harmless_line(text), soft_wrap=True)

    def wrote(self, path: Path) -> None:
        """Say what was written; nothing about a stream, such as ``/dev/stdout``, which should hold nothing else."""
        if not is_stream(path):
            self.line(f"wrote {path}")

    def table(
        self,
        columns: Sequence[str],
        rows: Iterable[Sequence[str | tuple[str, ...]]],
        *,
        left: Sequence[str] = (),
        names: Sequence[str] = (),
        whole: Sequence[str] = (),
    ) -> None:
        """Write a table; on a terminal that is too narrow even for folded words, its rows wrap.

        Parameters
        ----------
        columns : headings.
        rows : cells by column, each a line or several; long words are folded, not cut.
        left : headings of columns with words, which begin at the left; the others hold numbers.
        names : those of them with names of files, which lose their middle on a narrow terminal, and nothing in a pipe.
        whole : those of them that are never broken, such as dates.
        """
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1, 0, 0))
        cells = [[*map(_cell, row)] for row in rows]
        wholes = {name for name in columns if name not in left or name in whole}
        leasts = [
            _least_width([name, *(row[place] for row in cells)], is_whole=name in wholes)
            for place, name in enumerate(columns)
        ]
        for name, least in zip(columns, leasts, strict=True):
            side, is_whole = ("left" if name in left else "right"), name in wholes
            table.add_column(name, justify=side, overflow="fold", no_wrap=is_whole, min_width=least)
        for row in cells:
            named = zip(columns, row, strict=True)
            table.add_row(*(ShortName(cell) if name in names else cell for name, cell in named))
        width = self._console.width
        self._console.width = max(width, sum(leasts) + _GAP_WIDTH * (len(columns) - 1))
        if names and not self._console.is_terminal:
            self._console.width = _PIPE_WIDTH
        self._console.print(table)
        self._console.width = width


def _least_width(cells: Sequence[str], *, is_whole: bool) -> int:
    """Return the least width of a column with these cells."""
    widest = max(cell_len(line) for cell in cells for line in cell.split("\n"))
    return widest if is_whole else min(widest, LEAST_WIDTH)


def _cell(lines: str | tuple[str, ...]) -> str:
    return harmless_line(lines) if isinstance(lines, str) else "\n".join(map(harmless_line, lines))


def _allow_any_text(stream: object) -> None:
    """Let a stream that cannot show all characters replace those it cannot, instead of failing."""
    codecs.register_error(_SUBSTITUTE, _substitute)
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors=_SUBSTITUTE)


def _substitute(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start : error.end].translate(_PLAINER)
    return "".join(mark if mark.isascii() else "?" for mark in text), error.end
