"""Names whose calls lie where the live page does not listen: it hears one range of frequencies, `learn` up to two."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from coincide.wording import frequency, some


def unheard_names(
    names: Sequence[str],
    lows_hz: NDArray[np.float64],
    highs_hz: NDArray[np.float64],
    *,
    labels: Sequence[str],
    heard_hz: tuple[float, float],
) -> list[str]:
    """Return the labels whose events mostly lie outside a range.

    Parameters
    ----------
    names : of the n events.
    lows_hz, highs_hz : (n,) lowest and highest frequency of each.
    labels : whose events to look at, in this order; one without events is not returned.
    heard_hz : lowest and highest frequency of the range.
    """
    called = np.array(names, dtype=object)
    is_outside = (lows_hz >= heard_hz[1]) | (highs_hz <= heard_hz[0])
    return [label for label in labels if np.any(called == label) and is_outside[called == label].mean() > 0.5]


def unheard_note(names: Sequence[str], *, heard_hz: tuple[float, float]) -> str:
    """Say which of its names the page will hardly ever give."""
    return (
        f"It hears {frequency(heard_hz[0])} to {frequency(heard_hz[1])}. Names whose calls mostly lie outside: "
        f"{some(names)}. `coincide recognize` finds them in recordings."
    )
