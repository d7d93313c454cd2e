"""Files of arrays that say whether they are whole."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import save_file

from coincide.tensor_files import DamagedTensorsError, load_tensors, save_tensors

ARRAYS = {"a": np.arange(6, dtype=np.float32).reshape(2, 3).T, "n": np.array(7), "none": np.zeros((0, 2), np.uint8)}
FACTS = {"name": "é", "numbers": [0.1, 1 / 3], "nothing": None}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tensors") / "a.safetensors"
    save_tensors(path, ARRAYS, FACTS)
    return path


def test_arrays_and_facts_come_back(written: Path) -> None:
    stored = load_tensors(written, is_sealed=True)
    assert stored.facts == FACTS
    assert {name: (array.dtype, array.tolist()) for name, array in stored.arrays.items()} == {
        name: (array.dtype, array.tolist()) for name, array in ARRAYS.items()
    }


def test_the_same_content_gives_the_same_bytes(written: Path, tmp_path: Path) -> None:
    save_tensors(tmp_path / "b", dict(reversed(ARRAYS.items())), dict(reversed(FACTS.items())))
    assert (tmp_path / "b").read_bytes() == written.read_bytes()


@given(st.data())
def test_any_other_byte_is_noticed_unless_it_says_the_same(written: Path, data: st.DataObject) -> None:
    whole = written.read_bytes()
    place = data.draw(st.integers(0, len(whole) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda byte: byte != whole[place]))
    damaged = written.with_name("damaged")
    damaged.write_bytes(whole[:place] + bytes([other]) + whole[place + 1 :])
    try:
        stored = load_tensors(damaged, is_sealed=True)
    except DamagedTensorsError:
        return
    # A space between the parts of a header may be another white space.
    assert stored.facts == FACTS
    assert all(np.array_equal(stored.arrays[name], array) for name, array in ARRAYS.items())


@given(st.data())
def test_any_cut_is_noticed(written: Path, data: st.DataObject) -> None:
    whole, damaged = written.read_bytes(), written.with_name("damaged")
    damaged.write_bytes(whole[: data.draw(st.integers(0, len(whole) - 1))])
    with pytest.raises(DamagedTensorsError):
        load_tensors(damaged)


def test_a_file_without_a_checksum_is_read_unless_one_is_wanted(tmp_path: Path) -> None:
    save_file({"a": np.zeros(2, np.float32)}, tmp_path / "old", metadata={"facts": '{"format": 1}'})
    assert load_tensors(tmp_path / "old").facts == {"format": 1}
    with pytest.raises(DamagedTensorsError, match="its checksum does not match its content"):
        load_tensors(tmp_path / "old", is_sealed=True)


def test_a_header_that_promises_more_than_there_is_allocates_nothing(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(struct.pack("<Q", 2**62) + b"{}")
    with pytest.raises(DamagedTensorsError, match=f"expected a header of {2**62} bytes, found 2 bytes"):
        load_tensors(tmp_path / "a")


def test_a_missing_file_is_told_from_a_damaged_one(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        load_tensors(tmp_path / "none")
