"""Results as a notebook or a Python prompt shows them: a small table in plain text."""

from __future__ import annotations

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
    cells = [[*columns], *([_cell(value) for value in row] for row in rows[:_MOST_ROWS])]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    are_numbers = [bool(rows) and isinstance(value, int | float) for value in (rows[0] if rows else columns)]
    lines = [
        _GAP.join(
            cell.rjust(width) if is_number else cell.ljust(width)
            for cell, width, is_number in zip(line, widths, are_numbers, strict=True)
        ).rstrip()
        for line in cells
    ]
    if len(rows) > _MOST_ROWS:
        lines.append(f"… {count(len(rows), 'row')} in all")
    return "\n".join(lines)


def _cell(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.3f}"
    # Names come from outside, and could act on a terminal.
    return "".join(mark if mark.isprintable() else " " for mark in str(value))
