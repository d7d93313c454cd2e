"""An open catalog."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest

from coincide.app.browse import Browse


@pytest.fixture
def browse(catalog: Path) -> Generator[Browse]:
    with Browse(catalog) as opened:
        yield opened
