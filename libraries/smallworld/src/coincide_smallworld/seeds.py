"""Independent random generators from one seed.

A draw is named by its purpose and step, so that one more draw elsewhere changes nothing here, and items that join a
graph later are drawn the same way, whichever process adds them.
"""

from __future__ import annotations

import hashlib

import numpy as np


def generator(seed: int, *purpose: str | int) -> np.random.Generator:
    """Return the generator for one purpose, the same on every machine and Python version.

    Parameters
    ----------
    seed : any integer.
    purpose : words and numbers that name the use, for example ``("index", step)``.
    """
    text = "\x1f".join([str(seed), *(f"{type(part).__name__}:{part}" for part in purpose)])
    return np.random.default_rng(int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") >> 1)
