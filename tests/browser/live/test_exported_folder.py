"""What `coincide export` wrote is opened from a static host that has nothing else, and hears."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser_folder import FolderServer
from browser_listening import PATIENCE_MS, logged, start, wait_for_log
from browser_media import follows
from browser_visits import Visits
from playwright.sync_api import expect

from coincide.workflow.export.export import export

pytestmark = pytest.mark.slow


def test_an_exported_folder_names_calls_and_starts_without_its_host(
    demo: Path, tmp_path: Path, calls: Path, visit: Visits
) -> None:
    exported = export(demo, tmp_path / "live", camera=False)

    with FolderServer(exported.folder) as host:
        page = visit(host.live, microphone=calls)
        start(page)
        wait_for_log(page, 6)
        said = [name for name in logged(page) if name != "unknown"]

        expect(page.get_by_text("On this device: starts without a network")).to_be_attached(timeout=PATIENCE_MS)

    # The host is gone, as in flight mode: all comes from the device.
    visit.allowed.append("ERR_CONNECTION_REFUSED")
    page.reload()
    start(page)
    wait_for_log(page, 2)

    assert len(said) >= 4
    assert follows(said, calls.with_suffix(".txt").read_text(encoding="utf-8").splitlines(), may_miss=2)
