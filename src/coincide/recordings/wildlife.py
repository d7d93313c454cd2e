"""What Song Meters and other recorders of Wildlife Acoustics write into the `wamd` chunk of a WAV file.

The chunk is a row of entries: a kind (2 bytes), a length (4 bytes) and text, all numbers with the low byte first. The
kinds are those that the converter of the GUANO project names.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

_MODEL, _SERIAL, _TIMESTAMP, _POSITION = 0x01, 0x02, 0x05, 0x06


@dataclass(frozen=True, slots=True)
class WamdFacts:
    """What the chunk says; None for what it does not say or what cannot be read.

    Attributes
    ----------
    at : with the offset of the recorder's clock where it writes one.
    latitude, longitude : in degrees, north and east positive.
    """

    at: datetime | None
    device: str | None
    latitude: float | None
    longitude: float | None


def parse_wamd(content: bytes) -> WamdFacts | None:
    """Read the chunk; None if nothing of it can be used. Never raises."""
    entries: dict[int, str] = {}
    at = 0
    while at + 6 <= len(content):
        kind, size = int.from_bytes(content[at : at + 2], "little"), int.from_bytes(content[at + 2 : at + 6], "little")
        entries.setdefault(kind, content[at + 6 : at + 6 + size].rstrip(b"\0").decode("utf-8", "replace").strip())
        at += 6 + size
    latitude, longitude = parse_position(entries.get(_POSITION, ""))
    device = " ".join(entries[kind] for kind in (_MODEL, _SERIAL) if entries.get(kind)) or None
    began = parse_time(entries.get(_TIMESTAMP, ""))
    if began is None and device is None and latitude is None:
        return None
    return WamdFacts(began, device, latitude, longitude)


def parse_position(text: str) -> tuple[float | None, float | None]:
    """Read a position such as ``WGS84,33.85,S,151.2,E``; None twice if it is none.

    Examples
    --------
    >>> parse_position("WGS84,33.85,S,151.2,E,12")
    (-33.85, 151.2)
    """
    parts = [part.strip() for part in text.split(",")]
    try:
        latitude, south, longitude, west = float(parts[1]), parts[2].upper(), float(parts[3]), parts[4].upper()
    except (ValueError, IndexError):
        return None, None
    return position(-latitude if south == "S" else latitude, -longitude if west == "W" else longitude)


def position(latitude: float, longitude: float) -> tuple[float | None, float | None]:
    """Return a position that can be, None twice for others: recorders without a fix write zeros."""
    is_known = abs(latitude) <= 90 and abs(longitude) <= 180 and (latitude, longitude) != (0.0, 0.0)
    return (latitude, longitude) if is_known else (None, None)


def parse_time(text: str) -> datetime | None:
    """Read a time as ISO 8601 writes it; None if it is none."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
