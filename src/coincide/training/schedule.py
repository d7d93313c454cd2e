"""The learning rate over a run: a short linear warm-up, times half a cosine to zero (Loshchilov and Hutter 2017)."""

from __future__ import annotations

import math

WARMUP_SHARE = 0.05


def warmup_cosine(step: int, n_steps: int) -> float:
    """Return the share of the peak learning rate at `step`, in (0, 1], for 0 ≤ step < n_steps."""
    warm = min(1.0, (step + 1) / max(1.0, WARMUP_SHARE * n_steps))
    return warm * 0.5 * (1.0 + math.cos(math.pi * step / n_steps))
