"""Tables and sentences on standard output, for terminals of any width and for pipes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich import box
from rich.console import Console
from rich.table import Table


class Page:
    """Standard output. What goes into a pipe carries no color codes, and its sentences are not broken into lines."""

    def __init__(self) -> None:
        self._console = Console(markup=False, highlight=False, emoji=False)

    def heading(self, text: str) -> None:
        """Begin a part."""
        self._console.print()
        self._console.print(text, style="bold", soft_wrap=True)

    def say(self, text: str) -> None:
        """Write a sentence, broken at words on a terminal."""
        self._console.print(text, soft_wrap=not self._console.is_terminal)

    def line(self, text: str) -> None:
        """Write something to copy, such as a command or a path; never broken."""
        self._console.print(text, soft_wrap=True)

    def table(self, columns: Sequence[str], rows: Iterable[Sequence[str]], *, left: Sequence[str] = ()) -> None:
        """Write a table.

        Parameters
        ----------
        columns : headings.
        rows : cells by column; long words are folded, not cut.
        left : headings of columns with words, which begin at the left; the others hold numbers.
        """
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1, 0, 0))
        for name in columns:
            is_words = name in left
            table.add_column(name, justify="left" if is_words else "right", overflow="fold", no_wrap=not is_words)
        for row in rows:
            table.add_row(*row)
        self._console.print(table)
