"""An empty catalog, open for writing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from coincide.catalog import CatalogStore


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "séa.coincide"


@pytest.fixture
def store(folder: Path) -> Iterator[CatalogStore]:
    with CatalogStore.open(folder, create=True) as opened:
        yield opened
