"""A common kind hides rare ones, and a sentence says so."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
import soundfile
from workflow_examples import quick

from coincide.workflow.info.info import info
from coincide.workflow.learn.learn import learn

pytestmark = pytest.mark.slow

RATE_HZ = 16_000


def _write(place: Path, rng: np.random.Generator, *, rare_at: int | None) -> None:
    """Write 60 whistles with a pause of half a second; one of them may be a buzz instead."""
    times_s = np.arange(round(0.12 * RATE_HZ)) / RATE_HZ
    whistle = np.sin(2 * np.pi * (1500 * times_s + 4000 * times_s**2)) * np.hanning(len(times_s)) ** 0.3
    buzz = np.sign(np.sin(2 * np.pi * 600 * times_s)) * np.hanning(len(times_s)) ** 0.3
    sound = 0.003 * rng.standard_normal(30 * RATE_HZ)
    for number in range(60):
        start = round((0.2 + number * 0.49) * RATE_HZ)
        sound[start : start + len(times_s)] += 0.2 * (buzz if number == rare_at else whistle)
    soundfile.write(place, sound, RATE_HZ)


def test_where_nearly_all_calls_are_alike_the_others_are_told(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    folder = tmp_path / "sounds"
    folder.mkdir()
    for number, rare_at in enumerate((20, 40)):
        _write(folder / f"night-{number}.wav", rng, rare_at=rare_at)
    learn(folder, catalog=tmp_path / "catalog", settings=quick())
    words = str(info(tmp_path / "catalog").model_facts["counting"])
    assert words.startswith("2 calls are unlike nearly all others and have a category apart. Listen to the one in")
    named = re.search(r"`night-([01])\.wav`.* --at (\d+\.\d\d) --for 0\.1\d`", words)
    assert named is not None
    assert float(named[2]) == pytest.approx((10.0, 19.8)[int(named[1])], abs=0.05)
