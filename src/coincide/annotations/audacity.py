"""Audacity label tracks: ``start <tab> end <tab> text``, with a frequency row where the band is known.

The frequency row follows its label: a backslash, then lowest and highest frequency in Hz, where -1 stands for
unknown (Audacity manual, "Importing and Exporting Labels", extended format). A label with equal times is a
point. The text holds category and label together (see `wording`), guarded where a spreadsheet would run it as a formula
(see `spreadsheet`); channel and confidence have no place in this format, and neither has the recording, so one file
serves exactly one recording.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from coincide.annotations.source import Place, parse_band, parse_number, parse_span, read_text, split_lines
from coincide.annotations.spans import Group
from coincide.annotations.spreadsheet import guarded, unguarded
from coincide.annotations.target import hertz, seconds
from coincide.annotations.wording import describe, parse_description
from coincide.records import Annotation


def read_audacity(path: Path) -> list[Annotation]:
    """Read an exported label track, with or without frequency rows, with decimal points or commas.

    Parameters
    ----------
    path : a UTF-8 text file.

    Returns
    -------
    The annotations in the order of the rows; their `recording` is empty.

    Raises
    ------
    AnnotationError
        If a row cannot be read; the message names file and line.
    """
    found: list[Annotation] = []
    for number, line in enumerate(split_lines(read_text(path)), start=1):
        place = Place(path, number)
        cells = line.split("\t")
        if not line.strip():
            continue
        if cells[0].strip() == "\\":
            found[-1:] = [_with_band(found[-1:], cells, place)]
        else:
            found.append(_annotation(cells, place))
    return found


def format_audacity(groups: Sequence[Group]) -> str:
    """Return labels that Audacity imports with File > Import > Labels, of one recording."""
    return "".join(f"{line}\n" for _, group in groups for annotation in group for line in _lines(annotation))


def _lines(annotation: Annotation) -> list[str]:
    text = guarded(describe(annotation.category, annotation.label))
    lines = [f"{seconds(annotation.onset_s)}\t{seconds(annotation.offset_s)}\t{text}"]
    if annotation.low_hz is not None or annotation.high_hz is not None:
        low, high = (hertz(hz) or "-1.000" for hz in (annotation.low_hz, annotation.high_hz))
        lines.append(f"\\\t{low}\t{high}")
    return lines


def _annotation(cells: list[str], place: Place) -> Annotation:
    if len(cells) < 2:
        raise place.error(
            expected="start, end and text with tabs between them",
            received=f"`{cells[0].strip()[:40]}`",
            remedy="Export the label track from Audacity again, without editing its tabs.",
        )
    onset_s, offset_s = parse_span(cells[0], cells[1], place, names=("start", "end"))
    category, label = parse_description(unguarded(" ".join(cells[2:]).strip()))
    return Annotation(
        recording="", onset_s=onset_s, offset_s=offset_s, label=label, category=category, is_channel_known=False
    )


def _with_band(previous: list[Annotation], cells: list[str], place: Place) -> Annotation:
    if not previous or len(cells) < 3:
        raise place.error(
            expected="a frequency row (backslash, low, high) after its label",
            received=f"{len(cells)} cells after {len(previous)} labels",
            remedy="Remove the row, or export the label track again.",
        )
    low, high = (_known(cell, place) for cell in cells[1:3])
    low_hz, high_hz = parse_band(low, high, place, names=("low frequency", "high frequency"))
    return replace(previous[0], low_hz=low_hz, high_hz=high_hz)


def _known(cell: str, place: Place) -> str:
    """Return a frequency cell, empty where a negative number says that it is unknown."""
    return "" if cell.strip() and parse_number(cell, place, name="frequency") < 0 else cell
