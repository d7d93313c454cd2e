"""When a recording began, by its file name.

| recorder | form | clock |
| --- | --- | --- |
| AudioMoth | `20240131_235959.WAV`, `…T.WAV` (triggered), 16 digits of its number in front | UTC |
| AudioMoth before 2020 | `5A2B3C4D.WAV`, hexadecimal seconds since 1970 | UTC |
| SoundTrap | `5147.240131235959.wav` | UTC |
| Song Meter | `SITE_0+1_20240131_235959.wav`, `$` for `_`, milliseconds after `$`, zone, `_000` | local |
| ISO 8601 in any punctuation | `2024-01-31T23_59_59.123456+0200`, `20240131T235959Z` | local |

A zone in the name wins over the site's zone, that over the recorder's default. A local time with neither
stays without a zone. Local times that happen twice, when clocks go back, count as the first of the two.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import PurePosixPath

from coincide.recordings.timezones import fixed_offset

YEARS = range(1980, 2100)
"""In which recordings can have begun: clocks that were never set begin in 1970, and damaged ones show anything."""
_HEX_SECONDS = range(0x58000000, 0x71000000)
"""October 2016 to early 2030: AudioMoths exist, and most hexadecimal numbers of other uses fall outside."""

_AUDIOMOTH = re.compile(r"(?:[0-9A-F]{16}_)?(\d{8})_(\d{6})T?")
_DATE_AND_TIME = re.compile(r"\d{8}_\d{6}")
_AUDIOMOTH_HEX = re.compile(r"(?=.*[A-F])[0-9A-F]{8}")
_SOUNDTRAP = re.compile(r"\d+\.(\d{12})")
_SPACED = re.compile(
    r"(?<!\d)(?P<date>\d{4}-\d\d-\d\d|\d{4}_\d\d_\d\d|\d{4}\.\d\d\.\d\d|\d{8})[T_ $-]?"
    r"(?P<time>\d\d[-_.:h]\d\d[-_.:m]\d\d|\d{6})"
    r"(?:(?P<mark>[.,$])(?P<fraction>\d{1,9}))?(?!\d)"
    r" ?(?P<zone>Z(?![A-Za-z])|[+-]\d\d[:_]?\d\d(?!\d))?"
)


@dataclass(frozen=True, slots=True)
class StartTime:
    """When the first sample was taken.

    Attributes
    ----------
    at : with a time zone where one is known.
    source : one of ``guano``, ``audiomoth``, ``wamd``, ``bext`` or ``name``.
    """

    at: datetime
    source: str


def start_time_from_name(name: str, *, timezone: tzinfo | None = None) -> StartTime | None:
    """Read the start time of a recording from its file name.

    Parameters
    ----------
    name : file name, or path with forward slashes, of which only the last part counts.
    timezone : the zone of the recorder's clock, used if the name has none.

    Returns
    -------
    The time, or None if the name has no time, or an impossible one (month 13). Never raises.

    Examples
    --------
    >>> start_time_from_name("site 3/20240131_235959.WAV").at.isoformat()
    '2024-01-31T23:59:59+00:00'
    >>> start_time_from_name("SITE_20240131_235959-0500.wav").at.isoformat()
    '2024-01-31T23:59:59-05:00'
    >>> start_time_from_name("348.wav") is None
    True
    """
    stem = PurePosixPath(name).stem
    for form in _FORMS:
        at = form(stem, timezone)
        if at is not None:
            return StartTime(at, "name")
    return None


def may_be_local(name: str) -> bool:
    """Say whether a name is only a date and a time: without a zone it counts as UTC, which AudioMoths write.

    Examples
    --------
    >>> may_be_local("20240131_235959.wav"), may_be_local("SITE_20240131_235959.wav")
    (True, False)
    """
    return _DATE_AND_TIME.fullmatch(PurePosixPath(name).stem) is not None


def _from_audiomoth(stem: str, timezone: tzinfo | None) -> datetime | None:
    match = _AUDIOMOTH.fullmatch(stem)
    return None if match is None else _moment(match[1] + match[2], zone=timezone or UTC)


def _from_audiomoth_hex(stem: str, timezone: tzinfo | None) -> datetime | None:
    """Names of digits alone (one in thirty) are left out: a running number looks the same."""
    if _AUDIOMOTH_HEX.fullmatch(stem) is None or int(stem, 16) not in _HEX_SECONDS:
        return None
    return datetime.fromtimestamp(int(stem, 16), tz=timezone or UTC)


def _from_soundtrap(stem: str, timezone: tzinfo | None) -> datetime | None:
    """The year has two digits; 70 is the 1970 of a clock that was never set, as `%y` reads it."""
    match = _SOUNDTRAP.fullmatch(stem)
    if match is None:
        return None
    century = "19" if match[1] >= "70" else "20"
    return _moment(century + match[1], zone=timezone or UTC)


def _from_spaced(stem: str, timezone: tzinfo | None) -> datetime | None:
    for match in _SPACED.finditer(stem):
        zone = _zone(match["zone"]) or timezone
        digits = re.sub(r"\D", "", match["date"] + match["time"])
        at = _moment(digits, zone=zone, fraction=match["fraction"] or "")
        if at is not None:
            return at
    return None


def _zone(text: str | None) -> tzinfo | None:
    if text is None:
        return None
    return UTC if text == "Z" else fixed_offset(text.replace("_", ":"))


def _moment(digits: str, *, zone: tzinfo | None, fraction: str = "") -> datetime | None:
    """Read YYYYMMDDhhmmss; None where the calendar has no such moment."""
    microsecond = int(fraction[:6].ljust(6, "0"))
    if int(digits[:4]) not in YEARS:
        return None
    try:
        return datetime.strptime(digits, "%Y%m%d%H%M%S").replace(microsecond=microsecond, tzinfo=zone)
    except ValueError:
        return None


_FORMS: tuple[Callable[[str, tzinfo | None], datetime | None], ...] = (
    _from_audiomoth,
    _from_audiomoth_hex,
    _from_soundtrap,
    _from_spaced,
)
