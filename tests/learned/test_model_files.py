"""A model whose files are not what was learned gives an error and never a wrong answer, and `learn` makes it good."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from workflow_examples import grouped, model_id, quick_learn

from coincide.catalog import CatalogStore, model_folder
from coincide.errors import CatalogError
from coincide.index import NavigableSmallWorld
from coincide.learned.model_files import FILES, ModelFiles, damaged_files, files_of, note_files
from coincide.workflow.annotations import import_annotations
from coincide.workflow.check import check
from coincide.workflow.evaluate.evaluate import evaluate
from coincide.workflow.info.info import info
from coincide.workflow.recognize.recognition import RecognizeOptions
from coincide.workflow.recognize.recognize import recognize
from coincide.workflow.report.report import report
from coincide.workflow.search.search import search

pytestmark = pytest.mark.slow


@pytest.fixture
def catalog(learned: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(learned, tmp_path / "sounds.coincide"))


def _files(catalog: Path) -> ModelFiles:
    with CatalogStore.open(catalog) as store:
        current = store.models.current()
        assert current is not None
        return files_of(store, current)


def _zero(path: Path, *, at: float = 0.5, n: int = 4096) -> None:
    """Overwrite bytes in the middle of a file, as a bad sector does."""
    data = bytearray(path.read_bytes())
    start = int(at * len(data))
    data[start : start + n] = bytes(len(data[start : start + n]))
    path.write_bytes(data)


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[-5] ^= 1
    path.write_bytes(data)


def test_learning_notes_what_every_file_is_like(catalog: Path) -> None:
    files = _files(catalog)
    assert files.noted is not None
    # Places on the map, and the series that a search under warping keeps there later, have checksums of their own.
    caches = ("series", "map_all")
    assert set(files.noted) == {path.name for path in files.folder.iterdir() if not path.name.startswith(caches)}


def test_search_refuses_a_model_with_zeros_in_it(catalog: Path, sounds: Path) -> None:
    _zero(_files(catalog).folder / "model.safetensors")
    with pytest.raises(CatalogError, match=r"`.*model\.safetensors` cannot be used: expected SHA-256 .* found .*learn"):
        search(catalog, sounds / "r0.wav", at_s=1.0, for_s=0.3)


def test_recognize_refuses_embeddings_with_one_other_bit(catalog: Path, sounds: Path) -> None:
    _flip(_files(catalog).folder / "embeddings.npy")
    with pytest.raises(CatalogError, match=r"embeddings\.npy` cannot be used"):
        recognize(catalog, [sounds / "r0.wav"], wanted=RecognizeOptions(categories=True))


def test_embeddings_of_other_events_are_refused_even_where_their_digest_is_noted(catalog: Path) -> None:
    files = _files(catalog)
    np.save(files.folder / "embeddings.npy", files.embeddings()[:-1].copy())
    with CatalogStore.open(catalog, write=True) as store:
        current = store.models.current()
        assert current is not None
        note_files(store, current)
    with pytest.raises(CatalogError, match=r"embeddings\.npy` cannot be used: expected shape"):
        report(catalog)


def test_a_report_without_the_map_that_was_learned_is_refused(catalog: Path) -> None:
    (_files(catalog).folder / "map.npy").unlink()
    with pytest.raises(CatalogError, match=r"map\.npy` cannot be used: the file is missing"):
        report(catalog)


def test_evaluation_with_a_damaged_baseline_is_refused(catalog: Path) -> None:
    _flip(_files(catalog).folder / "logmel-pca-kmeans.npy")
    truth = catalog.with_name("truth.csv")
    truth.write_text("recording,onset_s,offset_s,label\n" + "".join(f"r0.wav,{n},{n + 1},a\n" for n in range(14)))
    with pytest.raises(CatalogError, match=r"logmel-pca-kmeans\.npy` cannot be used"):
        evaluate(catalog, truth, min_iou=0.01)


def test_a_search_with_a_damaged_index_answers_as_with_a_whole_one(catalog: Path, sounds: Path) -> None:
    before = search(catalog, sounds / "r0.wav", at_s=1.0, for_s=0.3)
    _flip(_files(catalog).folder / "index.nsw")
    after = search(catalog, sounds / "r0.wav", at_s=1.0, for_s=0.3)
    assert [hit.event.id for hit in after.hits] == [hit.event.id for hit in before.hits]


@pytest.mark.parametrize("name", ["model.safetensors", "embeddings.npy", "map.npy", "detector.safetensors"])
def test_learning_again_makes_a_damaged_file_good(catalog: Path, sounds: Path, name: str) -> None:
    before, good = grouped(catalog), (_files(catalog).folder / name).read_bytes()
    _flip(_files(catalog).folder / name)
    assert quick_learn(sounds, catalog).what == "learned"
    assert grouped(catalog) == before
    assert (_files(catalog).folder / name).read_bytes() == good


def test_what_was_damaged_is_set_aside(catalog: Path, sounds: Path) -> None:
    path = _files(catalog).folder / "embeddings.npy"
    _flip(path)
    damaged = path.read_bytes()
    quick_learn(sounds, catalog)
    assert [found.read_bytes() for found in (catalog / "damaged").rglob("embeddings.npy")] == [damaged]


def test_a_renewed_index_is_noted(catalog: Path, sounds: Path) -> None:
    _flip(_files(catalog).folder / "index.nsw")
    quick_learn(sounds, catalog)
    assert _files(catalog).damage("index.nsw") is None


def test_a_model_stored_without_digests_works_and_the_next_run_notes_them(catalog: Path, sounds: Path) -> None:
    _forget(catalog)
    assert search(catalog, sounds / "r0.wav", at_s=1.0, for_s=0.3).hits
    assert quick_learn(sounds, catalog).what == "unchanged"
    assert _files(catalog).noted is not None


def test_importing_labels_notes_digests(catalog: Path) -> None:
    _forget(catalog)
    (catalog.parent / "t.csv").write_text("recording,start_s,end_s,label\nr0.wav,1.0,1.2,a\n")
    import_annotations(catalog, catalog.parent / "t.csv")
    assert _files(catalog).noted is not None


def test_digests_are_no_facts_for_people(catalog: Path) -> None:
    assert FILES not in info(catalog).model_facts


def test_all_files_of_all_models_are_checked(catalog: Path, sounds: Path) -> None:
    quick_learn(sounds, catalog, seed=1)
    with CatalogStore.open(catalog) as store:
        folders = [model_folder(catalog, record.id) for record in store.models.all()]
        assert damaged_files(store) == []
        _flip(folders[0] / "map.npy")
        (folders[1] / "embeddings.npy").unlink()
        found = [(damage.path, damage.reason[:15]) for damage in damaged_files(store)]
    assert found == [(folders[0] / "map.npy", "expected SHA-25"), (folders[1] / "embeddings.npy", "the file is mis")]


def test_learning_leaves_what_a_person_put_beside_the_models(catalog: Path, sounds: Path) -> None:
    theirs = [catalog / "models" / "my notes", catalog / "models" / "0123456789abcdef"]
    for folder in theirs:
        folder.mkdir()
        (folder / "notes.txt").write_text("mine")
    quick_learn(sounds, catalog, seed=1)
    assert [(folder / "notes.txt").read_text() for folder in theirs] == ["mine", "mine"]


def test_models_that_a_lost_database_knew_are_set_aside(catalog: Path, sounds: Path) -> None:
    old = model_id(catalog)
    (catalog / "catalog.sqlite").write_bytes(b"")
    check(catalog, repair=True)
    quick_learn(sounds, catalog, seed=1)
    assert len(list((catalog / "damaged").glob(f"*/models/{old}/embeddings.npy"))) == 1


def _forget(catalog: Path) -> None:
    """Make the catalog one from before there were digests."""
    with CatalogStore.open(catalog, write=True) as store:
        current = store.models.current()
        assert current is not None
        store.models.add_info(current.id, {FILES: None})


def test_an_index_of_another_model_is_not_searched(catalog: Path, sounds: Path) -> None:
    before = search(catalog, sounds / "r0.wav", at_s=1.0, for_s=0.3)
    _forget(catalog)
    NavigableSmallWorld(metric="cosine").fit(np.eye(3, dtype=np.float32)).save(_files(catalog).folder / "index.nsw")
    after = search(catalog, sounds / "r0.wav", at_s=1.0, for_s=0.3)
    assert [hit.event.id for hit in after.hits] == [hit.event.id for hit in before.hits]
