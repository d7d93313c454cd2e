"""Independent random generators from one run seed.

Every random decision draws from a generator that is named by its purpose (and, in loops, its step), so that adding a
draw in one place changes nothing elsewhere, and an interrupted loop can go on at step `k` without a saved state.
"""

from __future__ import annotations

import hashlib

import numpy as np


def derive(seed: int, *purpose: str | int) -> int:
    """Derive a 63-bit seed for one purpose.

    Parameters
    ----------
    seed : the run seed, any integer.
    purpose : words and numbers that name the use, for example ``("augment", step)``.

    Returns
    -------
    An integer in [0, 2**63), equal for equal arguments on every machine and Python version.
    """
    text = "\x1f".join([str(seed), *(f"{type(part).__name__}:{part}" for part in purpose)])
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") >> 1


def generator(seed: int, *purpose: str | int) -> np.random.Generator:
    """Return a NumPy generator for one purpose; see `derive`."""
    return np.random.default_rng(derive(seed, *purpose))
