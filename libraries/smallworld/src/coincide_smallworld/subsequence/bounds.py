"""What a comparison of windows with a query must be able to do: cheap lower bounds for all, distances for a few."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from coincide_smallworld.subsequence.windows import Floats, Piece


@dataclass(frozen=True, slots=True)
class Bounds:
    """What is known of the windows of a piece before they are compared.

    Attributes
    ----------
    lower : (n,) lower bounds of the squared distances.
    is_known : (n,) whether the bound is the squared distance itself.
    is_nearly_known : (n,) whether it is within the tolerance of it, perhaps above.
    """

    lower: Floats
    is_known: npt.NDArray[np.bool_]
    is_nearly_known: npt.NDArray[np.bool_]


class Comparison(Protocol):
    """Compares windows with one query."""

    @property
    def tolerance(self) -> float:
        """How far a nearly known squared distance may be off; 0 if there are none."""
        ...

    def bounds(self, piece: Piece, *, limit: float) -> Bounds:
        """Return bounds for all windows of a piece; a bound above `limit` may be lower than need be."""
        ...

    def squared(self, piece: Piece, starts: npt.NDArray[np.int64], *, limit: float) -> Floats:
        """Return the squared distances of windows of a piece; those above `limit` may come back as inf."""
        ...
