"""UCR files: both formats, zipped or not, padding, normalization, and what is refused."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from benchmarks.ucr.reader import normalized, read_part, read_set, training_files
from coincide_smallworld.errors import InputError


def _write(path: Path, text: str) -> Path:
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    return path


def test_tsv_holds_the_label_first(tmp_path: Path) -> None:
    part = read_part(_write(tmp_path / "A_TRAIN.tsv", "1\t0.5\t2\n-1\t3\t4.25\n"))
    assert part.labels.tolist() == ["1", "-1"]
    np.testing.assert_array_equal(np.concatenate(part.series), [[0.5, 2.0], [3.0, 4.25]])


def test_zipped_files_are_read_as_plain_ones(tmp_path: Path) -> None:
    part = read_part(_write(tmp_path / "A_TRAIN.tsv.gz", "2\t1\t2\n"))
    np.testing.assert_array_equal(part.series[0], [[1.0, 2.0]])


def test_ts_holds_channels_and_the_label_last(tmp_path: Path) -> None:
    text = "# comment\n@problemName A\n@data\n1,2,3:4,5,6:walk\n"
    part = read_part(_write(tmp_path / "A_TRAIN.ts", text))
    assert part.labels.tolist() == ["walk"]
    np.testing.assert_array_equal(part.series[0], [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])


def test_labels_written_as_different_numbers_are_one(tmp_path: Path) -> None:
    part = read_part(_write(tmp_path / "A_TRAIN.tsv", "1\t0\n1.0\t0\n 1.0000000e+00\t0\n"))
    assert set(part.labels) == {"1"}


@pytest.mark.parametrize("padding", ["\tNaN\tNaN", "\t?\t?", "\t\t"], ids=["NaN", "question mark", "empty"])
def test_padding_at_the_end_is_cut(tmp_path: Path, padding: str) -> None:
    part = read_part(_write(tmp_path / "A_TRAIN.tsv", f"1\t5\t6{padding}\n"))
    np.testing.assert_array_equal(part.series[0], [[5.0, 6.0]])


def test_missing_values_inside_are_refused(tmp_path: Path) -> None:
    path = _write(tmp_path / "A_TRAIN.tsv", "1\t5\tNaN\t6\n")
    with pytest.raises(InputError, match="expected missing values only at the ends"):
        read_part(path)


def test_text_in_place_of_numbers_is_refused(tmp_path: Path) -> None:
    path = _write(tmp_path / "A_TRAIN.tsv", "1\t5\tsix\n")
    with pytest.raises(InputError, match="expected numbers"):
        read_part(path)


def test_a_damaged_zip_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "A_TRAIN.tsv.gz"
    path.write_bytes(gzip.compress(b"1\t5\t6\n")[:-9])
    with pytest.raises(InputError, match="expected text in a gzip file"):
        read_part(path)


def test_a_set_without_a_test_part_is_refused(tmp_path: Path) -> None:
    path = _write(tmp_path / "A_TRAIN.tsv", "1\t5\t6\n")
    with pytest.raises(InputError, match=r"expected `A_TEST\.tsv` beside `A_TRAIN\.tsv`"):
        read_set("A", path)


def test_sets_are_found_flat_and_in_folders(tmp_path: Path) -> None:
    (tmp_path / "B").mkdir()
    _write(tmp_path / "B" / "B_TRAIN.tsv.gz", "1\t0\n")
    _write(tmp_path / "A_TRAIN.ts", "0:1\n")
    assert [name for name, _ in training_files(tmp_path)] == ["A", "B"]


def test_raw_sets_are_normalized_with_n_minus_1(tmp_path: Path) -> None:
    path = _write(tmp_path / "A_TRAIN.tsv", "1\t10\t20\t30\n")
    _write(tmp_path / "A_TEST.tsv", "1\t7\t7\t7\n")
    data = read_set("A", path)
    assert data.was_raw
    np.testing.assert_allclose(data.train.series[0], [[-1.0, 0.0, 1.0]])


def test_normalized_sets_are_left_as_they_are(tmp_path: Path) -> None:
    one = normalized(np.random.default_rng(0).standard_normal((1, 50)))[0]
    line = "\t".join(["1", *map(repr, one.tolist())])
    _write(tmp_path / "A_TEST.tsv", line)
    data = read_set("A", _write(tmp_path / "A_TRAIN.tsv", line))
    np.testing.assert_array_equal(data.train.series[0][0], one)


def test_constant_series_become_zero() -> None:
    np.testing.assert_array_equal(normalized(np.full((1, 5), 0.1)), np.zeros((1, 5)))
