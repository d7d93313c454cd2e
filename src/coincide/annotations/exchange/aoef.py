"""AOEF: the JSON of soundevent and whombat, version 1.1.0 of its schema.

Written is an annotation project, since that is what whombat imports: each recording is one clip with one task, each
event a box with the tags ``label`` and ``category``, and the features ``confidence``, ``snr_db`` and (of a faint
repeat) ``faint_false_share``. The tag ``coincide_label`` repeats a label that no person gave, as the column of that
name does in tables. All ids follow from what they stand for, so that writing twice gives the same file. Paths are those
of the recordings below their folder.

Read are annotation sets and projects, evaluation sets, prediction sets and model runs. The label of an event is its tag
``label``, else its scientific name, else its first tag; of a prediction, the tag with the best score. A geometry other
than a box or interval counts as the box around it.

Source: Martínez Balvanera and others, the package `soundevent` 2, module `soundevent.io.aoef`.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from coincide.annotations.exchange.typed import band_of, channel_of, confidence_of, span_of
from coincide.annotations.provenance import COINCIDE_LABEL
from coincide.annotations.source import Place, read_text
from coincide.annotations.spans import Group, RecordingSpan
from coincide.annotations.wording import one_line, parse_category
from coincide.errors import AnnotationError
from coincide.records import Annotation

VERSION = "1.1.0"
_SPACE = uuid.UUID("4d7cf3d5-7a41-5f0c-9c3e-0d0f6f6c1a57")
"""Any one id that is ours: those of all parts are made below it (RFC 9562, version 5)."""
_LABEL_KEYS = ("label", "dwc:scientificname", "scientific_name", "species", "event", "class")
_OUR_KEYS = frozenset(("category", "confidence", "model", "version", COINCIDE_LABEL))


def format_aoef(groups: Sequence[Group]) -> str:
    """Return an annotation project."""
    tags = _Tags()
    recordings = [_recording(span) for span, _ in groups]
    events = [(span, one, event_id) for span, group in groups for one, event_id in _identified(span, group)]
    data = {
        "uuid": _id("project", *(span.name for span, _ in groups)),
        "name": "coincide",
        "description": "Events found by coincide",
        "collection_type": "annotation_project",
        "recordings": recordings,
        "clips": [_clip(span) for span, _ in groups],
        "sound_events": [_sound_event(span, one, event_id) for span, one, event_id in events],
        "sound_event_annotations": [
            {"uuid": _id("annotation", event_id), "sound_event": event_id, "tags": tags.numbers(one)}
            for _, one, event_id in events
        ],
        "clip_annotations": [_clip_annotation(span, group) for span, group in groups],
        "tasks": [{"uuid": _id("task", span.name), "clip": _id("clip", span.name)} for span, _ in groups],
    }
    data["tags"] = tags.all()
    document = {"version": VERSION, "created_on": _NEVER, "data": data}
    return json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


_NEVER = "1970-01-01T00:00:00Z"
"""The schema wants a time; that of writing would make each file another one."""


def is_aoef(path: Path, first: str) -> bool:
    """Return whether a file is AOEF, by its ending or its first line."""
    return path.suffix.lower() in (".json", ".aoef") and first.lstrip().startswith("{")


def read_aoef(path: Path) -> list[Annotation]:
    """Read a document.

    Returns
    -------
    The annotations in the order of the file; `recording` is its path there.

    Raises
    ------
    AnnotationError
        If the file is no AOEF, or an event in it cannot be read; the message says which.
    """
    try:
        return _annotations(_data(path))
    except (LookupError, TypeError, ValueError, ArithmeticError, AttributeError, RecursionError) as error:
        raise _unlike(path, f"an event without a good {error}") from None


def _annotations(data: Mapping[str, Any]) -> list[Annotation]:
    recordings = {str(one["uuid"]): str(one["path"]) for one in _objects(data, "recordings")}
    events = {str(one["uuid"]): one for one in _objects(data, "sound_events")}
    tags = {one["id"]: (str(one["key"]), str(one["value"])) for one in _objects(data, "tags")}
    said = [*_objects(data, "sound_event_annotations"), *_objects(data, "sound_event_predictions")]
    is_told = any(key == COINCIDE_LABEL for key, _ in tags.values())
    return [_annotation(one, events, recordings, tags, is_told=is_told) for one in said]


class _Tags:
    """Numbers tags in the order in which they are met."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str], int] = {}

    def numbers(self, annotation: Annotation) -> list[int]:
        pairs = [("label", one_line(annotation.label))] if one_line(annotation.label) else []
        if annotation.category is not None:
            pairs.append(("category", str(annotation.category)))
        pairs += [(key, text) for key in ("model", "version") if (text := getattr(annotation, key))]
        if annotation.coincide_label:
            pairs.append((COINCIDE_LABEL, one_line(annotation.coincide_label)))
        return [self._numbers.setdefault(pair, len(self._numbers)) for pair in pairs]

    def all(self) -> list[dict[str, Any]]:
        return [{"id": number, "key": key, "value": value} for (key, value), number in self._numbers.items()]


def _id(*parts: object) -> str:
    return str(uuid.uuid5(_SPACE, json.dumps([str(part) for part in parts])))


def _identified(span: RecordingSpan, group: Sequence[Annotation]) -> Iterable[tuple[Annotation, str]]:
    """Return annotations with ids; those that are no events of a catalog are known by their place in the group."""
    for number, one in enumerate(group):
        yield one, _id("event", one.event_id or (span.name, number))


