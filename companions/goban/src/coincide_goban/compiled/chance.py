"""Random numbers inside compiled loops: xorshift64* (Vigna 2016), whose state is an array of one uint64."""

from __future__ import annotations

import numba
import numpy as np


def new_state(rng: np.random.Generator) -> np.ndarray:
    """A state for the functions here, uint64 of length 1, never zero."""
    return rng.integers(1, 2**63, size=1, dtype=np.uint64)


@numba.njit("int64(uint64[::1], int64)", cache=True, nogil=True)
def below(state: np.ndarray, n: int) -> int:
    """A whole number from 0 to n - 1, for n up to 2**31."""
    x = state[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    state[0] = x
    high = (x * np.uint64(0x2545F4914F6CDD1D)) >> np.uint64(33)
    return int((high * np.uint64(n)) >> np.uint64(31))
