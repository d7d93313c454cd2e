"""The head: one prototype per category, compared by cosine.

Its logits are cosines divided by a temperature, since unbounded logits would make every example certain.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Head:
    """Prototypes of categories.

    Attributes
    ----------
    prototypes : (K, dim), unit rows.
    temperature : divides the cosines.
    """

    prototypes: NDArray[np.float32]
    temperature: float

    def probabilities(self, embeddings: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return p (n, K) of unit rows (n, dim)."""
        logits = embeddings @ self.prototypes.T / self.temperature
        logits -= logits.max(axis=1, keepdims=True)
        p = np.exp(logits)
        return (p / p.sum(axis=1, keepdims=True)).astype(np.float32)
