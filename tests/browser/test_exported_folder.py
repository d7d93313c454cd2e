"""What `coincide export` wrote is opened from a static host that has nothing else, and hears."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser_folder import FolderServer
from browser_listening import logged, start, wait_for_log
from browser_media import follows
from browser_visits import Visits

from coincide.workflow.export import export

pytestmark = pytest.mark.slow


def test_an_exported_folder_names_calls(demo: Path, tmp_path: Path, calls: Path, visit: Visits) -> None:
    exported = export(demo, tmp_path / "live", camera=False)

    with FolderServer(exported.folder) as host:
        page = visit(host.live, microphone=calls)
        start(page)
        wait_for_log(page, 6)
        said = [name for name in logged(page) if name != "unknown"]

    assert len(said) >= 4
    assert follows(said, calls.with_suffix(".txt").read_text(encoding="utf-8").splitlines(), may_miss=2)
