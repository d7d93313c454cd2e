"""Darwin Core occurrence tables, for GBIF, OBIS and national portals; only written.

One row for each event that has a name, other than noise and unknown: an occurrence without a name of what occurred is
none. Terms as in the Darwin Core quick reference guide (TDWG 2023). ``eventDate`` is the interval of the call in the
time of the place, with its offset. ``scientificName`` and ``verbatimIdentification`` hold the name as people gave it:
name categories by their scientific names, or replace the former before publishing. What Darwin Core has no term for
stands in ``dynamicProperties``, as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from coincide.annotations.provenance import local_text
from coincide.annotations.spans import Group, RecordingSpan
from coincide.annotations.spreadsheet import guarded
from coincide.annotations.target import comma_separated
from coincide.annotations.wording import one_line
from coincide.records import NOISE, UNKNOWN, Annotation

COLUMNS = (
    *("occurrenceID", "basisOfRecord", "occurrenceStatus", "eventID", "eventDate", "scientificName"),
    *("verbatimIdentification", "identificationRemarks", "identificationVerificationStatus"),
    *("locationID", "decimalLatitude", "decimalLongitude", "geodeticDatum"),
    *("samplingProtocol", "sampleSizeValue", "sampleSizeUnit", "dynamicProperties"),
)


def format_darwin_core(groups: Sequence[Group]) -> str:
    """Return an occurrence table with a row for each named event."""
    rows = (_cells(span, one) for span, group in groups for one in group if _is_occurrence(one))
    return comma_separated(COLUMNS, rows)


def _is_occurrence(annotation: Annotation) -> bool:
    return one_line(annotation.label).casefold() not in ("", NOISE, UNKNOWN)


def _cells(span: RecordingSpan, one: Annotation) -> list[str]:
    name = guarded(one_line(one.label))
    has_position = span.latitude is not None and span.longitude is not None
    return [
        f"coincide:{one.event_id}" if one.event_id else "",
        "MachineObservation",
        "present",
        guarded(one_line(span.name)),
        _interval(span.time_at(one.onset_s), span.time_at(one.offset_s)),
        name,
        name,
        "" if one.category is None else f"category {one.category}",
        "unverified",
        guarded(one_line(span.site)),
        f"{span.latitude:.7f}" if has_position else "",
        f"{span.longitude:.7f}" if has_position else "",
        "EPSG:4326" if has_position else "",
        _protocol(one),
        f"{span.duration_s:.3f}",
        "seconds",
        json.dumps(_properties(span, one), ensure_ascii=False, allow_nan=False),
    ]


def _interval(start: datetime | None, end: datetime | None) -> str:
    return "" if start is None or end is None else f"{local_text(start)}/{local_text(end)}"


def _protocol(one: Annotation) -> str:
    by = f" by coincide {one.version}, model {one.model}" if one.model else ""
    return f"autonomous sound recording; calls found and grouped{by}"


def _properties(span: RecordingSpan, one: Annotation) -> dict[str, object]:
    properties: dict[str, float | int | None] = {
        "startSeconds": round(one.onset_s, 6),
        "endSeconds": round(one.offset_s, 6),
        "lowFrequencyHz": None if one.low_hz is None else round(one.low_hz, 3),
        "highFrequencyHz": None if one.high_hz is None else round(one.high_hz, 3),
        "channel": one.channel,
        "signalToNoiseDb": None if one.snr_db is None else round(one.snr_db, 2),
        "confidence": None if one.confidence is None else round(one.confidence, 6),
        "faintFalseShare": None if one.faint_false_share is None else round(one.faint_false_share, 4),
        "sampleRateHz": span.sample_rate_hz,
    }
    return {key: value for key, value in properties.items() if value is not None}
