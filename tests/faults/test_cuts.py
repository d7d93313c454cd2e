"""The replay of a log loses what was not forced to the disk, and nothing else."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.failing_disk import disk as disks
from benchmarks.failing_disk.cuts import Machine
from benchmarks.failing_disk.disk import Call


def _call(kind: str, path: str, other: str = "", data: bytes = b"") -> Call:
    return Call(kind, path, other, 0, data)


REPLACING = [
    _call(disks.CREATE, "/d/.tmp"),
    _call(disks.WRITE, "/d/.tmp", data=b"new"),
    _call(disks.SYNC, "/d/.tmp"),
    _call(disks.RENAME, "/d/.tmp", "/d/a"),
    _call(disks.SYNC, "/d"),
]


def _after(calls: list[Call], tmp_path: Path, seed: int) -> bytes:
    (tmp_path / "a").write_bytes(b"old")
    machine = Machine(tmp_path, Path("/d"))
    for call in calls:
        machine.do(call)
    return machine.after_cut(np.random.default_rng(seed)).get("/d/a", b"none")


@pytest.mark.parametrize("seed", range(20))
def test_what_was_forced_is_there(tmp_path: Path, seed: int) -> None:
    assert _after(REPLACING, tmp_path, seed) == b"new"


def test_a_name_that_was_not_forced_may_be_lost(tmp_path: Path) -> None:
    assert {_after(REPLACING[:-1], tmp_path, seed) for seed in range(40)} == {b"old", b"new"}


def test_content_that_was_not_forced_may_be_lost_under_its_new_name(tmp_path: Path) -> None:
    hasty = [call for call in REPLACING if call.path != "/d/.tmp" or call.kind != disks.SYNC]
    assert {_after(hasty, tmp_path, seed) for seed in range(40)} == {b"", b"new"}
