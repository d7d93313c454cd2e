"""JSON lines: one object per annotation, for programs that read results as they come.

Keys: ``recording``, ``start_s``, ``end_s``, ``low_hz``, ``high_hz``, ``channel`` (from 0), ``category``, ``label``,
``confidence``, and for events of a catalog those of `provenance`; ``null`` for what is unknown. UTF-8, one line each
(jsonlines.org). Reading takes the same spellings as `csv_table`; keys it does not know are passed over.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from coincide.annotations.csv_table import SPELLINGS, annotation_of
from coincide.annotations.provenance import COINCIDE_LABEL, FAINT, local_text, utc_text
from coincide.annotations.source import Place, read_text, split_lines
from coincide.annotations.spans import Group, RecordingSpan
from coincide.annotations.table import plain
from coincide.annotations.wording import UNSURE, one_line
from coincide.records import Annotation

_COUNT_CHANNELS = "Count channels from 0, or leave the key out."


def read_json_lines(path: Path) -> list[Annotation]:
    """Read a file with one JSON object per line; start and end are required. The file may be empty.

    Returns
    -------
    The annotations in the order of the lines.

    Raises
    ------
    AnnotationError
        If a line is not a JSON object, or a value cannot be read; the message names file and line.
    """
    if is_empty(path):
        return []
    lines = enumerate(split_lines(read_text(path)), start=1)
    return [_annotation(line, Place(path, number)) for number, line in lines if line.strip()]


def is_json_line(line: str) -> bool:
    """Return whether a line is a JSON object."""
    return line.lstrip().startswith("{") and _object_or_none(line) is not None


def is_empty(path: Path) -> bool:
    """Return whether a file holds JSON lines, none of them: what is written for a recording without events."""
    return path.suffix.lower() == ".jsonl" and path.is_file() and path.stat().st_size == 0


def format_json_lines(groups: Sequence[Group]) -> str:
    """Return one line for each annotation."""
    lines = (
        json.dumps(_facts(span, one), ensure_ascii=False, allow_nan=False) for span, group in groups for one in group
    )
    return "".join(f"{line}\n" for line in lines)


def _facts(span: RecordingSpan, annotation: Annotation) -> dict[str, Any]:
    label = one_line(annotation.label)
    is_unsure = annotation.category is None and not label
    return {
        "recording": one_line(span.name),
        "start_s": round(annotation.onset_s, 6),
        "end_s": round(annotation.offset_s, 6),
        "low_hz": _rounded(annotation.low_hz, 3),
        "high_hz": _rounded(annotation.high_hz, 3),
        "channel": annotation.channel,
        "category": UNSURE if is_unsure else annotation.category,
        "label": label or None,
        "confidence": _rounded(annotation.confidence, 6),
        **(_provenance(span, annotation) if annotation.event_id else {}),
    }


def _provenance(span: RecordingSpan, annotation: Annotation) -> dict[str, Any]:
    return {
        "event_id": annotation.event_id,
        "snr_db": _rounded(annotation.snr_db, 2),
        "time_utc": utc_text(span.time_at(annotation.onset_s)) or None,
        "time_local": local_text(span.time_at(annotation.onset_s)) or None,
        "site": one_line(span.site) or None,
        "model": annotation.model,
        "version": annotation.version,
        COINCIDE_LABEL: one_line(annotation.coincide_label or "") or None,
        **({} if annotation.faint_false_share is None else {FAINT: _rounded(annotation.faint_false_share, 4)}),
    }


def _rounded(number: float | None, digits: int) -> float | None:
    return None if number is None else round(number, digits)


def _annotation(line: str, place: Place) -> Annotation:
    found = _object_or_none(line)
    if found is None:
        raise place.error(
            expected='a JSON object, like {"start_s": 1.5, "end_s": 2.0, "label": "wren"}',
            received=f"`{line.strip()[:40]}`",
            remedy="Write one object per line, with straight double quotes.",
        )
    known = {plain(name): value for name, value in found.items()}
    return annotation_of(
        lambda name: _cell(known, name, place),
        place,
        counting=_COUNT_CHANNELS,
        has_coincide_label=plain(COINCIDE_LABEL) in known,
    )


def _object_or_none(line: str) -> Mapping[str, Any] | None:
    try:
        found: object = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return cast(Mapping[str, Any], found) if isinstance(found, dict) else None


def _cell(known: Mapping[str, Any], name: str, place: Place) -> str:
    """Return the value of a key as the text that a table would hold."""
    value = next((known[spelling] for spelling in SPELLINGS[name] if known.get(spelling) not in (None, "")), "")
    if isinstance(value, list | dict):
        raise place.error(
            expected=f"one text or number in `{name}`",
            received=f"`{json.dumps(value, ensure_ascii=False)[:40]}`",
            remedy="Give one value, or leave the key out.",
        )
    return str(value)
