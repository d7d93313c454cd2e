"""Results as a notebook or a Python prompt shows them: a small table in plain text."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from coincide.wording import count

_MOST_ROWS = 20
_GAP = "  "


def text_table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return a table for `__repr__`, numbers to the right; of a long one the first 20 rows, and how many there are.

    >>> print(text_table(["name", "calls"], [("chirp", 1204), ("trill", 7)]))
    name   calls
    chirp  1,204
    trill      7
    """
    shown = rows[:_MOST_ROWS]
    cells = [[*columns], *([_cell(value) for value in row] for row in shown)]
    widths = [max(map(_n_columns, column)) for column in zip(*cells, strict=True)]
    are_numbers = [any(isinstance(row[place], int | float) for row in shown) for place in range(len(columns))]
    lines = [_GAP.join(map(_padded, line, widths, are_numbers)).rstrip() for line in cells]
    if len(rows) > _MOST_ROWS:
        lines.append(f"… {count(len(rows), 'row')} in all")
    return "\n".join(lines)


def _padded(cell: str, width: int, is_number: bool) -> str:
    gap = " " * (width - _n_columns(cell))
    return gap + cell if is_number else cell + gap


def _n_columns(text: str) -> int:
    """Return how many columns of a terminal a text takes: Chinese characters take two, marks on letters none."""
    return sum(0 if unicodedata.combining(mark) else 1 + (unicodedata.east_asian_width(mark) in "WF") for mark in text)


def _cell(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.3f}"
    # Names come from outside, and could act on a terminal.
    return "".join(mark if mark.isprintable() else " " for mark in str(value))
