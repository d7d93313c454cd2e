"""Runs, roots, files, recordings and problems."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from catalog_examples import STARTED_AT, any_text, file_row, recording
from hypothesis import HealthCheck, given
from properties import examples
from sqlalchemy.exc import StatementError

from coincide.catalog import CatalogStore, ScannedFile
from coincide.errors import CatalogError, InputError
from coincide.records import Problem

reuse = examples(50, suppress_health_check=[HealthCheck.function_scoped_fixture])


def test_recording_comes_back_as_it_was(store: CatalogStore) -> None:
    number = store.recordings.put(recording())
    assert store.recordings.all() == [replace(recording(), id=number)]


def test_zone_of_a_start_time_is_kept(store: CatalogStore) -> None:
    store.recordings.put(recording())
    started_at = store.recordings.all()[0].started_at
    assert started_at is not None
    assert (started_at, started_at.utcoffset()) == (STARTED_AT, timedelta(hours=2))


def test_known_hash_keeps_its_id(store: CatalogStore) -> None:
    first = store.recordings.put(recording(path="/sea/a.wav"))
    assert store.recordings.put(recording(path="/sea/b.wav")) == first


def test_moved_recording_is_shown_at_its_new_place(store: CatalogStore) -> None:
    store.recordings.put(recording(path="/sea/a.wav"))
    store.recordings.put(recording(path="/sea/moved.wav"))
    assert [each.path for each in store.recordings.all()] == ["/sea/moved.wav"]


def test_start_time_that_was_unknown_is_filled_in(store: CatalogStore) -> None:
    store.recordings.put(replace(recording(), started_at=None, started_at_source=None))
    store.recordings.put(recording())
    assert store.recordings.all()[0].started_at == STARTED_AT


def test_recording_has_the_path_of_its_first_present_copy(store: CatalogStore) -> None:
    number = store.recordings.put(recording(path="/sea/z.wav"))
    store.files.put(file_row("/sea/a.wav", recording_id=number, status="missing"))
    store.files.put(file_row("/sea/c.wav", recording_id=number))
    store.files.put(file_row("/sea/b.wav", recording_id=number))
    assert [(each.path, each.name) for each in store.recordings.all()] == [("/sea/b.wav", "b.wav")]


def test_only_present_leaves_out_a_missing_recording(store: CatalogStore) -> None:
    number = store.recordings.put(recording(path="/sea/a.wav"))
    store.files.put(file_row("/sea/a.wav", recording_id=number))
    store.files.mark_missing(["/sea/a.wav", "/sea/unknown.wav"])
    assert store.recordings.all(only_present=True) == []
    assert [each.path for each in store.recordings.all()] == ["/sea/a.wav"]


def test_recording_is_found_by_hash(store: CatalogStore) -> None:
    number = store.recordings.put(recording("cc"))
    assert store.recordings.with_hash("cc") == replace(recording("cc"), id=number)


def test_unknown_hash_is_none(store: CatalogStore) -> None:
    assert store.recordings.with_hash("ff") is None


def test_file_row_comes_back_as_it_was(store: CatalogStore) -> None:
    store.files.put(file_row("/sea/a.wav"))
    assert store.files.all() == {"/sea/a.wav": file_row("/sea/a.wav")}


def test_file_row_replaces_the_one_before(store: CatalogStore) -> None:
    store.files.put(file_row("/sea/a.wav"))
    store.files.put(file_row("/sea/a.wav", status="quarantined"))
    assert store.files.all()["/sea/a.wav"].status == "quarantined"


@reuse
@given(path=any_text)
def test_any_path_comes_back_as_it_was(store: CatalogStore, path: str) -> None:
    store.files.put(file_row(path))
    assert store.files.all()[path] == file_row(path)


def test_file_name_that_is_not_unicode_is_marked_missing(store: CatalogStore) -> None:
    path = b"/sea/\xff\xe9.wav".decode("utf-8", "surrogateescape")
    store.files.put(file_row(path))
    store.files.mark_missing([path])
    assert store.files.all()[path].status == "missing"


def test_copies_in_one_batch_are_one_recording(store: CatalogStore) -> None:
    copies = [ScannedFile(file_row(path), recording("aa", path)) for path in ("/sea/b.wav", "/sea/a.wav")]
    store.files.put_scanned(copies)
    assert [each.path for each in store.recordings.all()] == ["/sea/a.wav"]
    assert {row.recording_id for row in store.files.all().values()} == {store.recordings.all()[0].id}


def test_batch_is_the_same_as_one_file_after_the_other(store: CatalogStore, tmp_path: Path) -> None:
    read = [ScannedFile(file_row(f"/sea/{each}.wav"), recording(each, f"/sea/{each}.wav")) for each in "cab"]
    unread = ScannedFile(file_row("/sea/x.wav"), None, Problem("/sea/x.wav", "corrupt", "cut off", True))
    store.files.put_scanned([*read, unread])
    with CatalogStore.open(tmp_path / "other.coincide", create=True) as other:
        for each in (*read, unread):
            other.files.put_scanned([each])
        assert store.recordings.all() == other.recordings.all()
        assert store.files.all() == other.files.all()
        assert store.problems.all() == other.problems.all()


def test_root_is_stored_once(store: CatalogStore) -> None:
    for path in ("/sea", "/air", "/sea"):
        store.roots.add(path)
    assert store.roots.all() == ["/sea", "/air"]


def test_problem_of_the_same_kind_is_replaced(store: CatalogStore) -> None:
    store.problems.put(Problem("/a", "empty", "0 bytes", True))
    store.problems.put(Problem("/a", "empty", "0 samples", True))
    store.problems.put(Problem("/a", "clipped", "3 %", False))
    assert store.problems.all() == [
        Problem("/a", "clipped", "3 %", False),
        Problem("/a", "empty", "0 samples", True),
    ]


def test_only_the_given_kinds_are_cleared(store: CatalogStore) -> None:
    for kind in ("empty", "clipped"):
        store.problems.put(Problem("/a", kind, "why", True))
    store.problems.clear("/a", kinds=["empty"])
    assert [each.kind for each in store.problems.all()] == ["clipped"]


def test_all_problems_of_a_path_are_cleared(store: CatalogStore) -> None:
    for path in ("/a", "/b"):
        store.problems.put(Problem(path, "empty", "why", True))
    store.problems.clear("/a")
    assert [each.path for each in store.problems.all()] == ["/b"]


def test_finished_run_has_its_results(store: CatalogStore) -> None:
    number = store.runs.begin("coincide learn", seed=2**62, settings={"k": 3}, versions={"numpy": "2.1"})
    store.runs.finish(number, results={"f1": np.float32(0.5), "counts": np.arange(2)})
    (run,) = store.runs.all()
    assert (run.status, run.seed, run.settings, run.versions) == (
        "finished",
        2**62,
        {"k": 3},
        {"numpy": "2.1"},
    )
    assert run.results == {"f1": 0.5, "counts": [0, 1]}
    assert run.ended_at is not None and run.ended_at >= run.started_at


def test_failed_run_has_its_error(store: CatalogStore) -> None:
    store.runs.fail(store.runs.begin("coincide learn", seed=0, settings={}, versions={}), error="disk full")
    assert [(run.status, run.error) for run in store.runs.all()] == [("failed", "disk full")]


def test_an_error_that_ends_a_run_is_kept_and_raised(store: CatalogStore) -> None:
    number = store.runs.begin("parse", settings={})
    with pytest.raises(InputError, match="no such level"), store.runs.noting_failure(number):
        raise InputError("no such level")
    assert [(run.status, run.error) for run in store.runs.all()] == [("failed", "no such level")]


def test_the_error_of_a_run_outlives_a_disk_without_room_for_it(
    store: CatalogStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise CatalogError("the disk is full")

    monkeypatch.setattr(type(store.runs), "fail", full)
    with pytest.raises(InputError, match="no such level"), store.runs.noting_failure(1):
        raise InputError("no such level")


def test_settings_that_json_cannot_hold_are_refused_by_name(store: CatalogStore) -> None:
    with pytest.raises(StatementError, match="must hold values of JSON, got set"):
        store.runs.begin("coincide learn", seed=0, settings={"kinds": {1}}, versions={})