def _recording(span: RecordingSpan) -> dict[str, Any]:
    at = span.started_at
    return {
        "uuid": _id("recording", span.name),
        "path": one_line(span.name),
        "duration": span.duration_s,
        "channels": span.n_channels,
        "samplerate": span.sample_rate_hz,
        **({} if at is None else {"date": at.date().isoformat(), "time": at.time().isoformat()}),
        **({} if span.latitude is None else {"latitude": span.latitude, "longitude": span.longitude}),
        "owners": [],
    }


def _clip(span: RecordingSpan) -> dict[str, Any]:
    return {
        "uuid": _id("clip", span.name),
        "recording": _id("recording", span.name),
        "start_time": 0.0,
        "end_time": span.duration_s,
    }


def _clip_annotation(span: RecordingSpan, group: Sequence[Annotation]) -> dict[str, Any]:
    ids = [_id("annotation", event_id) for _, event_id in _identified(span, group)]
    return {"uuid": _id("clip annotation", span.name), "clip": _id("clip", span.name), "sound_events": ids}


def _sound_event(span: RecordingSpan, one: Annotation, event_id: str) -> dict[str, Any]:
    times = (round(one.onset_s, 6), round(one.offset_s, 6))
    if one.low_hz is None or one.high_hz is None:
        geometry: dict[str, Any] = {"type": "TimeInterval", "coordinates": list(times)}
    else:
        corners = [times[0], round(one.low_hz, 3), times[1], round(one.high_hz, 3)]
        geometry = {"type": "BoundingBox", "coordinates": corners}
    features = {
        "confidence": one.confidence,
        "snr_db": one.snr_db,
        "faint_false_share": one.faint_false_share,
        "channel": one.channel or None,
    }
    known = {name: round(float(value), 6) for name, value in features.items() if value is not None}
    return {
        "uuid": event_id,
        "recording": _id("recording", span.name),
        "geometry": geometry,
        **({"features": known} if known else {}),
    }


def _data(path: Path) -> Mapping[str, Any]:
    try:
        document: Any = json.loads(read_text(path))
    except (ValueError, RecursionError):
        raise _unlike(path, "text that is not JSON") from None
    data = document.get("data") if isinstance(document, dict) else None
    if not isinstance(data, dict) or not isinstance(data.get("collection_type"), str):
        raise _unlike(path, "JSON without `data` and its `collection_type`")
    return cast(Mapping[str, Any], data)


def _objects(data: Mapping[str, Any], key: str) -> Iterable[Mapping[str, Any]]:
    found = data.get(key)
    return [one for one in cast(list[Any], found) if isinstance(one, dict)] if isinstance(found, list) else []


def _annotation(
    said: Mapping[str, Any],
    events: Mapping[str, Mapping[str, Any]],
    recordings: Mapping[str, str],
    tags: Mapping[Any, tuple[str, str]],
    *,
    is_told: bool,
) -> Annotation:
    """Return an event; `is_told` says that the document tells which labels no person gave."""
    event = events[str(said["sound_event"])]
    onset, low, offset, high = _box(event["geometry"])
    onset_s, offset_s = span_of(onset, offset)
    low_hz, high_hz = band_of(low, high)
    features = cast(Mapping[str, Any], event.get("features") or {})
    own = [tags[number] for number in _best_first(said.get("tags") or []) if number in tags]
    category = next((value for key, value in own if key == "category"), "")
    return Annotation(
        recording=recordings[str(event["recording"])],
        onset_s=onset_s,
        offset_s=offset_s,
        label=_label(own),
        low_hz=low_hz,
        high_hz=high_hz,
        channel=channel_of(features.get("channel")),
        is_channel_known="channel" in features,
        category=parse_category(category, "")[0],
        confidence=confidence_of(features.get("confidence", said.get("score"))),
        coincide_label=next((value for key, value in own if key == COINCIDE_LABEL), "" if is_told else None),
    )


def _best_first(tags: Sequence[Any]) -> list[Any]:
    """Return the numbers of tags; predictions give each a score."""
    if all(isinstance(tag, list) for tag in tags):
        return [number for number, _ in sorted(tags, key=lambda pair: -float(pair[1]))]
    return list(tags)


def _label(tags: Sequence[tuple[str, str]]) -> str:
    for wanted in _LABEL_KEYS:
        for key, value in tags:
            if key.casefold() == wanted:
                return value
    return next((value for key, value in tags if key not in _OUR_KEYS), "")


def _box(geometry: Mapping[str, Any]) -> tuple[float, float | None, float, float | None]:
    """Return onset, lowest frequency, offset and highest frequency of a geometry."""
    coordinates = geometry["coordinates"]
    match geometry["type"]:
        case "TimeStamp":
            return float(coordinates), None, float(coordinates), None
        case "TimeInterval":
            return float(coordinates[0]), None, float(coordinates[1]), None
        case "BoundingBox":
            onset_s, low_hz, offset_s, high_hz = (float(number) for number in coordinates)
            return onset_s, low_hz, offset_s, high_hz
        case _:
            points = list(_points(coordinates))
            times_s, bands_hz = [point[0] for point in points], [point[1] for point in points]
            return min(times_s), min(bands_hz), max(times_s), max(bands_hz)


def _points(coordinates: Sequence[Any]) -> Iterable[tuple[float, float]]:
    """Return the corners in coordinates that are nested to any depth."""
    if coordinates and not isinstance(coordinates[0], list):
        yield float(coordinates[0]), float(coordinates[1])
        return
    for part in coordinates:
        yield from _points(part)


def _unlike(path: Path, received: str) -> AnnotationError:
    return Place(path, 1).error(
        expected="an AOEF document of soundevent or whombat",
        received=received,
        remedy="Export the annotations again.",
    )
