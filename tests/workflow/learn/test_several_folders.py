"""Learning from several folders into one catalog."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from workflow_examples import quick, quick_learn, write_calls

from coincide.catalog import CatalogStore
from coincide.errors import InputError, NothingFoundError
from coincide.workflow.learn.learn import learn
from coincide.workflow.learn.scan import labels_of

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two folders of one name in two places, with a recording of one name each."""
    root = tmp_path_factory.mktemp("places")
    write_calls(root / "pond" / "june" / "dawn.wav", seed=1)
    write_calls(root / "moor" / "june" / "dawn.wav", seed=9)
    return root


def _names(catalog: Path) -> list[str]:
    with CatalogStore.open(catalog) as store:
        return sorted(recording.name for recording in store.recordings.all(only_present=True))


@pytest.fixture(scope="module")
def catalog(places: Path) -> Path:
    folders = [places / "pond" / "june", places / "moor" / "june"]
    return learn(folders, catalog=places / "both.coincide", settings=quick()).catalog


def test_recordings_of_several_folders_have_names_of_their_own(catalog: Path) -> None:
    assert _names(catalog) == ["moor/june/dawn.wav", "pond/june/dawn.wav"]


def test_learning_again_from_the_same_folders_does_nothing(catalog: Path, places: Path) -> None:
    folders = [places / "moor" / "june", places / "pond" / "june"]
    assert learn(folders, catalog=catalog, settings=quick()).what == "unchanged"


def test_the_catalog_goes_beside_the_first_folder(places: Path) -> None:
    learned = learn([places / "pond" / "june", places / "moor" / "june"], settings=quick())
    assert learned.catalog == places / "pond" / "june.coincide"


def test_a_folder_that_is_learned_later_gives_names_that_are_not_taken(places: Path, tmp_path: Path) -> None:
    for folder in ("pond", "moor", "moor"):
        quick_learn(places / folder / "june", tmp_path / "c.coincide")
    assert _names(tmp_path / "c.coincide") == ["dawn.wav", "june/dawn.wav"]


def test_a_longer_name_is_not_that_of_another_file_of_the_folder(places: Path, tmp_path: Path) -> None:
    later = tmp_path / "june"
    shutil.copytree(places / "moor" / "june", later / "june")
    write_calls(later / "dawn.wav", seed=5)
    for folder in (places / "pond" / "june", later):
        quick_learn(folder, tmp_path / "c.coincide")
    assert len(set(_names(tmp_path / "c.coincide"))) == 3


def test_a_file_that_is_read_again_keeps_its_name(places: Path, tmp_path: Path) -> None:
    moor = Path(shutil.copytree(places / "moor" / "june", tmp_path / "moor" / "june"))
    quick_learn(moor, tmp_path / "c.coincide")
    os.utime(moor / "dawn.wav", (1, 1))
    learn([places / "pond" / "june", moor], catalog=tmp_path / "c.coincide", settings=quick())
    assert _names(tmp_path / "c.coincide") == ["dawn.wav", "pond/june/dawn.wav"]


def test_a_recording_that_moved_to_another_folder_keeps_its_name(places: Path, tmp_path: Path) -> None:
    for folder in ("before", "after"):
        shutil.rmtree(tmp_path / "before", ignore_errors=True)
        shutil.copytree(places / "pond" / "june", tmp_path / folder)
        quick_learn(tmp_path / folder, tmp_path / "c.coincide")
    assert _names(tmp_path / "c.coincide") == ["dawn.wav"]


def test_one_folder_gives_names_without_it(places: Path) -> None:
    assert _names(quick_learn(places / "pond" / "june", places / "one.coincide").catalog) == ["dawn.wav"]


def test_a_folder_in_another_one_is_refused(places: Path) -> None:
    with pytest.raises(InputError, match=r"june` lies in .*pond`, which was given as well\. Give each folder once\."):
        learn([places / "pond", places / "pond" / "june"], catalog=places / "x.coincide")


def test_a_folder_that_is_missing_is_named(places: Path) -> None:
    with pytest.raises(InputError, match=r"the folder `.*gone` does not exist"):
        learn([places / "pond", places / "gone"], catalog=places / "x.coincide")


def test_folders_without_sound_are_named(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    with pytest.raises(NothingFoundError, match=r"in `.*a` and `.*b`, found none among 0"):
        learn([tmp_path / "a", tmp_path / "b"])


def test_no_folder_is_refused() -> None:
    with pytest.raises(InputError, match="expected at least one folder of recordings, got none"):
        learn([])


def test_names_begin_with_as_much_of_the_path_as_tells_folders_apart() -> None:
    folders = [Path("/data/pond/june"), Path("/data/pond/july"), Path("/data/moor/june")]
    assert labels_of(folders) == ["pond/june", "pond/july", "moor/june"]
