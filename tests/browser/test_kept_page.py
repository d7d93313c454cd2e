"""A page that an earlier version exported still opens, hears and names."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import soundfile
from browser_folder import FolderServer
from browser_listening import logged, wait_for_log
from browser_visits import Visits

pytestmark = pytest.mark.slow
GOLDEN = Path(__file__).parents[1] / "golden"
VERSIONS = sorted(each for each in GOLDEN.iterdir() if each.name[0].isdigit())


@pytest.mark.parametrize("version", VERSIONS, ids=lambda place: place.name)
def test_a_page_exported_by_an_earlier_version_names_calls(
    version: Path, pages: Path, tmp_path: Path, visit: Visits
) -> None:
    folder = shutil.copytree(version / "page", tmp_path / "page")
    shutil.copytree(pages / "ort", folder / "ort")  # the runtime is left out of what is kept
    samples, rate_hz = soundfile.read(version / "held_out.flac")
    microphone = tmp_path / "held_out.wav"
    soundfile.write(microphone, samples, rate_hz)

    with FolderServer(folder) as host:
        page = visit(host.live, microphone=microphone)
        page.locator(".live-start").click()
        wait_for_log(page, 8)
        said = logged(page)

    assert {"trill", "up"} <= set(said)
