"""Tables for a terminal: columns that are as wide as they must be, the last one cut to the terminal's width."""

from __future__ import annotations

import shutil
from collections.abc import Sequence

# Shown where the output goes to no terminal.
WIDTH = 120


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows of equal length, the first one their heading."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]) - 1)]
    width = shutil.get_terminal_size((WIDTH, 24)).columns
    lines: list[str] = []
    for row in rows:
        cells = [cell.ljust(size) for cell, size in zip(row, widths, strict=False)]
        lines.append(shortened("  ".join([*cells, row[-1]]).rstrip(), width))
    return "\n".join(lines)


def shortened(text: str, length: int) -> str:
    """The text, its end left out if it is longer."""
    return text if len(text) <= length else text[: length - 3] + "..."
