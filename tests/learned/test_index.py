"""The index of a model lies in shards: which there are, what is built again, and that it answers as before."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from coincide.catalog import save_array
from coincide.execute import Inline, open_executor
from coincide.execute.protocol import Tally
from coincide.index.settings import IndexSettings
from coincide.learned.index import (
    Shard,
    build_shard,
    n_added_to,
    new_shards,
    open_index,
    outdated_shards,
    planned_shards,
    shards_of,
    write_shards,
)
from coincide.learned.model_files import EMBEDDINGS_FILE, ModelFiles, digests_of, shard_file, shard_start

SETTINGS = IndexSettings(shard_events=50, kind="graph")
SEED = 3


def _rows(n: int) -> NDArray[np.float32]:
    rows = np.random.default_rng(0).normal(size=(n, 8)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def _write(shards: Sequence[Shard], rows: NDArray[np.float32], settings: IndexSettings = SETTINGS) -> None:
    write_shards(shards, rows, settings, seed=SEED, executor=Inline(), stage=Tally())


def _noted(folder: Path) -> ModelFiles:
    return ModelFiles(folder, digests_of(folder))


def _learned(folder: Path, n: int, settings: IndexSettings = SETTINGS) -> ModelFiles:
    """The files of a model of some events."""
    folder.mkdir()
    save_array(folder / EMBEDDINGS_FILE, _rows(n))
    _write(new_shards(folder, 0, n, settings), _rows(n), settings)
    return _noted(folder)


def _extended(files: ModelFiles, n: int, settings: IndexSettings = SETTINGS) -> tuple[ModelFiles, list[Shard]]:
    """The files of a model with more events, and what was built for them."""
    folder = Path(shutil.copytree(files.folder, files.folder.with_name(f"{n}")))
    shards = planned_shards(files, folder, n, settings, seed=SEED)
    save_array(folder / EMBEDDINGS_FILE, _rows(n))
    _write(shards, _rows(n), settings)
    return _noted(folder), shards


def _ranges(shards: Sequence[Shard]) -> list[tuple[int, int, int]]:
    return [(shard.start, shard.stop, shard.n_kept) for shard in shards]


def _answers(files: ModelFiles) -> list[list[int]]:
    return open_index(files).search(files.embeddings()[:20], k=5).ids.tolist()


def _true_answers(n: int) -> list[list[int]]:
    return build_shard(_rows(n), IndexSettings(kind="exact"), seed=0).search(_rows(n)[:20], k=5).ids.tolist()


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[-5] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize(("name", "start"), [("index.nsw", 0), ("index-100000.nsw", 100_000)])
def test_name_of_a_shard_tells_its_first_row(name: str, start: int) -> None:
    assert (shard_file(start), shard_start(name)) == (name, start)


@pytest.mark.parametrize("name", ["index-0.nsw", "index-.nsw", "index-05.nsw", "index.nsw.tmp", "series-12.nsw"])
def test_other_files_are_no_shards(name: str) -> None:
    assert shard_start(name) is None


def test_small_catalog_has_one_file(tmp_path: Path) -> None:
    files = _learned(tmp_path / "m", 50)
    assert sorted(path.name for path in files.folder.iterdir()) == ["embeddings.npy", "index.nsw"]


def test_shards_answer_like_all_rows(tmp_path: Path) -> None:
    files = _learned(tmp_path / "m", 120)
    assert _ranges(shards_of(files)) == [(0, 50, 50), (50, 100, 50), (100, 120, 20)]
    assert _answers(files) == _true_answers(120)


@pytest.mark.slow
def test_worker_processes_write_the_same_files(tmp_path: Path) -> None:
    files = _learned(tmp_path / "m", 120)
    other = Path(shutil.copytree(files.folder, tmp_path / "other"))
    with open_executor(2) as executor:
        shards = new_shards(other, 0, 120, SETTINGS)
        write_shards(shards, _rows(120), SETTINGS, seed=SEED, executor=executor, stage=Tally())
    assert digests_of(other) == files.noted


def test_index_of_an_earlier_version_stays_one_shard_whatever_its_size(tmp_path: Path) -> None:
    files = _learned(tmp_path / "m", 120, SETTINGS.model_copy(update={"shard_events": 1_000}))
    assert outdated_shards(files, SETTINGS, seed=SEED) == []
    assert _answers(files) == _true_answers(120)


def test_new_events_join_the_last_shard_until_it_is_full(tmp_path: Path) -> None:
    files, built = _extended(_learned(tmp_path / "m", 70), 130)
    assert _ranges(built) == [(50, 100, 20), (100, 130, 0)]
    assert _answers(files) == _true_answers(130)


def test_shards_that_are_full_stay_as_they_are(tmp_path: Path) -> None:
    before = _learned(tmp_path / "m", 70)
    after, built = _extended(before, 75)
    assert n_added_to(built) == 5
    assert before.noted is not None
    assert after.noted is not None
    assert after.noted["index.nsw"] == before.noted["index.nsw"]


def test_a_full_catalog_gets_another_shard(tmp_path: Path) -> None:
    _, built = _extended(_learned(tmp_path / "m", 100), 103)
    assert _ranges(built) == [(100, 103, 0)]


def test_catalog_that_outgrows_the_exact_scan_gets_graphs(tmp_path: Path) -> None:
    exact = SETTINGS.model_copy(update={"kind": "exact"})
    files, built = _extended(_learned(tmp_path / "m", 70, exact), 120)
    assert _ranges(built) == [(0, 50, 0), (50, 100, 0), (100, 120, 0)]
    assert _answers(files) == _true_answers(120)


def test_damaged_shard_is_built_again_alone(tmp_path: Path) -> None:
    files = _learned(tmp_path / "m", 120)
    _flip(files.folder / "index-50.nsw")
    outdated = outdated_shards(files, SETTINGS, seed=SEED)
    assert _ranges(outdated) == [(50, 100, 0)]
    _write(outdated, _rows(120))
    assert digests_of(files.folder) == files.noted


@pytest.mark.parametrize("name", ["index.nsw", "index-50.nsw", "index-100.nsw"])
def test_rows_of_a_damaged_shard_are_still_found(tmp_path: Path, name: str) -> None:
    files = _learned(tmp_path / "m", 120)
    _flip(files.folder / name)
    assert _answers(files) == _true_answers(120)


@pytest.mark.parametrize("name", ["index.nsw", "index-50.nsw", "index-100.nsw"])
def test_rows_of_a_missing_shard_are_still_found(tmp_path: Path, name: str) -> None:
    files = _learned(tmp_path / "m", 120)
    (files.folder / name).unlink()
    assert _answers(files) == _true_answers(120)


def test_damaged_shards_are_built_again_while_new_events_come(tmp_path: Path) -> None:
    before = _learned(tmp_path / "m", 120)
    for name in ("index.nsw", "index-100.nsw"):
        _flip(before.folder / name)
    files, built = _extended(before, 130)
    assert _ranges(built) == [(0, 50, 0), (100, 130, 0)]
    assert _answers(files) == _true_answers(130)


def test_large_index_is_cut_into_shards_when_it_is_built_again(tmp_path: Path) -> None:
    files = _learned(tmp_path / "m", 120, SETTINGS.model_copy(update={"shard_events": 1_000}))
    other = SETTINGS.model_copy(update={"ef": 70})
    assert _ranges(outdated_shards(files, other, seed=SEED)) == [(0, 50, 0), (50, 100, 0), (100, 120, 0)]
