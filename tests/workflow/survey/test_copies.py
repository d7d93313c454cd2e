"""Recordings of which several files hold the sound: at which site they count."""

from __future__ import annotations

from collections.abc import Generator
from datetime import datetime
from pathlib import Path

import pytest
from catalog_examples import recording

from coincide.catalog import CatalogStore, FileRow
from coincide.records import Deployment, Problem
from coincide.workflow.survey.table import placed_recordings


@pytest.fixture
def store(tmp_path: Path) -> Generator[CatalogStore]:
    with CatalogStore.open(tmp_path / "a.coincide", create=True) as opened:
        yield opened


def _put(store: CatalogStore, *names: str, content: str = "aa") -> None:
    """Store one recording that lies under several names; the first of them in the alphabet is the one that is shown."""
    recording_id = store.recordings.put(recording(content))
    for name in names:
        store.files.put(FileRow(f"/sounds/{name}", "/sounds", name, 1, 1, recording_id, "present", None))
    for name in sorted(names)[1:]:
        store.problems.put(Problem(f"/sounds/{name}", "duplicate", "it is the same sound", False))


def test_a_recording_counts_where_the_copy_is_that_lies_at_a_site(store: CatalogStore) -> None:
    _put(store, "backup/a.wav", "moor/a.wav")
    store.deployments.replace_all([Deployment("moor")])
    placed, notices = placed_recordings(store, store.recordings.all())
    assert ([(each.recording.name, each.site) for each in placed], notices) == ([("backup/a.wav", "moor")], [])


def test_a_recording_counts_at_its_site_also_if_a_copy_of_it_comes_later(store: CatalogStore) -> None:
    _put(store, "moor/a.wav")
    _put(store, "backup/a.wav")
    store.problems.put(Problem("/sounds/backup/a.wav", "duplicate", "it is the same sound", False))
    store.deployments.replace_all([Deployment("moor")])
    placed, notices = placed_recordings(store, store.recordings.all())
    assert ([(each.recording.name, each.site) for each in placed], notices) == ([("backup/a.wav", "moor")], [])


def test_a_recording_with_copies_at_two_sites_is_told_of(store: CatalogStore) -> None:
    _put(store, "bog/a.wav", "moor/a.wav")
    store.deployments.replace_all([Deployment("moor"), Deployment("bog")])
    placed, notices = placed_recordings(store, store.recordings.all())
    assert placed[0].site == "bog"
    assert notices[-1] == (
        "1 recording has a copy at another site, such as `bog/a.wav`, which counts at `bog` and also lies at `moor`. "
        "Remove the copy that is in the wrong place."
    )


def test_a_copy_at_a_site_makes_up_for_a_recording_outside_its_deployment(store: CatalogStore) -> None:
    _put(store, "backup/a.wav", "fen/a.wav")
    _put(store, "nowhere/b.wav", content="bb")
    store.deployments.replace_all(
        [Deployment("moor", folder="backup", began_at=datetime(2090, 1, 1)), Deployment("fen")]
    )
    _, notices = placed_recordings(store, store.recordings.all())
    assert [each.partition(". ")[0] for each in notices if "no site" in each] == [
        "1 recording has no site, such as `nowhere/b.wav`"
    ]
