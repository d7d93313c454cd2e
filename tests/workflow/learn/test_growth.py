"""What learning does when it has learned before: nothing, a little, or all of it again."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from learning_process import LearningProcess, was_killed
from workflow_examples import Watch, grouped, model_id, problem_kinds, quick, quick_learn, write_calls, write_folder

from coincide.catalog import CatalogStore
from coincide.learned.model_files import read_places
from coincide.workflow.learn.install import install_model
from coincide.workflow.learn.learn import LearnResult

pytestmark = pytest.mark.slow


class Place:
    """A folder and its catalog, learned once, free to change."""

    def __init__(self, top: Path) -> None:
        self.folder, self.catalog = top / "sounds", top / "c.coincide"

    def again(self, **options: Any) -> LearnResult:
        return quick_learn(self.folder, self.catalog, **options)


@pytest.fixture(scope="module")
def first(sounds: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Place, Path]:
    """A place and a copy of it; a catalog knows where its recordings are, so that tests share the place."""
    place = Place(tmp_path_factory.mktemp("growth") / "here")
    shutil.copytree(sounds, place.folder)
    place.again()
    return place, shutil.copytree(place.folder.parent, place.folder.parent.with_name("kept"))


@pytest.fixture
def place(first: tuple[Place, Path]) -> Place:
    place, kept = first
    shutil.rmtree(place.folder.parent)
    shutil.copytree(kept, place.folder.parent)
    return place


def test_same_seed_gives_the_same_result_elsewhere(place: Place, learned: Path) -> None:
    assert grouped(place.catalog) == grouped(learned)


def test_unchanged_folder_keeps_its_model(place: Place) -> None:
    before = model_id(place.catalog)
    assert (place.again().what, model_id(place.catalog)) == ("unchanged", before)


def test_unchanged_folder_is_not_searched_again(place: Place) -> None:
    watch = Watch()
    place.again(progress=watch)
    assert (watch.totals["events"], "index" in watch.totals) == (0, False)


def test_other_seed_leads_to_another_model(place: Place) -> None:
    before = grouped(place.catalog)
    assert place.again(seed=1).what == "learned"
    assert grouped(place.catalog) != before


@pytest.mark.parametrize("change", [{"embed": {"steps": 21}}, {"categorize": {"unsure_below": 0.6}}])
def test_other_settings_lead_to_learning_anew(place: Place, change: dict[str, Any]) -> None:
    assert place.again(settings=quick(**change)).what == "learned"


def test_other_event_settings_find_events_anew(place: Place) -> None:
    watch = Watch()
    place.again(settings=quick(events={"onset_z": 8.0}), progress=watch)
    assert watch.totals["events"] == pytest.approx(30.0)


def test_other_index_settings_change_the_index_only(place: Place) -> None:
    settings = quick(index={"kind": "graph"})
    assert place.again(settings=settings).what == "unchanged"
    files = (place.catalog / "models" / model_id(place.catalog)).glob("index.*")
    assert b'"graph"' in next(files).read_bytes()


def test_retraining_is_done_when_asked_for(place: Place) -> None:
    before = grouped(place.catalog)
    assert place.again(retrain=True).what == "learned"
    assert grouped(place.catalog) == before


def test_few_new_events_join_known_categories(place: Place) -> None:
    before = grouped(place.catalog)
    write_calls(place.folder / "small.wav", seed=77, duration_s=2.5)
    learned = place.again()
    assert learned.what == "extended"
    assert 0 < learned.n_new_events <= 0.2 * len(before)
    assert grouped(place.catalog)[: len(before)] == before


def test_extending_searches_the_new_file_only(place: Place) -> None:
    write_calls(place.folder / "small.wav", seed=77, duration_s=2.5)
    watch = Watch()
    place.again(progress=watch)
    assert watch.totals["events"] == pytest.approx(2.5)


def test_extended_model_holds_the_new_events(place: Place) -> None:
    write_calls(place.folder / "small.wav", seed=77, duration_s=2.5)
    learned = place.again()
    assert len(grouped(place.catalog)) == learned.n_events


def test_extending_leaves_full_shards_of_the_index_as_they_are(place: Place) -> None:
    settings = quick(index={"shard_events": 10, "kind": "graph"})
    before = place.again(settings=settings, retrain=True)
    names = ["index.nsw", *(f"index-{start}.nsw" for start in range(10, before.n_events - 9, 10))]
    full = [_bytes(place, name) for name in names]
    write_calls(place.folder / "small.wav", seed=77, duration_s=2.5)
    assert place.again(settings=settings).what == "extended"
    assert [_bytes(place, name) for name in names] == full


def test_extending_takes_nothing_from_an_extension_that_was_killed(place: Place) -> None:
    write_calls(place.folder / "small.wav", seed=77, duration_s=2.5)
    shards = quick(index={"shard_events": 10})
    assert was_killed(LearningProcess(place.folder, place.catalog, shards, die_in=install_model))
    assert place.again().what == "extended"
    assert [path.name for path in (place.catalog / "models" / model_id(place.catalog)).glob("*.nsw")] == ["index.nsw"]


def test_extending_moves_nothing_on_the_map(place: Place) -> None:
    before = _places(place)
    write_calls(place.folder / "small.wav", seed=77, duration_s=2.5)
    learned = place.again()
    assert (learned.what, len(_places(place))) == ("extended", learned.n_events)
    np.testing.assert_array_equal(_places(place)[: len(before)], before)


def _places(place: Place) -> np.ndarray:
    return read_places(place.catalog / "models" / model_id(place.catalog))


def _bytes(place: Place, name: str) -> bytes:
    return (place.catalog / "models" / model_id(place.catalog) / name).read_bytes()


def test_many_new_events_lead_to_learning_anew(place: Place) -> None:
    write_calls(place.folder / "big.wav", seed=10)
    assert place.again().what == "learned"


def test_new_events_are_counted_since_the_training_and_not_since_the_last_extension(place: Place) -> None:
    done: list[str] = []
    for number in range(6):
        write_calls(place.folder / f"small{number}.wav", seed=50 + number, duration_s=2.5)
        done.append(place.again().what)
    assert done[0] == "extended"
    assert "learned" in done


def test_removed_file_is_noted_as_missing(place: Place) -> None:
    (place.folder / "r1.wav").unlink()
    assert place.again().n_recordings == 1
    assert problem_kinds(place.catalog) == {"r1.wav": "missing"}


def test_moved_file_is_recognized(place: Place) -> None:
    before = grouped(place.catalog)
    (place.folder / "day2").mkdir()
    (place.folder / "r1.wav").rename(place.folder / "day2" / "x.wav")
    watch = Watch()
    assert place.again(progress=watch).what == "unchanged"
    assert (watch.totals["events"], grouped(place.catalog)) == (0, before)


def test_moved_file_is_known_by_its_new_name(place: Place) -> None:
    (place.folder / "r1.wav").rename(place.folder / "x.wav")
    place.again()
    with CatalogStore.open(place.catalog) as store:
        assert [r.name for r in store.recordings.all()] == ["r0.wav", "x.wav"]
    assert problem_kinds(place.catalog) == {}


def test_copy_is_counted_once(place: Place) -> None:
    shutil.copy(place.folder / "r1.wav", place.folder / "s.wav")
    learned = place.again()
    assert (learned.what, learned.n_recordings) == ("unchanged", 2)
    assert problem_kinds(place.catalog) == {"s.wav": "duplicate"}


def test_copy_is_no_copy_any_more_once_the_original_is_gone(place: Place) -> None:
    (place.folder / "r1.wav").rename(place.folder / "s.wav")
    shutil.copy(place.folder / "s.wav", place.folder / "t.wav")
    place.again()
    assert problem_kinds(place.catalog) == {"t.wav": "duplicate"}
    (place.folder / "s.wav").unlink()
    place.again()
    assert problem_kinds(place.catalog) == {}


def test_edited_file_is_read_anew(place: Place) -> None:
    write_calls(place.folder / "r1.wav", seed=77)
    assert place.again().what == "learned"
    with CatalogStore.open(place.catalog) as store:
        hashes = [r.content_hash for r in store.recordings.all(only_present=True)]
    assert {row[0] for row in grouped(place.catalog)} == set(hashes)


def test_barely_changed_recording_does_not_leave_events_of_the_old_one(place: Place) -> None:
    for number in range(8):
        write_calls(place.folder / f"more{number}.wav", seed=20 + number, duration_s=5.0)
    place.again()
    write_calls(place.folder / "more0.wav", seed=99, duration_s=2.5)
    assert place.again().what == "learned"


def test_two_folders_share_a_catalog(place: Place, tmp_path: Path) -> None:
    other = write_folder(tmp_path / "other", n_files=1)
    write_calls(other / "r0.wav", seed=50)
    assert quick_learn(other, place.catalog).n_recordings == 3


def test_a_file_of_the_other_folder_may_be_linked_meanwhile(place: Place, tmp_path: Path) -> None:
    linked = next(place.folder.glob("*.wav"))
    (tmp_path / "backup.wav").hardlink_to(linked)
    write_calls(tmp_path / "other" / "b.wav", seed=50)
    assert quick_learn(tmp_path / "other", place.catalog).n_recordings == 3


def test_file_of_the_other_folder_that_is_gone_is_missed(place: Place, tmp_path: Path) -> None:
    other = tmp_path / "other"
    write_calls(other / "b.wav", seed=50)
    quick_learn(other, place.catalog)
    shutil.rmtree(other)
    assert place.again().n_recordings == 2
    assert problem_kinds(place.catalog) == {"b.wav": "missing"}


def test_relative_folder_can_be_found_from_elsewhere(sounds: Path, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(sounds.parent)
    quick_learn(Path(sounds.name), tmp_path / "c.coincide")
    with CatalogStore.open(tmp_path / "c.coincide") as store:
        assert all(Path(r.path).is_absolute() for r in store.recordings.all())


def test_index_of_an_older_format_is_made_anew(place: Place) -> None:
    index = next(place.catalog.glob("models/*/index.*"))
    present = index.read_bytes()
    index.write_bytes(present[:16] + b"\x01" + present[17:])
    assert place.again().what == "unchanged"
    assert index.read_bytes() == present


def test_index_that_is_gone_is_made_anew(place: Place) -> None:
    index = next(place.catalog.glob("models/*/index.*"))
    index.unlink()
    assert place.again().what == "unchanged"
    assert index.exists()


@pytest.mark.parametrize("name", ["model.safetensors", "embeddings.npy"])
@pytest.mark.parametrize("damage", [b"", b"damaged"])
def test_damaged_model_is_learned_again(place: Place, name: str, damage: bytes) -> None:
    before = grouped(place.catalog)
    (place.catalog / "models" / model_id(place.catalog) / name).write_bytes(damage)
    assert place.again().what == "learned"
    assert grouped(place.catalog) == before


def test_missing_model_folder_is_learned_again(place: Place) -> None:
    shutil.rmtree(place.catalog / "models" / model_id(place.catalog))
    assert place.again().what == "learned"


def test_categories_are_numbered_biggest_first(learned: Path) -> None:
    with CatalogStore.open(learned) as store:
        categories = store.categories.all(model_id(learned))
    assert [c.size for c in categories] == sorted((c.size for c in categories), reverse=True)
    assert [c.number for c in categories] == list(range(1, len(categories) + 1))
