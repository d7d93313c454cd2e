"""When a recording began and what made it, by what the recorder wrote into the file.

Four forms: the GUANO chunk of bat recorders (Reed and others 2016, GUANO 1.0), the comment of AudioMoth firmware, the
`wamd` chunk of Song Meters, and the `bext` chunk of broadcast WAV (EBU Tech 3285). All are a few words of text, read
here by themselves. The packages for the first two were tried: `metamoth` 1.2.2 reads an offset of -3:30 as -2:30 and
refuses comments of firmware that it does not know; `guano` 1.0.16 refuses float WAV files, and raises on a line without
a colon.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import BinaryIO

from coincide.recordings.decoding.containers import Chunk, read_chunks
from coincide.recordings.names import YEARS, StartTime, start_time_from_name
from coincide.recordings.places import Place
from coincide.recordings.timezones import fixed_offset
from coincide.recordings.wildlife import parse_time, parse_wamd, position

_MAX_TEXT_BYTES = 1 << 20
_ORDER = ("guano", "audiomoth", "wamd", "bext")
_TOLERANCE = timedelta(seconds=10)
"""Recorders name a file a few seconds before they take its first sample."""
_BEXT_DATE, _BEXT_TIME = (320, 10), (330, 8)
"""Start and length of `OriginationDate` and `OriginationTime`, in bytes."""
_AUDIOMOTH = re.compile(
    r"Recorded at (?P<time>\d\d:\d\d:\d\d)(?:\.(?P<fraction>\d{1,6}))? (?P<date>\d\d/\d\d/\d{4})"
    r"(?: \(UTC(?P<zone>[+-]\d{1,2}(?::\d\d)?)?\))?"
    r"(?: during deployment [0-9A-Fa-f]{16})?(?: by AudioMoth (?P<serial>[0-9A-Fa-f]{16}))?"
)


@dataclass(frozen=True, slots=True)
class HeaderInfo:
    """What a recorder wrote about a recording.

    Attributes
    ----------
    at : time of the first sample, None if the header gives none or an impossible year; without a zone if the header
        has none.
    source : ``guano``, ``audiomoth``, ``wamd`` or ``bext``.
    device : maker, model and serial number as far as known, else None.
    latitude, longitude : in degrees, north and east positive, None if the header does not say.
    expansion : how many times slower the sound is than it was, 1 unless the header (GUANO) gives a factor of time
        expansion.
    """

    at: datetime | None
    source: str
    device: str | None
    latitude: float | None = None
    longitude: float | None = None
    expansion: float = 1.0


@dataclass(frozen=True, slots=True)
class RecorderFacts:
    """When and where a recording was made, and by which device.

    Attributes
    ----------
    start : None if neither header nor name gives it.
    contradiction : how header and name disagree, and which of them counts; None if they agree.
    expansion : how many times slower the sound is than it was; 1 unless the header says so.
    """

    start: StartTime | None
    device: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    contradiction: str | None = None
    expansion: float = 1.0


def start_time_from_header(path: Place) -> HeaderInfo | None:
    """Read the recorder's header in a WAV file.

    Parameters
    ----------
    path : any file; other formats have no such header.

    Returns
    -------
    The first of GUANO, the AudioMoth comment, `wamd` and `bext` that gives a time, or else the first that is there.
    Damaged text and unreadable files also give None, since `probe` reports them.
    """
    try:
        with path.open("rb") as file:
            found = _headers(file)
    except OSError:
        return None
    timed = next((each for each in found if each.at is not None), None)
    return timed or next(iter(found), None)


def recorder_facts(path: Place, name: str, *, timezone: tzinfo | None = None) -> RecorderFacts:
    """Find out when and where a recording was made, and by which device.

    The header overrides the name, except for `bext`, where programs that cut or convert sound write their own time.

    Parameters
    ----------
    path : the file.
    name : its name as shown to people, see `start_time_from_name`.
    timezone : the zone of the recorder's clock, used if neither header nor name has one.
    """
    named = start_time_from_name(name, timezone=timezone)
    header = start_time_from_header(path)
    if header is None:
        return RecorderFacts(named)
    if header.at is None:
        return RecorderFacts(named, header.device, header.latitude, header.longitude, expansion=header.expansion)
    at = header.at if header.at.tzinfo is not None else header.at.replace(tzinfo=timezone)
    told = StartTime(at, header.source)
    start = named if header.source == "bext" and named is not None else told
    differs = _contradiction(told, named, counts=start)
    return RecorderFacts(start, header.device, header.latitude, header.longitude, differs, header.expansion)


def _contradiction(told: StartTime, named: StartTime | None, *, counts: StartTime) -> str | None:
    """Say in what header and name disagree: neither the digits of the clock nor the moments are the same."""
    if named is None:
        return None
    apart = abs(told.at.replace(tzinfo=None) - named.at.replace(tzinfo=None))
    if None not in (told.at.tzinfo, named.at.tzinfo):
        apart = min(apart, abs(told.at - named.at))
    if apart <= _TOLERANCE:
        return None
    return (
        f"its header ({told.source}) says {told.at:%Y-%m-%d %H:%M:%S}, its name {named.at:%Y-%m-%d %H:%M:%S}; the "
        f"{'name' if counts.source == 'name' else 'header'} counts."
    )


def _headers(file: BinaryIO) -> list[HeaderInfo]:
    """Return all that recorders wrote, in the order in which it counts."""
    found: dict[str, HeaderInfo | None] = dict.fromkeys(_ORDER)
    for chunk in read_chunks(file):
        if chunk.kind == b"guan":
            found["guano"] = _parse_guano(_text(file, chunk))
        elif chunk.kind == b"LIST":
            comment = _info_comment(_content(file, chunk))
            if comment is not None:
                found["audiomoth"] = _parse_audiomoth(comment)
        elif chunk.kind == b"wamd":
            facts = parse_wamd(_content(file, chunk))
            if facts is not None:
                found["wamd"] = HeaderInfo(facts.at, "wamd", facts.device, facts.latitude, facts.longitude)
        elif chunk.kind == b"bext":
            found["bext"] = _parse_bext(_content(file, chunk))
    return [_possible(each) for each in found.values() if each is not None]


def _possible(told: HeaderInfo) -> HeaderInfo:
    """Return the same without a time that cannot be."""
    return told if told.at is None or told.at.year in YEARS else replace(told, at=None)


def _content(file: BinaryIO, chunk: Chunk) -> bytes:
    file.seek(chunk.start)
    return file.read(min(chunk.size, _MAX_TEXT_BYTES))


def _text(file: BinaryIO, chunk: Chunk) -> str:
    return _content(file, chunk).decode("utf-8", "replace")


def _info_comment(content: bytes) -> str | None:
    if content[:4] != b"INFO":
        return None
    at = 4
    while at + 8 <= len(content):
        kind, size = content[at : at + 4], int.from_bytes(content[at + 4 : at + 8], "little")
        if kind == b"ICMT":
            return content[at + 8 : at + 8 + size].split(b"\0")[0].decode("utf-8", "replace")
        at += 8 + size + size % 2
    return None


def _parse_guano(text: str) -> HeaderInfo | None:
    """Lines of `key: value`; keys of other namespaces hold a bar and are not needed."""
    pairs = [line.split(":", 1) for line in text.replace("\0", "").splitlines() if ":" in line]
    fields = {key.strip(): value.strip() for key, value in pairs}
    if "GUANO|Version" not in fields:
        return None
    device = " ".join(fields[key] for key in ("Make", "Model", "Serial") if fields.get(key))
    place = _guano_position(fields.get("Loc Position", ""))
    expansion = _guano_expansion(fields.get("TE", ""))
    return HeaderInfo(parse_time(fields.get("Timestamp", "")), "guano", device or None, *place, expansion)


def _guano_expansion(text: str) -> float:
    try:
        factor = float(text)
    except ValueError:
        return 1.0
    return factor if 1 < factor < math.inf else 1.0


def _guano_position(text: str) -> tuple[float | None, float | None]:
    try:
        latitude, longitude = map(float, text.split())
    except ValueError:
        return None, None
    return position(latitude, longitude)


def _parse_audiomoth(comment: str) -> HeaderInfo | None:
    match = _AUDIOMOTH.match(comment)
    if match is None or ("AudioMoth" not in comment and "during deployment" not in comment):
        return None
    device = f"AudioMoth {match['serial']}" if match["serial"] else "AudioMoth"
    try:
        at = datetime.strptime(f"{match['date']} {match['time']}", "%d/%m/%Y %H:%M:%S")
    except ValueError:
        return HeaderInfo(None, "audiomoth", device)
    zone = UTC if match["zone"] is None else fixed_offset(match["zone"])
    microsecond = int((match["fraction"] or "").ljust(6, "0"))
    return HeaderInfo(at.replace(microsecond=microsecond, tzinfo=zone), "audiomoth", device)


def _parse_bext(content: bytes) -> HeaderInfo | None:
    """Read date and time of origin; people write any mark between the numbers."""
    date, clock = (content[first : first + size].decode("ascii", "replace") for first, size in (_BEXT_DATE, _BEXT_TIME))
    digits = re.sub(r"\D", "", date) + re.sub(r"\D", "", clock)
    try:
        return HeaderInfo(datetime.strptime(digits, "%Y%m%d%H%M%S"), "bext", None)
    except ValueError:
        return None
