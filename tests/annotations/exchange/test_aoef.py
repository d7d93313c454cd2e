"""AOEF, both ways; the package `soundevent` says whether it is."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from annotation_strategies import SPANS, in_table_order, several
from hypothesis import given
from properties import examples
from soundevent import data, io

from coincide.annotations import guess_format, read_annotations, write_annotations
from coincide.errors import AnnotationError
from coincide.records import Annotation

CALL = Annotation("night/a.wav", 1, 2, "wren", 2000.0, 4000.0, category=3, confidence=0.5, snr_db=9.0, event_id="ab12")


def _project(tmp_path: Path, *annotations: Annotation) -> data.AnnotationProject:
    spans = [replace(SPANS[0], started_at=datetime(2026, 6, 12, 3, 15), latitude=52.5, longitude=13.25), SPANS[1]]
    write_annotations(tmp_path / "a.json", annotations, spans, format="aoef")
    project = io.load(tmp_path / "a.json")
    assert isinstance(project, data.AnnotationProject)
    return project


@examples(60)
@given(items=several())
def test_what_was_written_is_read(tmp_path_factory, items):
    path = tmp_path_factory.mktemp("aoef") / "a.json"
    write_annotations(path, items, SPANS, format="aoef")
    assert guess_format(path) == "aoef"
    assert read_annotations(path) == in_table_order(items)


def test_soundevent_reads_what_was_written(tmp_path):
    clip = _project(tmp_path, CALL).clip_annotations[0]
    event = clip.sound_events[0].sound_event
    assert isinstance(event.geometry, data.BoundingBox)
    assert event.geometry.coordinates == [1, 2000, 2, 4000]
    assert {tag.value for tag in clip.sound_events[0].tags} == {"wren", "3"}


def test_soundevent_keeps_which_labels_no_person_gave(tmp_path):
    named, other = replace(CALL, coincide_label="wren"), replace(CALL, onset_s=3, offset_s=4, event_id="cd34")
    io.save(_project(tmp_path, named, replace(other, coincide_label="")), tmp_path / "b.json")
    assert {one.onset_s: one.coincide_label for one in read_annotations(tmp_path / "b.json")} == {1: "wren", 3: ""}


def test_a_document_that_does_not_tell_who_gave_its_labels_leaves_it_open(tmp_path):
    write_annotations(tmp_path / "a.json", [CALL], SPANS, format="aoef")
    assert [one.coincide_label for one in read_annotations(tmp_path / "a.json")] == [None]


def test_soundevent_reads_when_and_where(tmp_path):
    recording = _project(tmp_path, CALL).clip_annotations[0].clip.recording
    assert (recording.date, recording.latitude, recording.longitude) == (date(2026, 6, 12), 52.5, 13.25)


def test_each_recording_is_a_task(tmp_path):
    assert len(_project(tmp_path, CALL).tasks) == 2


def test_writing_twice_gives_the_same(tmp_path):
    for name in ("a.json", "b.json"):
        write_annotations(tmp_path / name, [CALL], SPANS, format="aoef")
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


def _saved(tmp_path: Path, geometry: data.Geometry, tags: list[data.Tag]) -> Path:
    recording = data.Recording(path=Path("/x/a.wav"), duration=10, channels=1, samplerate=48_000)
    event = data.SoundEvent(recording=recording, geometry=geometry)
    clip = data.Clip(recording=recording, start_time=0, end_time=10)
    said = data.SoundEventAnnotation(sound_event=event, tags=tags)
    io.save(
        data.AnnotationSet(clip_annotations=[data.ClipAnnotation(clip=clip, sound_events=[said])]), tmp_path / "s.json"
    )
    return tmp_path / "s.json"


SPECIES = data.Tag(term=data.term_from_key("species"), value="Turdus merula")
OTHER = data.Tag(term=data.term_from_key("quality"), value="good")


def test_what_soundevent_wrote_is_read(tmp_path):
    path = _saved(tmp_path, data.BoundingBox(coordinates=[1, 100, 2, 900]), [OTHER, SPECIES])
    assert read_annotations(path) == [Annotation("/x/a.wav", 1, 2, "Turdus merula", 100.0, 900.0)]


@pytest.mark.parametrize(
    ("geometry", "span"),
    [
        (data.TimeStamp(coordinates=1), (1, 1, None, None)),
        (data.TimeInterval(coordinates=[1, 2]), (1, 2, None, None)),
        (data.Polygon(coordinates=[[[1, 100], [3, 200], [2, 900], [1, 100]]]), (1, 3, 100, 900)),
        (data.LineString(coordinates=[[1, 100], [2, 300]]), (1, 2, 100, 300)),
    ],
)
def test_any_geometry_counts_as_the_box_around_it(tmp_path, geometry, span):
    one = read_annotations(_saved(tmp_path, geometry, [SPECIES]))[0]
    assert (one.onset_s, one.offset_s, one.low_hz, one.high_hz) == span


def test_a_prediction_is_called_by_its_best_tag(tmp_path):
    recording = data.Recording(path=Path("a.wav"), duration=10, channels=1, samplerate=48_000)
    event = data.SoundEvent(recording=recording, geometry=data.TimeInterval(coordinates=[1, 2]))
    tags = [
        data.PredictedTag(tag=data.Tag(term=data.term_from_key("species"), value=name), score=score)
        for name, score in (("wren", 0.25), ("tit", 0.75))
    ]
    said = data.SoundEventPrediction(sound_event=event, score=0.5, tags=tags)
    clip = data.Clip(recording=recording, start_time=0, end_time=10)
    predictions = data.PredictionSet(clip_predictions=[data.ClipPrediction(clip=clip, sound_events=[said])])
    io.save(predictions, tmp_path / "p.json")
    assert [(one.label, one.confidence) for one in read_annotations(tmp_path / "p.json")] == [("tit", 0.5)]


@pytest.mark.parametrize(
    ("text", "received"),
    [
        ("{", "text that is not JSON"),
        ('{"version": "1"}', "JSON without `data`"),
        (
            json.dumps(
                {"data": {"collection_type": "annotation_set", "sound_event_annotations": [{"sound_event": "gone"}]}}
            ),
            "an event without a good 'gone'",
        ),
    ],
)
def test_a_file_that_is_no_aoef_is_told(tmp_path, text, received):
    (tmp_path / "x.json").write_text(text)
    with pytest.raises(AnnotationError, match=rf"x\.json, line 1: expected an AOEF document .*, got {received}"):
        read_annotations(tmp_path / "x.json")


def _changed(tmp_path: Path, part: str, key: str, value: object) -> Path:
    """Write a call with another value in the first object of a part."""
    write_annotations(tmp_path / "a.json", [CALL], SPANS, format="aoef")
    document = json.loads((tmp_path / "a.json").read_text())
    document["data"][part][0][key] = value
    (tmp_path / "x.json").write_text(json.dumps(document))
    return tmp_path / "x.json"


@pytest.mark.parametrize(
    ("part", "key", "value"),
    [
        ("tags", "id", []),
        ("sound_events", "geometry", {"type": "TimeInterval", "coordinates": []}),
        ("sound_events", "geometry", {"type": "TimeInterval", "coordinates": [1, float("inf")]}),
        ("sound_events", "geometry", {"type": "BoundingBox", "coordinates": [1, 5, 2, 4]}),
        ("sound_events", "features", [1]),
        ("sound_events", "features", {"channel": -1}),
        ("sound_events", "features", {"channel": 1e300}),
        ("sound_event_annotations", "tags", 5),
    ],
)
def test_a_wrong_value_is_told(tmp_path: Path, part: str, key: str, value: object) -> None:
    with pytest.raises(AnnotationError, match=r"x\.json, line 1: expected an AOEF .*, got an event without a good"):
        read_annotations(_changed(tmp_path, part, key, value))


def test_a_recording_without_its_id_is_told(tmp_path: Path) -> None:
    write_annotations(tmp_path / "a.json", [CALL], SPANS, format="aoef")
    (tmp_path / "x.json").write_text((tmp_path / "a.json").read_text().replace('"uuid"', '"u"'))
    with pytest.raises(AnnotationError, match="an event without a good 'uuid'"):
        read_annotations(tmp_path / "x.json")


def test_a_score_above_one_is_no_confidence(tmp_path: Path) -> None:
    path = _changed(tmp_path, "sound_events", "features", {"confidence": 7})
    assert read_annotations(path)[0].confidence is None
