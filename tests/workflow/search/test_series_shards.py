"""The index of frame sequences in shards: what it finds, who makes it, and what becomes of a part that is lost."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from workflow_examples import Watch, quick, quick_learn, write_calls

from coincide.app.browse import Browse
from coincide.app.example_search import ExampleSearch
from coincide.execute import Inline
from coincide.learned.opened import open_learned
from coincide.learned.originals import Originals
from coincide.learned.settings import digest
from coincide.records import Hit
from coincide.workflow.opened import Catalog
from coincide.workflow.progress import Silent
from coincide.workflow.search.search import Metric, search
from coincide.workflow.search.series_index import open_series

pytestmark = pytest.mark.slow

MOST = 15
"""Events of a shard."""
SETTINGS = quick(index={"shard_events": MOST})


@pytest.fixture(scope="module")
def several(sounds: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalog whose events need several shards; what was searched in it by others is not there."""
    place = tmp_path_factory.mktemp("several")
    shutil.copytree(sounds, place / "s")
    quick_learn(place / "s", place / "c.coincide", settings=SETTINGS)
    return place


@pytest.fixture
def place(several: Path, tmp_path: Path) -> Path:
    """A copy of that catalog, whose recordings stay where they are."""
    shutil.copytree(several / "c.coincide", tmp_path / "c.coincide", ignore=shutil.ignore_patterns("series*"))
    (tmp_path / "s").symlink_to(several / "s")
    return tmp_path


def hits_in(
    place: Path, *, metric: Metric = "dtw", workers: int = 1, watch: Watch | None = None, k: int = 10_000
) -> list[Hit]:
    query = place / "s" / "r0.wav"
    return search(place / "c.coincide", query, k=k, metric=metric, workers=workers, progress=watch).hits


def files_of(place: Path) -> dict[str, bytes]:
    """What is kept for the current model."""
    with open_learned(place / "c.coincide") as learned:
        return {path.name: path.read_bytes() for path in learned.files.folder.glob("series*")}


def n_events(place: Path) -> int:
    return len(Catalog(place / "c.coincide").events)


@pytest.mark.parametrize("metric", ["dtw", "euclidean"])
def test_shards_find_what_one_index_finds(place: Path, tmp_path: Path, metric: Metric) -> None:
    one = tmp_path / "one"
    one.mkdir()
    (one / "s").symlink_to(place / "s")
    quick_learn(one / "s", one / "c.coincide")
    times = [
        [(hit.event.onset_s, hit.event.recording_id, hit.distance) for hit in hits_in(where, metric=metric)]
        for where in (place, one)
    ]
    assert times[0] == times[1]


