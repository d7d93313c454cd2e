"""Damaged files of all formats: each is read or left out by name, and those beside it are searched as ever."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.faults.sounds import try_folder


@pytest.mark.parametrize("seed", [1000, 1001])
def test_a_folder_of_damaged_files_is_searched_to_its_end(tmp_path: Path, seed: int) -> None:
    trial = try_folder(tmp_path, seed=seed, n_files=52)
    assert trial.failures == []
    assert trial.n_read + trial.n_left_out == trial.n_files
