"""Search by example in a learned catalog."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from scipy.signal import resample_poly
from workflow_examples import RATE_HZ, quick, quick_learn

from coincide.catalog import CatalogStore
from coincide.catalog.folders import DATABASE_NAME, SEAL_NAME
from coincide.errors import CatalogError, DamagedCatalogError, InputError, NothingFoundError
from coincide.records import Event
from coincide.workflow.search.search import search

pytestmark = pytest.mark.slow


def _events(catalog: Path) -> list[Event]:
    with CatalogStore.open(catalog) as store:
        model = store.models.current()
        assert model is not None
        return list(store.events.by_id(store.models.event_ids(model.id)).values())


@pytest.fixture(scope="module")
def well_learned(sounds: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalog whose embedding tells calls apart."""
    catalog = tmp_path_factory.mktemp("well") / "c.coincide"
    return quick_learn(sounds, catalog, settings=quick(embed={"steps": 150})).catalog


@pytest.mark.parametrize("row", [0, 7, -1])
def test_event_finds_itself_first(sounds: Path, learned: Path, row: int) -> None:
    event = _events(learned)[row]
    recording = sounds / f"r{event.recording_id - 1}.wav"
    best = search(learned, recording, at_s=event.onset_s, for_s=event.duration_s).hits[0]
    assert best.event.id == event.id
    assert best.distance < 1e-3


def test_events_that_a_damaged_database_lacks_are_damage(sounds: Path, learned: Path, tmp_path: Path) -> None:
    event, catalog = _events(learned)[0], Path(shutil.copytree(learned, tmp_path / "c.coincide"))
    with closing(sqlite3.connect(catalog / DATABASE_NAME)) as connection:
        connection.execute("DELETE FROM embeddings")
        connection.commit()
    (catalog / SEAL_NAME).unlink(missing_ok=True)
    with pytest.raises(DamagedCatalogError, match="which its model does not have"):
        search(catalog, sounds / "r0.wav", at_s=event.onset_s, for_s=event.duration_s)


def test_clip_cut_from_a_recording_finds_where_it_comes_from(sounds: Path, well_learned: Path, tmp_path: Path) -> None:
    event = _events(well_learned)[5]
    samples, rate_hz = soundfile.read(sounds / "r0.wav")
    start, stop = event.onset_s - 0.5, event.offset_s + 0.5
    soundfile.write(tmp_path / "q.wav", samples[round(start * rate_hz) : round(stop * rate_hz)], rate_hz)
    found = search(well_learned, tmp_path / "q.wav", at_s=0.5, for_s=event.duration_s, k=5)
    assert found.hits[0].event.id == event.id


def test_query_may_have_another_rate(sounds: Path, well_learned: Path, tmp_path: Path) -> None:
    event = _events(well_learned)[5]
    samples, _ = soundfile.read(sounds / "r0.wav")
    soundfile.write(tmp_path / "q.wav", 0.9 * resample_poly(samples, 3, 1), 3 * RATE_HZ)
    found = search(well_learned, tmp_path / "q.wav", at_s=event.onset_s, for_s=event.duration_s, k=3)
    assert event.id in [hit.event.id for hit in found.hits]


def test_hits_come_nearest_first(sounds: Path, learned: Path) -> None:
    distances = [hit.distance for hit in search(learned, sounds / "r0.wav").hits]
    assert distances == sorted(distances)


def test_search_brings_the_names_of_categories(sounds: Path, learned: Path, tmp_path: Path) -> None:
    catalog = tmp_path / "named.coincide"
    shutil.copytree(learned, catalog)
    with CatalogStore.open(catalog, write=True) as store:
        model = store.models.current()
        assert model is not None
        store.categories.name(model.id, {1: "bell"})
    assert search(catalog, sounds / "r0.wav").names == {1: "bell"}
    assert search(learned, sounds / "r0.wav").names == {}


def test_search_says_how_long_it_took_and_how_much_it_compared(sounds: Path, learned: Path) -> None:
    found = search(learned, sounds / "r0.wav")
    assert found.search_ms > 0
    assert found.n_distances == len(_events(learned))


def test_whole_query_is_searched_by_its_clearest_event(sounds: Path, learned: Path) -> None:
    found = search(learned, sounds / "r0.wav")
    clearest = max((e for e in _events(learned) if e.recording_id == 1), key=lambda event: event.snr_db)
    assert (found.onset_s, found.offset_s) == (clearest.onset_s, clearest.offset_s)


def test_more_hits_than_events_gives_all_events(sounds: Path, learned: Path) -> None:
    assert len(search(learned, sounds / "r0.wav", k=10_000).hits) == len(_events(learned))


def test_hits_carry_their_category(sounds: Path, learned: Path) -> None:
    event = _events(learned)[7]
    with CatalogStore.open(learned) as store:
        model = store.models.current()
        assert model is not None
        known = {member.event_id: member.category for member in store.categories.memberships(model.id)}
    hits = search(learned, sounds / "r0.wav", at_s=event.onset_s, for_s=event.duration_s).hits
    assert [hit.category for hit in hits] == [known[hit.event.id] for hit in hits]


