"""One sitting with every command, for all tests of what it asked for and left behind."""

from __future__ import annotations

import pytest
from made_once import made_once
from watched_session import Session, session_in, watch_session


@pytest.fixture(scope="session")
def session(tmp_path_factory: pytest.TempPathFactory) -> Session:
    return session_in(made_once(tmp_path_factory, "session", watch_session))
