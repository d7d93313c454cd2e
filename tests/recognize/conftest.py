"""Held-out labels as a test wants them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from coincide.recognize import HeldOut

Make = Callable[..., HeldOut]


@pytest.fixture(scope="session")
def held_out() -> Make:
    """Make held-out labels from (truth, guess, share) by number of the name."""

    def make(
        *rows: tuple[int, int, float], names: Sequence[str] = ("a", "b", "noise"), n_untestable: int = 0
    ) -> HeldOut:
        truth, guesses, shares = zip(*rows, strict=True) if rows else ((), (), ())
        return HeldOut(
            tuple(names),
            np.array(truth, dtype=np.int64),
            np.array(guesses, dtype=np.int64),
            np.array(shares, dtype=np.float32),
            np.ones(len(shares), dtype=np.float32),
            n_untestable,
            is_by_recording=False,
        )

    return make
