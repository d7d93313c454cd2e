"""The page Live listens in three seconds only if the server that it comes from needs one."""

from __future__ import annotations

import front_door
import pytest

pytestmark = pytest.mark.slow


def test_a_server_does_not_wait_for_torch() -> None:
    front_door.fail_if_torch_is_imported("import coincide.web.serve")
