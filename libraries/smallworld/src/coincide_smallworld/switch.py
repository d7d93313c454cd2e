"""The switch between compiled loops and their plain twins.

With `COINCIDE_PLAIN=1` nothing is compiled and Numba is not imported. Every search then compares with everything, so
answers are exact; no graph is built, and that of a file is passed over. Set it before an index is made: one that has
answered single queries goes on as it was prepared.
"""

from __future__ import annotations

import os

VARIABLE = "COINCIDE_PLAIN"


def is_plain() -> bool:
    """Whether `COINCIDE_PLAIN=1` asks for plain NumPy in the place of everything compiled."""
    return os.environ.get(VARIABLE, "0") not in ("", "0")
