"""Numbers as people say them: durations, frequencies, counts, certainties; and names in the order of their numbers."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence

_MOST_NAMES, _LONG_NAME = 10, 80
_MOST_QUOTED = 300
"""Characters of a file in a message."""
_UNSEEN = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
"""Soft hyphens, spaces of no width, marks of direction. Joiners stay: Persian, Hindi and emoji need them."""


def count(number: int, one: str, many: str | None = None) -> str:
    """Say how many, as in ``1 call`` or ``1,204 calls``."""
    return f"{number:,} {one if number == 1 else (many or one + 's')}"


def owners(number: int, one: str) -> str:
    """Begin a sentence about what some have: ``1 call has``, ``1,204 calls have``."""
    return f"{count(number, one)} {'has' if number == 1 else 'have'}"


def plain_name(text: str) -> str:
    """Return a name as it is stored: single spaces, letters composed (NFC), and nothing that cannot be seen.

    A Mac may write `é` as two characters and other systems as one, and a name that was copied from a page may hold a
    space of no width. Names that look alike would count as different ones.
    """
    return " ".join(unicodedata.normalize("NFC", _UNSEEN.sub("", text)).split())


def each_of(words: str | Iterable[str]) -> tuple[str, ...]:
    """Return words that were given in Python; a single text is one word, not its letters."""
    return (words,) if isinstance(words, str) else tuple(words)


def by_number(name: str) -> list[tuple[int, str]]:
    """Key that sorts names as people count: ``category 2`` comes before ``category 10``."""
    parts = re.split("([0-9]+)", name)
    return [(len(part.lstrip("0")) if place % 2 else 0, part) for place, part in enumerate(parts)]


def duration(seconds: float) -> str:
    """Say a duration with two units at most: ``42 ms``, ``1.3 s``, ``4 min 10 s``, ``3 h 4 min``."""
    if not math.isfinite(seconds):
        return "unknown"
    if seconds == 0:
        return "0 s"
    if seconds < 0.9995:
        return f"{seconds * 1000:.{0 if seconds >= 0.00995 else 1}f} ms"
    if seconds < 59.95:
        return f"{seconds:.1f} s"
    minutes, rest_s = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest_s} s" if rest_s else f"{minutes} min"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours:,} h {minutes} min" if minutes else f"{hours:,} h"


def clock(seconds: float) -> str:
    """Say a place in a recording: ``0:07.25``, ``12:03.40``, ``2:00:03.40``."""
    hundredths = round(seconds * 100)
    minutes, rest = divmod(hundredths, 6000)
    hours, minutes = divmod(minutes, 60)
    head = f"{hours}:{minutes:02d}" if hours else f"{minutes}"
    return f"{head}:{rest // 100:02d}.{rest % 100:02d}"


def frequency(hz: float) -> str:
    """Say a frequency: ``0.25 Hz``, ``85 Hz``, ``2.4 kHz``, ``48 kHz``."""
    if hz < 999.5:
        return f"{_in_hz(hz)} Hz"
    return f"{hz / 1000:.1f}".removesuffix(".0") + " kHz"


def sample_rate(hz: int) -> str:
    """Say a sample rate with all its digits: ``100 Hz``, ``22.05 kHz``."""
    return f"{hz} Hz" if hz < 1000 else f"{hz / 1000:g} kHz"


def band(low_hz: float, high_hz: float) -> str:
    """Say a frequency band with its unit once: ``2.4–9.8 kHz``; edges of a narrow one differ: ``1.01–1.04 kHz``."""
    low, high = frequency(low_hz), frequency(high_hz)
    if low == high:
        low, high = (f"{hz:.1f} Hz" if hz < 999.5 else f"{hz / 1000:.2f} kHz" for hz in (low_hz, high_hz))
    shared = " kHz" if low.endswith(" kHz") and high.endswith(" kHz") else ""
    shared = shared or (" Hz" if low.endswith(" Hz") and high.endswith(" Hz") else "")
    return f"{low.removesuffix(shared) if shared else low}–{high}"


def bands_column(bands: Sequence[tuple[float, float]]) -> tuple[str, list[str]]:
    """Say frequency bands as a column of a table.

    Parameters
    ----------
    bands : lowest and highest frequency of each row, in Hz.

    Returns
    -------
    The heading, which is the unit of all rows: Hz if all bands lie below 1 kHz, such as those of whales; and the cells.
    """
    is_low = bool(bands) and max(high_hz for _, high_hz in bands) < 999.5
    say = _in_hz if is_low else _in_khz
    return "Hz" if is_low else "kHz", [f"{say(low_hz)}–{say(high_hz)}" for low_hz, high_hz in bands]


def _in_hz(hz: float) -> str:
    return f"{hz:.0f}" if hz >= 9.95 else f"{hz:.2g}"


def _in_khz(hz: float) -> str:
    return f"{hz / 1000:.{1 if hz >= 1000 else 2}f}"


def percent(share: float) -> str:
    """Say a share of one: ``87%``; never 0 or 100 unless it is."""
    if not math.isfinite(share):
        return "unknown"
    whole = round(share * 100)
    if whole == 100 and share < 1:
        return "over 99%"
    if whole == 0 and share > 0:
        return "under 1%"
    return f"{whole}%"


def estimate(share: float) -> str:
    """Begin a sentence with an estimated share, in [0, 1]: ``About 87%``, ``Over 99%``, ``Under 1%``."""
    said = percent(share)
    return said.capitalize() if said[0].isalpha() else f"About {said}"


def sureness(certainty: float) -> str:
    """Say in words how sure a certainty in [0, 1] is."""
    whole = round(certainty * 100)  # as `percent` says it beside the words
    if whole >= 90:
        return "very sure"
    if whole >= 75:
        return "fairly sure"
    return "not very sure" if whole >= 50 else "unsure"


def score_or_more(score: float) -> str:
    """Say a least score, in [0, 1], rounded down so that the score itself reaches it: ``0.87``, ``0.99931``.

    Scores crowd below 1, where two decimals would say ``1.00`` and leave nearly all of them out.
    """
    rest = 1 - score
    decimals = 2 if rest <= 0 else min(9, max(2, 1 - math.floor(math.log10(rest))))
    # 0.29 * 100 is a little less than 29.
    return f"{math.floor(score * 10**decimals + 1e-6) / 10**decimals:.{decimals}f}"


def some(names: Sequence[str]) -> str:
    """Join the first few of any number of names from outside: ``a, b, c and 12 more``."""
    shown = [name if len(name) <= _LONG_NAME else f"{name[:_LONG_NAME]}…" for name in names[:_MOST_NAMES]]
    more = len(names) - len(shown)
    return ", ".join(shown) + (f" and {more:,} more" if more else "")


def listing(parts: list[str]) -> str:
    """Join words as a sentence does: ``a``, ``a and b``, ``a, b and c``."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def quotable(text: str) -> str:
    """Return what a file says as a part of a sentence: short, and without what would act on a terminal."""
    plain = " ".join("".join(mark if mark.isprintable() else " " for mark in text[:_MOST_QUOTED]).split())
    return f"{plain} …" if len(text) > _MOST_QUOTED else plain
