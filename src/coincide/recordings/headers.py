"""When a recording began and what made it, by what the recorder wrote into the file.

Two forms: the GUANO chunk of bat recorders (Reed and others 2016, GUANO 1.0) and the comment of AudioMoth
firmware. Both are a few words of text, read here by themselves. The packages for them were tried:
`metamoth` 1.2.2 reads an offset of -3:30 as -2:30 and refuses comments of firmware that it does not know;
`guano` 1.0.16 refuses float WAV files, and raises on a line without a colon.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import BinaryIO

from coincide.recordings.containers import Chunk, read_chunks
from coincide.recordings.names import StartTime, start_time_from_name
from coincide.recordings.timezones import fixed_offset

_MAX_TEXT_BYTES = 1 << 20
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
    at : time of the first sample, None if the header does not say; without a zone if the header has none.
    source : ``guano`` or ``audiomoth``.
    device : maker, model and serial number as far as known, else None.
    """

    at: datetime | None
    source: str
    device: str | None


def start_time_from_header(path: Path) -> HeaderInfo | None:
    """Read what the recorder wrote into a WAV file.

    Parameters
    ----------
    path : any file; other formats have no such header.

    Returns
    -------
    GUANO if there is any, else the AudioMoth comment, else None. Damaged text and unreadable files give
    None too, since `probe` reports them.
    """
    try:
        with path.open("rb") as file:
            texts = _texts(file)
    except OSError:
        return None
    guano = _parse_guano(texts["guano"]) if "guano" in texts else None
    audiomoth = _parse_audiomoth(texts["comment"]) if "comment" in texts else None
    if guano is None or (guano.at is None and audiomoth is not None):
        return audiomoth
    return guano


def recording_start(path: Path, name: str, *, timezone: tzinfo | None = None) -> tuple[StartTime | None, str | None]:
    """Find out when a recording began and what made it; the header wins over the name.

    Parameters
    ----------
    path : the file.
    name : its name as shown to people, see `start_time_from_name`.
    timezone : the zone of the recorder's clock, used where neither header nor name has one.

    Returns
    -------
    The time or None, and the device or None.
    """
    header = start_time_from_header(path)
    device = None if header is None else header.device
    if header is None or header.at is None:
        return start_time_from_name(name, timezone=timezone), device
    at = header.at if header.at.tzinfo is not None else header.at.replace(tzinfo=timezone)
    return StartTime(at, header.source), device


def _texts(file: BinaryIO) -> dict[str, str]:
    """Collect the GUANO text and the INFO comment."""
    texts: dict[str, str] = {}
    for chunk in read_chunks(file):
        if chunk.kind == b"guan":
            texts["guano"] = _text(file, chunk)
        elif chunk.kind == b"LIST":
            comment = _info_comment(_content(file, chunk))
            if comment is not None:
                texts["comment"] = comment
    return texts


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
    return HeaderInfo(_guano_time(fields.get("Timestamp", "")), "guano", device or None)


def _guano_time(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


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
