"""A labeled catalog on a disk that can fail, made once; each piece of work begins from a copy."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.failing_disk import disk as disks
from benchmarks.failing_disk import work


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Where attacks are made, and what makes calls fail there."""
    folder = tmp_path_factory.mktemp("faults")
    shim = disks.build(folder)
    if shim is None:
        pytest.skip("calls can be made to fail on Linux with a C compiler only")
    work.prepare(folder, has_page=False)
    return folder, shim
