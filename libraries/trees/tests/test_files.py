"""Files that are whole or not there, and models that say whether they are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coincide_trees.files import replacing
from coincide_trees.models.tensor_file import DamagedTensorsError, load_tensors, save_tensors

ARRAYS = {"a": np.arange(6, dtype=np.float32).reshape(2, 3).T, "n": np.array(7)}
FACTS = {"kind": "é", "numbers": [0.1, 1 / 3]}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tensors") / "a.safetensors"
    save_tensors(path, ARRAYS, FACTS)
    return path


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    with pytest.raises(RuntimeError), replacing(tmp_path / "a") as file:
        file.write(b"new")
        raise RuntimeError
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"old"}


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), replacing(tmp_path / "none" / "a"):
        pass


def test_arrays_and_facts_come_back(written: Path) -> None:
    arrays, facts = load_tensors(written)
    assert facts == FACTS
    assert {name: array.tolist() for name, array in arrays.items()} == {n: a.tolist() for n, a in ARRAYS.items()}


@given(st.data())
def test_any_cut_is_noticed(written: Path, data: st.DataObject) -> None:
    whole, damaged = written.read_bytes(), written.with_name("damaged")
    damaged.write_bytes(whole[: data.draw(st.integers(0, len(whole) - 1))])
    with pytest.raises(DamagedTensorsError):
        load_tensors(damaged)


def test_another_number_is_noticed(written: Path) -> None:
    damaged = written.with_name("damaged")
    data = bytearray(written.read_bytes())
    data[-1] ^= 1
    damaged.write_bytes(data)
    with pytest.raises(DamagedTensorsError, match="its checksum does not match its content"):
        load_tensors(damaged)
