"""Reading a table's text and numbers, with errors that say file, line, expectation and remedy.

Text is UTF-8 with or without byte order mark, UTF-16 with one (Praat writes both), or Windows-1252, as R and Excel
write it in Western Europe. Numbers may carry the decimal comma that some locales export.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from pathlib import Path

from coincide.delimiters import without_separator_line
from coincide.encodings import UTF16_MARKS, decoded
from coincide.errors import AnnotationError
from coincide.wording import quotable

_LOOK_BYTES = 1 << 20
_SHEET_MARKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""Of workbooks: zipped (.xlsx, .ods), and older ones of Excel (.xls)."""
_SHEET = ("a workbook or an archive", "Save the sheet as `CSV UTF-8`, or unpack the archive.")
_IN_EXCEL = "Save it as UTF-8: in Excel as `CSV UTF-8`, or with a text editor."
_IN_PRAAT = "Save it as UTF-8 with a text editor, or open it in Praat and save it again."
_BINARY = ("binary data", "Export the annotations as text; a UTF-16 file needs a byte order mark.")
_LINE_END = re.compile(r"\r\n|\r|\n")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE][+-]?[0-9]+)?")
_CHANNEL = re.compile(r"[0-9]{1,6}")
_MISSING = frozenset(("", "na", "nan"))
"""What R and NumPy write where there is no number, in lower case."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a file something stands: what an error points at."""

    path: Path
    line: int

    def error(self, *, expected: str, received: str, remedy: str) -> AnnotationError:
        """Return the error for this line."""
        return AnnotationError(
            f"{self.path}, line {self.line}: expected {quotable(expected)}, got {quotable(received)}. {remedy}"
        )


def read_text(path: Path) -> str:
    """Read a whole table as text, without its `sep=` line; see `read_whole`."""
    return without_separator_line(read_whole(path))


def read_whole(path: Path) -> str:
    """Read a whole table as text.

    Parameters
    ----------
    path : a text file in UTF-8, in UTF-16 with a byte order mark, or in Windows-1252.

    Returns
    -------
    Its text without byte order mark, line ends as they are.

    Raises
    ------
    AnnotationError
        If the file cannot be opened, is empty, is binary, or has another encoding.
    """
    text = _decode(path, read_bytes(path))
    if not without_separator_line(text).strip():
        raise Place(path, 1).error(
            expected="an annotation table",
            received="an empty file",
            remedy="Export the annotations again, or remove this file.",
        )
    return text


def beginning(path: Path) -> str:
    """Return the first megabyte of a text; a look at any file, whatever it holds.

    What is not text in UTF-8 (or UTF-16 with a byte order mark) gives replacement characters.

    Raises
    ------
    AnnotationError
        If the file cannot be opened.
    """
    content = read_bytes(path, limit=_LOOK_BYTES)
    encoding = "utf-16" if content.startswith(UTF16_MARKS) else "utf-8-sig"
    return content.decode(encoding, errors="replace")


def split_lines(text: str) -> list[str]:
    """Split at line ends only (`str.splitlines` would also cut at form feeds and Unicode separators)."""
    return _LINE_END.split(text)


def is_number(cell: str) -> bool:
    """Return whether a cell holds a plain number, with decimal point or comma."""
    return _NUMBER.fullmatch(cell.strip()) is not None


def parse_number(cell: str, place: Place, *, name: str) -> float:
    """Read one finite number.

    Parameters
    ----------
    cell : text with a decimal point or comma and no thousands separators.
    place : where it stands, for the error.
    name : what it is, for the error.

    Returns
    -------
    The number.

    Raises
    ------
    AnnotationError
        If the cell is empty, not a number, or not finite.
    """
    text = cell.strip()
    number = float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else math.nan
    if not math.isfinite(number):
        raise place.error(
            expected=f"a number in `{name}`",
            received=f"`{text}`" if text else "an empty cell",
            remedy="Write it like 12.345, without units or thousands separators.",
        )
    return number


