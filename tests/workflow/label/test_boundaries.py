"""Doubts about what one call is, read from the recordings of a catalog."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from workflow_examples import Watch, quick_learn

from coincide.catalog import CatalogStore
from coincide.learned.settings import LearnSettings
from coincide.workflow.label.boundaries import MAX_EVENTS, BoundaryDoubt, find_doubts
from coincide.workflow.progress import Progress, Silent

pytestmark = pytest.mark.slow
RATE_HZ = 16_000


@pytest.fixture(scope="module")
def dented(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a catalog of calls of 0.3 s whose middle third is 3 to 20 dB fainter."""
    folder = tmp_path_factory.mktemp("boundaries") / "sounds"
    folder.mkdir()
    rng = np.random.default_rng(0)
    for name in ("a", "b"):
        sound = 0.001 * rng.standard_normal(20 * RATE_HZ)
        for start in range(RATE_HZ // 2, 19 * RATE_HZ, RATE_HZ):
            level = np.full(4800, 0.1)
            level[1600:3200] *= 10 ** (-rng.uniform(3.0, 20.0) / 20)
            sound[start : start + 4800] += level * rng.standard_normal(4800)
        soundfile.write(folder / f"{name}.wav", sound, RATE_HZ)
    return quick_learn(folder, folder.with_name("c.coincide")).catalog


def _doubts(catalog: Path, *, limit: int = 20, progress: Progress | None = None) -> list[BoundaryDoubt]:
    with CatalogStore.open(catalog) as store:
        return find_doubts(store, settings=LearnSettings(), limit=limit, progress=progress or Silent())


def test_doubts_lie_in_events_of_their_recording(dented: Path) -> None:
    found = _doubts(dented)
    assert {one.doubt.is_split for one in found} == {False, True}
    with CatalogStore.open(dented) as store:
        current = store.models.current()
        assert current is not None
        events = list(store.events.by_id(store.models.event_ids(current.id)).values())
    for one in found:
        assert any(
            event.recording_id == one.recording_id
            and abs(event.onset_s - one.doubt.onset_s) < 0.02
            and event.onset_s <= one.doubt.at_s <= one.doubt.offset_s
            for event in events
        )


def test_the_same_seed_finds_the_same_doubts(dented: Path) -> None:
    assert _doubts(dented) == _doubts(dented)


def test_no_more_doubts_are_returned_than_wanted(dented: Path) -> None:
    assert _doubts(dented, limit=1) == _doubts(dented)[:1]


def test_a_bounded_number_of_events_is_read(dented: Path) -> None:
    watch = Watch()
    _doubts(dented, progress=watch)
    assert watch.totals["boundaries"] <= MAX_EVENTS


def test_nothing_learned_leaves_no_doubt(tmp_path: Path) -> None:
    with CatalogStore.open(tmp_path / "c.coincide", create=True) as store:
        assert find_doubts(store, settings=LearnSettings(), progress=Silent()) == []


def test_recordings_that_are_gone_are_passed_over(dented: Path) -> None:
    hidden = dented.with_name("sounds").rename(dented.with_name("hidden"))
    try:
        assert _doubts(dented) == []
    finally:
        hidden.rename(dented.with_name("sounds"))
