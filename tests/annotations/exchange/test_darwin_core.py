"""Darwin Core occurrence tables, out."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from annotation_strategies import SPANS

from coincide.annotations import write_annotations
from coincide.records import Annotation

CALL = Annotation(
    "night/a.wav", 1.5, 2.0, "Parus major", 2000.0, 4000.0, 0, 3, 0.9, 12.5, "ab12cd", model="m1", version="0.1.0"
)
BERLIN = datetime(2026, 6, 12, 3, 15, tzinfo=ZoneInfo("Europe/Berlin"))


def _rows(tmp_path: Path, *annotations: Annotation, **span: object) -> list[dict[str, str]]:
    write_annotations(tmp_path / "o.csv", annotations, [replace(SPANS[0], **span)], format="darwincore")
    with (tmp_path / "o.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_named_event_is_an_occurrence(tmp_path):
    row = _rows(tmp_path, CALL)[0]
    assert (row["occurrenceID"], row["basisOfRecord"], row["scientificName"]) == (
        "coincide:ab12cd",
        "MachineObservation",
        "Parus major",
    )


def test_a_call_that_nobody_knows_is_no_occurrence(tmp_path):
    assert _rows(tmp_path, replace(CALL, label="unknown")) == []


def test_events_without_a_name_and_noise_are_no_occurrences(tmp_path):
    assert _rows(tmp_path, replace(CALL, label=""), replace(CALL, label="Noise")) == []


def test_the_date_is_the_interval_of_the_call_with_its_offset(tmp_path):
    row = _rows(tmp_path, CALL, started_at=BERLIN)[0]
    assert row["eventDate"] == "2026-06-12T03:15:01.500+02:00/2026-06-12T03:15:02.000+02:00"


def test_a_date_that_is_not_known_stays_empty(tmp_path):
    assert _rows(tmp_path, CALL)[0]["eventDate"] == ""


def test_a_position_comes_with_its_datum(tmp_path):
    row = _rows(tmp_path, CALL, site="pond", latitude=52.5, longitude=-1.25)[0]
    assert (row["locationID"], row["decimalLatitude"], row["decimalLongitude"], row["geodeticDatum"]) == (
        "pond",
        "52.5000000",
        "-1.2500000",
        "EPSG:4326",
    )


def test_without_a_position_there_is_no_datum(tmp_path):
    assert _rows(tmp_path, CALL)[0]["geodeticDatum"] == ""


def test_the_protocol_names_version_and_model(tmp_path):
    assert _rows(tmp_path, CALL)[0]["samplingProtocol"].endswith("by coincide 0.1.0, model m1")


def test_what_has_no_term_is_a_property(tmp_path):
    properties = json.loads(_rows(tmp_path, CALL)[0]["dynamicProperties"])
    assert (properties["startSeconds"], properties["signalToNoiseDb"], properties["confidence"]) == (1.5, 12.5, 0.9)


def test_a_name_that_is_a_formula_is_guarded(tmp_path):
    assert _rows(tmp_path, replace(CALL, label="=cmd()"))[0]["scientificName"] == "'=cmd()"