@pytest.mark.parametrize(("at_s", "for_s"), [(14.0, 5.0), (-1.0, 2.0), (3.0, 0.0), (20.0, None), (float("nan"), 1.0)])
def test_part_outside_the_query_is_told(sounds: Path, learned: Path, at_s: float, for_s: float | None) -> None:
    with pytest.raises(InputError, match=r"the part must lie inside the 15\.00 s of .*`--at`.*`--for`"):
        search(learned, sounds / "r0.wav", at_s=at_s, for_s=for_s)


def test_a_part_given_as_text_is_no_fault_of_the_file(sounds: Path, learned: Path) -> None:
    text: Any = "1"
    with pytest.raises(InputError, match=r"`at_s` must be a number of seconds, got '1'\."):
        search(learned, sounds / "r0.wav", at_s=text, for_s=1.0)


@pytest.mark.parametrize("k", [0, 2.5])
def test_no_hits_and_parts_of_hits_cannot_be_asked_for(sounds: Path, learned: Path, k: int) -> None:
    with pytest.raises(InputError, match=f"`k` must be a whole number of hits, at least 1, got {k}"):
        search(learned, sounds / "r0.wav", k=k)


def test_a_folder_as_query_is_refused(sounds: Path, learned: Path) -> None:
    with pytest.raises(InputError, match="expected a sound file, got the folder"):
        search(learned, sounds)


def test_long_query_needs_a_place(learned: Path, tmp_path: Path) -> None:
    soundfile.write(tmp_path / "q.wav", np.zeros(61 * 8000), 8000)
    with pytest.raises(InputError, match=r"is 61 s long, and a query may last at most 60 s.*`--at START"):
        search(learned, tmp_path / "q.wav")


def test_part_of_a_long_query_may_not_be_long(learned: Path, tmp_path: Path) -> None:
    soundfile.write(tmp_path / "q.wav", np.zeros(70 * 8000), 8000)
    with pytest.raises(InputError, match=r"the part may last 60 s at most, got 69 s .*`--for SECONDS`"):
        search(learned, tmp_path / "q.wav", at_s=1.0)


def test_silence_cannot_be_searched(learned: Path, tmp_path: Path) -> None:
    soundfile.write(tmp_path / "q.wav", np.zeros(RATE_HZ), RATE_HZ)
    with pytest.raises(NothingFoundError, match=r"is silent there\. Choose another part"):
        search(learned, tmp_path / "q.wav", at_s=0.2, for_s=0.3)


@pytest.fixture
def copied(learned: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(learned, tmp_path / "copy.coincide"))


def test_lost_index_changes_no_hits(sounds: Path, learned: Path, copied: Path) -> None:
    next(copied.glob("models/*/index.*")).unlink()
    assert search(copied, sounds / "r0.wav").hits == search(learned, sounds / "r0.wav").hits


def test_damaged_index_changes_no_hits(sounds: Path, learned: Path, copied: Path) -> None:
    next(copied.glob("models/*/index.*")).write_bytes(b"damaged" * 20)
    assert search(copied, sounds / "r0.wav").hits == search(learned, sounds / "r0.wav").hits


def test_damaged_model_is_told_with_a_remedy(sounds: Path, copied: Path) -> None:
    next(copied.glob("models/*/model.safetensors")).write_bytes(b"damaged")
    with pytest.raises(CatalogError, match=r"model\.safetensors` cannot be used: .* Run `coincide learn FOLDER`"):
        search(copied, sounds / "r0.wav")


def test_searching_does_not_wait_for_torch(sounds: Path, learned: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from coincide.workflow.opened import Catalog;"
        "Catalog(sys.argv[1]).search(sys.argv[2]); sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script, str(learned), str(sounds / "r0.wav")]).returncode == 0


def test_query_is_heard_in_the_channel_that_the_catalog_was_learned_from(sounds: Path, tmp_path: Path) -> None:
    samples, rate_hz = soundfile.read(sounds / "r0.wav")
    noise = np.random.default_rng(0).normal(0, 0.3, len(samples))
    two = tmp_path / "two"
    two.mkdir()
    soundfile.write(two / "r0.wav", np.column_stack([noise, samples]), rate_hz)
    catalog = quick_learn(two, tmp_path / "c.coincide", settings=quick(recordings={"channels": 1})).catalog
    event = _events(catalog)[3]

    def nearest(query: Path, **options: Any) -> float:
        return search(catalog, query, at_s=event.onset_s, for_s=event.duration_s, **options).hits[0].distance

    assert nearest(two / "r0.wav") < 1e-3
    assert nearest(two / "r0.wav", channels="mix") > 0.01
    assert nearest(sounds / "r0.wav") < 1e-3  # with one channel