def parse_time(cell: str, place: Place, *, name: str) -> float:
    """Read one time in seconds, at least 0; errors as in `parse_number`."""
    time_s = parse_number(cell, place, name=name)
    if time_s < 0:
        raise place.error(
            expected=f"a time of at least 0 s in `{name}`",
            received=f"{time_s:g} s",
            remedy="Count time from the first sample of the recording.",
        )
    return time_s


def parse_span(onset: str, offset: str, place: Place, *, names: tuple[str, str]) -> tuple[float, float]:
    """Read onset and offset in seconds, 0 ≤ onset ≤ offset; errors as in `parse_number`."""
    onset_s = parse_time(onset, place, name=names[0])
    offset_s = parse_time(offset, place, name=names[1])
    if offset_s < onset_s:
        raise place.error(
            expected=f"`{names[1]}` at or after `{names[0]}`",
            received=f"{offset_s:g} s before {onset_s:g} s",
            remedy="Swap the two times, or correct them.",
        )
    return onset_s, offset_s


def parse_band(low: str, high: str, place: Place, *, names: tuple[str, str]) -> tuple[float | None, float | None]:
    """Read lowest and highest frequency in Hz, None for an empty cell or `NA`; errors as in `parse_number`."""
    low_hz = _parse_frequency(low, place, name=names[0])
    high_hz = _parse_frequency(high, place, name=names[1])
    if low_hz is not None and high_hz is not None and high_hz < low_hz:
        raise place.error(
            expected=f"`{names[1]}` at or above `{names[0]}`",
            received=f"{high_hz:g} Hz below {low_hz:g} Hz",
            remedy="Swap the two frequencies, or leave both empty.",
        )
    return low_hz, high_hz


def parse_confidence(cell: str) -> float | None:
    """Read a confidence in [0, 1]; anything else is a rating of another kind and gives None."""
    if not is_number(cell):
        return None
    confidence = float(cell.strip().replace(",", "."))
    return confidence if 0 <= confidence <= 1 else None


def parse_channel(cell: str, place: Place, *, name: str, first: int, remedy: str) -> int:
    """Read the number of a channel, which counts from `first`; returns it counted from 0, and 0 for an empty cell."""
    if not cell:
        return 0
    if _CHANNEL.fullmatch(cell) is None or int(cell) < first:
        raise place.error(
            expected=f"a whole number from {first} in `{name}`",
            received=f"`{cell}`",
            remedy=remedy,
        )
    return int(cell) - first


def _parse_frequency(cell: str, place: Place, *, name: str) -> float | None:
    if cell.strip().casefold() in _MISSING:
        return None
    frequency_hz = parse_number(cell, place, name=name)
    if frequency_hz < 0:
        raise place.error(
            expected=f"a frequency of at least 0 Hz in `{name}`",
            received=f"{frequency_hz:g} Hz",
            remedy="Leave the cell empty where the frequency is unknown.",
        )
    return frequency_hz


def read_bytes(path: Path, *, limit: int = -1) -> bytes:
    """Return what is in a file, or its first `limit` bytes; raises `AnnotationError` if it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(limit)
    except OSError as error:
        reason = error.strerror or "an unknown reason"
        raise AnnotationError(
            f"{path}: expected an annotation table that can be read, got: {reason}. Check the path and its permissions."
        ) from None


def _decode(path: Path, content: bytes) -> str:
    if not content.startswith(UTF16_MARKS) and b"\x00" in content:
        place = Place(path, 1 + content.count(b"\n", 0, content.index(b"\x00")))
        received, remedy = _SHEET if content.startswith(_SHEET_MARKS) else _BINARY
        raise place.error(expected="a text file", received=received, remedy=remedy)
    try:
        return decoded(content)
    except UnicodeDecodeError as error:
        received = content[error.start : error.start + 1].hex() or "nothing"
        raise Place(path, 1 + content.count(b"\n", 0, error.start)).error(
            expected="UTF-8 text",
            received=f"the byte 0x{received}, which is not",
            remedy=_IN_PRAAT if path.suffix.lower() == ".textgrid" else _IN_EXCEL,
        ) from None
