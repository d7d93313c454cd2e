"""A confusion matrix: how often each class was taken for each."""

from __future__ import annotations

from coincide_primer.drawing.svg import INK, PAPER, box, shade, words
from coincide_primer.tensors.tensor import Array


def confusion(counts: Array, *, title: str, x: float, y: float, cell: float) -> list[str]:
    """Draw counts (true class, predicted class), the upper left cell at (x, y), each cell so many pixels wide."""
    n = len(counts)
    parts = [
        words(x + n * cell / 2, y - 30, title, size=15, bold=True),
        words(x + n * cell / 2, y + n * cell + 18, "columns: predicted, rows: true", size=11),
    ]
    for truth in range(n):
        parts.append(words(x - 10, y + (truth + 0.65) * cell, str(truth), size=11))
        parts.append(words(x + (truth + 0.5) * cell, y - 8, str(truth), size=11))
        row_sum = max(1, int(counts[truth].sum()))
        for guess in range(n):
            share = float(counts[truth, guess]) / row_sum
            # Errors are few: the root makes them visible.
            parts.append(
                box(x + guess * cell, y + truth * cell, cell - 1, cell - 1, fill=shade(share**0.5), stroke="#eeeeee")
            )
            if counts[truth, guess]:
                place = (x + (guess + 0.48) * cell, y + (truth + 0.65) * cell)
                parts.append(words(*place, str(counts[truth, guess]), size=11, color=PAPER if share > 0.3 else INK))
    return parts
