"""What a comparison of windows with a query must be able to do: cheap lower bounds for all, distances for a few."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from coincide_smallworld.subsequence.windows import Floats, Piece, Scales


@dataclass(frozen=True, slots=True)
class Bounds:
    """What is known of the windows of a piece before they are compared.

    Attributes
    ----------
    lower : (n,) lower bounds of the squared distances.
    is_known : (n,) whether the bound is the squared distance itself.
    is_nearly_known : (n,) whether it is within the tolerance of it, perhaps above.
    scales : how the windows are normalized.
    """

    lower: Floats
    is_known: npt.NDArray[np.bool_]
    is_nearly_known: npt.NDArray[np.bool_]
    scales: Scales


Closer = Callable[[npt.NDArray[np.int64], float], Floats]
"""From windows (r,) and a squared limit to bounds (r,), no lower than before; a bound that exceeds the limit may not be
the closest."""


class Comparison(Protocol):
    """Compares windows with one query."""

    @property
    def tolerance(self) -> float:
        """How far a nearly known squared distance may be off; 0 if there are none."""
        ...

    def bounds(self, piece: Piece) -> Bounds:
        """Return cheap bounds for all windows of a piece."""
        ...

    def closer(self, piece: Piece, bounds: Bounds) -> Closer:
        """Return a function that bounds some windows of a piece more closely."""
        ...

    def squared(self, piece: Piece, starts: npt.NDArray[np.int64], *, limit: float) -> Floats:
        """Return the squared distances of windows of a piece; those above `limit` may come back as inf."""
        ...
