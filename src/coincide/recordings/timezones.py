"""Time zones as people write them: `UTC`, `+10:00`, `Europe/Berlin`.

Where a zone's clocks go back, an hour of local time happens twice; the first of the two is meant (Python's
`fold` 0). Where they go forward, a skipped local time counts with the offset from before. Fixed offsets and
UTC have neither.
"""

from __future__ import annotations

import re
from datetime import UTC, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from coincide.errors import SettingsError
from coincide.wording import quotable

_OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d{2}))?")
_NO_PLACES = ("localtime", "posixrules", "factory", "posix", "right")
"""Beside the zones, the database of a computer has its own zone, a template, and copies, of which `right` counts leap
seconds."""
_WEST, _EAST = timedelta(hours=-12), timedelta(hours=14)


def parse_timezone(text: str) -> tzinfo:
    """Read a time zone.

    Parameters
    ----------
    text : ``UTC``, an offset (``+10:00``, ``-0330``, ``UTC+2``), or a name of the IANA database.

    Returns
    -------
    The zone.

    Raises
    ------
    SettingsError : there is no such zone.
    """
    if text.strip().upper() in ("UTC", "Z", "GMT"):
        return UTC
    zone = fixed_offset(text.strip())
    if zone is not None:
        return zone
    try:
        if text.strip().split("/")[0].casefold() in _NO_PLACES:
            raise ValueError
        return ZoneInfo(text.strip())
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise SettingsError(
            f"expected a time zone such as UTC, +10:00 or Europe/Berlin, got `{quotable(text)}`. {_meant(text)}"
        ) from None


def _meant(text: str) -> str:
    """Say which zone somebody means who gives a city alone, else where the names of zones come from."""
    city = text.strip().replace(" ", "_").casefold()
    zone = next((name for name in sorted(available_timezones()) if name.casefold().endswith(f"/{city}")), None)
    return "Names are those of the IANA time zone database." if zone is None else f"Did you mean `{zone}`?"


def fixed_offset(text: str) -> tzinfo | None:
    """Read an offset from UTC.

    Parameters
    ----------
    text : for example ``+10:00``, ``-0330``, ``+2`` or ``UTC-5``.

    Returns
    -------
    The zone, or None if the text is no offset in use on earth (-12:00 to +14:00, whole quarters).
    """
    match = _OFFSET.fullmatch(text)
    if match is None:
        return None
    sign, hours, minutes = match[1], int(match[2]), int(match[3] or 0)
    offset = timedelta(hours=hours, minutes=minutes) * (-1 if sign == "-" else 1)
    return timezone(offset) if _WEST <= offset <= _EAST and minutes in (0, 15, 30, 45) else None
