"""One sitting with every command, for all tests of what it asked for and left behind."""

from __future__ import annotations

import pytest
from watched_session import Session, watch_session


@pytest.fixture(scope="session")
def session(tmp_path_factory: pytest.TempPathFactory) -> Session:
    return watch_session(tmp_path_factory.mktemp("session"))
