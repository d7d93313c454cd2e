"""The browsers that the tests can be run in, and what is left out in each."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from browser_engine import Firefox, Setup
from browser_media import write_camera

HERE = Path(__file__).parent


@pytest.mark.slow
def test_what_only_chromium_has_is_left_out_in_firefox_with_the_reason() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "pytest", "-rs", str(HERE / "test_history.py")],
        env={**os.environ, "COINCIDE_BROWSER": "firefox"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "only Chromium has a history that Playwright keeps" in told.stdout
    assert told.returncode == 0


def test_firefox_is_shown_each_picture_of_a_film(tmp_path: Path) -> None:
    picture = np.zeros((48, 48, 3), dtype=np.uint8)
    film = write_camera(tmp_path / "film.mjpeg", [picture, picture + 200], n_frames=2)
    assert Firefox().script(Setup(camera=film)).count('"/9j/') == 4  # how each JPEG begins in base64
