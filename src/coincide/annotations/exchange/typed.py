"""Values that come with types, as JSON and Parquet hold them: anything may stand where a number is expected.

Each function raises `ValueError` with the name of what is wrong; the reader adds the file.
"""

from __future__ import annotations

import math
from typing import Any

from coincide.wording import quotable

_MOST_CHANNELS = 10**6


def span_of(onset: Any, offset: Any) -> tuple[float, float]:
    """Return onset and offset in seconds, 0 ≤ onset ≤ offset."""
    onset_s, offset_s = number(onset, name="onset"), number(offset, name="offset")
    if offset_s < onset_s:
        raise ValueError(f"times: {onset_s:g} to {offset_s:g} s")
    return onset_s, offset_s


def band_of(low: Any, high: Any) -> tuple[float | None, float | None]:
    """Return lowest and highest frequency in Hz, None where there is none."""
    low_hz, high_hz = (None if value is None else number(value, name="frequency") for value in (low, high))
    if low_hz is not None and high_hz is not None and high_hz < low_hz:
        raise ValueError(f"frequencies: {low_hz:g} to {high_hz:g} Hz")
    return low_hz, high_hz


def number(value: Any, *, name: str) -> float:
    """Return a finite number of at least 0."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < math.inf:
        raise ValueError(f"{name}: `{quotable(str(value))}`")
    return float(value)


def channel_of(value: Any) -> int:
    """Return the number of a channel, from 0; 0 for none."""
    found = number(0 if value is None else value, name="channel")
    if found != int(found) or found >= _MOST_CHANNELS:
        raise ValueError(f"channel: {found:g}")
    return int(found)


def confidence_of(value: Any) -> float | None:
    """Return a confidence in [0, 1]; anything else is a rating of another kind and gives None."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and 0 <= value <= 1 else None


def text_of(value: Any, *, name: str) -> str:
    """Return a text, empty for none."""
    if value is not None and not isinstance(value, str):
        raise ValueError(f"{name}: `{quotable(str(value))}`")
    return value or ""
