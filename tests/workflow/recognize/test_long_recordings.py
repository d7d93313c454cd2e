"""Long recordings are recognized in parts, with the calls of one search."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from workflow_examples import write_calls

from coincide.learned import detector as detectors
from coincide.workflow.recognize.recognize import Recognition, RecognizeOptions, recognize

pytestmark = pytest.mark.slow


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two recordings of a quarter of a minute; one of them has a sample that is no number near its end."""
    write_calls(tmp_path / "a.wav", seed=31)
    write_calls(tmp_path / "b.wav", seed=32)
    samples, rate_hz = soundfile.read(tmp_path / "b.wav", dtype="float32")
    samples[14 * rate_hz] = np.nan
    soundfile.write(tmp_path / "b.wav", samples, rate_hz, subtype="FLOAT")
    return tmp_path


def _recognized(catalog: Path, folder: Path, workers: int | None) -> Recognition:
    return recognize(catalog, [folder], wanted=RecognizeOptions(categories=True), workers=workers)


@pytest.mark.parametrize("workers", [None, 2])
def test_parts_give_the_calls_and_problems_of_whole_recordings(
    learned: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, workers: int | None
) -> None:
    whole = _recognized(learned, folder, None)
    monkeypatch.setattr(detectors, "PART_S", 5.0)
    monkeypatch.setattr(detectors, "PART_HEADS", 0)
    parted = _recognized(learned, folder, workers)
    assert len(whole.calls) > 5
    assert parted.calls == whole.calls
    assert parted.left_out == whole.left_out
    assert [problem.kind for problem in whole.left_out] == ["nan"]