def test_every_shard_has_a_file(place: Path) -> None:
    hits_in(place)
    assert len([name for name in files_of(place) if name.endswith(".nsw")]) == -(-n_events(place) // MOST) > 2


def test_workers_keep_the_same_bytes(place: Path) -> None:
    alone = hits_in(place), files_of(place)
    for path in place.glob("c.coincide/models/*/series*"):
        path.unlink()
    assert (hits_in(place, workers=2), files_of(place)) == alone


@pytest.mark.parametrize("is_lost", [True, False])
def test_only_the_shard_that_is_lost_or_damaged_is_read_again(place: Path, is_lost: bool) -> None:
    before, kept = hits_in(place), files_of(place)
    path = max(place.glob("c.coincide/models/*/series-*.nsw"), key=lambda path: path.stat().st_size)
    path.unlink() if is_lost else path.write_bytes(b"damaged" * 20)
    watch = Watch()
    assert hits_in(place, watch=watch) == before
    assert (watch.totals, files_of(place)) == ({"frames": MOST}, kept)


def test_shards_that_were_read_before_an_interruption_are_kept(place: Path) -> None:
    class Impatient(Watch):
        n_left = 20

        def advance(self, amount: float, /) -> None:
            self.n_left -= int(amount)
            if self.n_left <= 0:
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        hits_in(place, watch=Impatient())
    watch = Watch()
    hits_in(place, watch=watch)
    assert watch.totals == {"frames": n_events(place) - MOST}


def test_events_that_join_fill_the_last_shard_and_begin_another(several: Path, tmp_path: Path) -> None:
    shutil.copytree(several / "s", tmp_path / "s")
    quick_learn(tmp_path / "s", tmp_path / "c.coincide", settings=SETTINGS)
    hits_in(tmp_path)
    before, n_before = files_of(tmp_path), n_events(tmp_path)
    write_calls(tmp_path / "s" / "new.wav", seed=11, duration_s=4.0)
    assert quick_learn(tmp_path / "s", tmp_path / "c.coincide", settings=SETTINGS).what == "extended"
    watch = Watch()
    hits_in(tmp_path, watch=watch)
    after = files_of(tmp_path)
    n_full = n_before // MOST
    assert watch.totals == {"frames": n_events(tmp_path) - n_before}
    assert len({*before} & {*after} - {"series.json"}) == n_full
    assert len(after) - 1 == -(-n_events(tmp_path) // MOST) > n_full + 1


def test_recording_that_came_back_costs_only_shards_that_lack_it(several: Path, tmp_path: Path) -> None:
    shutil.copytree(several / "s", tmp_path / "s")
    quick_learn(tmp_path / "s", tmp_path / "c.coincide", settings=SETTINGS)
    (tmp_path / "s" / "r1.wav").rename(tmp_path / "away.wav")
    hits_in(tmp_path)
    (tmp_path / "away.wav").rename(tmp_path / "s" / "r1.wav")
    watch = Watch()
    hits_in(tmp_path, watch=watch)
    events = Catalog(tmp_path / "c.coincide").events
    first = next(row for row, event in enumerate(events) if event.recording_id == 2)
    assert watch.totals == {"frames": len(events) - first // MOST * MOST}


def test_index_of_an_earlier_version_is_believed_where_its_recordings_are_gone(sounds: Path, tmp_path: Path) -> None:
    shutil.copytree(sounds, tmp_path / "s")
    catalog = quick_learn(tmp_path / "s", tmp_path / "c.coincide").catalog
    (tmp_path / "s" / "r0.wav").unlink()
    query = sounds / "r1.wav"
    before = search(catalog, query, metric="dtw", k=10_000)
    with open_learned(catalog) as learned:
        files = open_series(learned, executor=Inline(), progress=Silent()).source.files
    (kept,), notes = files.folder.glob("series-*.nsw"), files.folder / "series.json"
    kept.rename(files.folder / f"series-{digest(files.former, [1])}.nsw")
    (left_out,) = json.loads(notes.read_text(encoding="utf-8"))["shards"][0]["left_out"]
    former = {name: left_out[name] for name in ("recording_id", "kind", "reason", "state")}
    notes.write_text(json.dumps({"name": files.former, "left_out": [former]}), encoding="utf-8")
    (tmp_path / "s" / "r1.wav").unlink()
    found = search(catalog, query, metric="dtw", k=10_000)
    assert (found.hits, found.left_out) == (before.hits, before.left_out)
    assert kept.exists()


def test_notes_of_an_earlier_version_that_name_no_recording_of_ours_are_not_believed(place: Path) -> None:
    before = hits_in(place)
    with open_learned(place / "c.coincide") as learned:
        files = open_series(learned, executor=Inline(), progress=Silent()).source.files
    left_out = {"recording_id": 99, "kind": "missing", "reason": "gone", "state": None}
    notes = {"name": files.former, "left_out": [left_out]}
    (files.folder / "series.json").write_text(json.dumps(notes), encoding="utf-8")
    assert hits_in(place) == before


def test_app_finds_neighbors_of_an_event_of_any_shard(place: Path) -> None:
    with Browse(place / "c.coincide") as browse:
        found = ExampleSearch(browse, Originals(browse.store.files.get))
        for event in (Catalog(place / "c.coincide").events[row] for row in (0, MOST, -1)):
            assert found.by_event(event.id, metric="dtw", k=1)[0].distance > 0  # others than itself
