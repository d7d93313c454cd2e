"""How tests compare: numbers of the book are printed to five digits."""

from __future__ import annotations

import numpy as np

PRINTED = 1.01e-5


def same(a: object, b: object, tolerance: float = PRINTED) -> bool:
    """Whether two numbers, tuples, colors or matrices agree in every part."""
    first, second = np.asarray(_plain(a), dtype=float), np.asarray(_plain(b), dtype=float)
    return first.shape == second.shape and bool(np.allclose(first, second, rtol=0, atol=tolerance))


def _plain(value: object) -> object:
    try:
        return [_plain(part) for part in value]  # pyright: ignore[reportGeneralTypeIssues]
    except TypeError:
        return value
