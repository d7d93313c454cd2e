"""Arrays by row."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis.extra import numpy as arrays
from properties import examples

from coincide.catalog import load_array, save_array
from coincide.errors import CatalogError


@examples(50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(array=arrays.arrays(arrays.floating_dtypes(endianness="<"), arrays.array_shapes(min_dims=0, min_side=0)))
def test_array_comes_back_as_it_was(tmp_path: Path, array: np.ndarray) -> None:
    save_array(tmp_path / "a.npy", array)
    loaded = np.array(load_array(tmp_path / "a.npy", shape=array.shape, dtype=array.dtype))
    np.testing.assert_array_equal(loaded, array)


def test_loaded_array_is_mapped_and_read_only(tmp_path: Path) -> None:
    save_array(tmp_path / "a.npy", np.ones((3, 2), np.float32))
    loaded = load_array(tmp_path / "a.npy")
    assert isinstance(loaded, np.memmap)
    assert not loaded.flags.writeable


def test_saving_leaves_no_other_file(tmp_path: Path) -> None:
    for value in (1.0, 2.0):
        save_array(tmp_path / "a.npy", np.full(3, value))
    assert [each.name for each in tmp_path.iterdir()] == ["a.npy"]


def test_failed_saving_keeps_the_old_array(tmp_path: Path) -> None:
    save_array(tmp_path / "a.npy", np.ones(2))
    with pytest.raises(CatalogError, match="must hold numbers, got dtype `object`"):
        save_array(tmp_path / "a.npy", np.array([{}], dtype=object))
    assert load_array(tmp_path / "a.npy").tolist() == [1.0, 1.0]


def test_saving_that_fails_at_the_end_leaves_no_other_file(tmp_path: Path) -> None:
    (tmp_path / "a.npy").mkdir()
    with pytest.raises(OSError, match=r"a\.npy"):
        save_array(tmp_path / "a.npy", np.ones(2))
    assert [each.name for each in tmp_path.iterdir()] == ["a.npy"]


def test_missing_array_says_what_makes_it(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match=r"a\.npy` cannot be used: the file is missing\. Run `coincide learn"):
        load_array(tmp_path / "a.npy")


@pytest.mark.parametrize("n_bytes", [0, 5, 60, 130])
def test_truncated_array_is_called_damaged(tmp_path: Path, n_bytes: int) -> None:
    save_array(tmp_path / "a.npy", np.ones((50, 4)))
    (tmp_path / "a.npy").write_bytes((tmp_path / "a.npy").read_bytes()[:n_bytes])
    with pytest.raises(CatalogError, match="the file is damaged"):
        load_array(tmp_path / "a.npy")


def test_random_bytes_are_called_damaged(tmp_path: Path) -> None:
    (tmp_path / "a.npy").write_bytes(b"\x80\x04not an array" * 20)
    with pytest.raises(CatalogError, match="the file is damaged"):
        load_array(tmp_path / "a.npy")


@pytest.mark.parametrize(
    "header",
    [
        b"{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), \n",
        b"{'descr': '<f4', 'fortran_order': False, 'shape': (\x01\xff)}\n",
        b"{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999, 64), }\n",
        b"{'descr': '<f4', 'fortran_order': False, 'shape': (-1, -1), }\n",
        b"{'descr': 'O', 'fortran_order': False, 'shape': (2, 2), }\n",
        b"[" * 3000 + b"\n",
    ],
)
def test_array_with_a_damaged_header_is_called_damaged(tmp_path: Path, header: bytes) -> None:
    start = b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header
    (tmp_path / "a.npy").write_bytes(start + bytes(16))
    with pytest.raises(CatalogError, match="the file is damaged"):
        load_array(tmp_path / "a.npy")


def test_array_that_the_disk_does_not_give_is_told_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "a.npy").mkdir()
    with pytest.raises(CatalogError, match=r"a\.npy` cannot be used: it cannot be read \(Is a directory\)"):
        load_array(tmp_path / "a.npy")


def test_wrong_shape_is_told_with_both_shapes(tmp_path: Path) -> None:
    save_array(tmp_path / "a.npy", np.ones((3, 2)))
    with pytest.raises(CatalogError, match=r"expected shape \(any, 64\), got \(3, 2\)"):
        load_array(tmp_path / "a.npy", shape=(None, 64))


def test_wrong_dtype_is_told_with_both_dtypes(tmp_path: Path) -> None:
    save_array(tmp_path / "a.npy", np.ones(3))
    with pytest.raises(CatalogError, match="expected `float32` values, got `float64`"):
        load_array(tmp_path / "a.npy", dtype=np.float32)
