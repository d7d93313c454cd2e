"""Which recordings a catalog may know already: only these are hashed before anybody listens to them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from coincide.catalog import CatalogStore
from coincide.errors import RecordingError
from coincide.execute.inline import Inline
from coincide.recordings import content_hash
from coincide.recordings.settings import RecordingSettings
from coincide.records import Recording
from coincide.workflow.listen.facts import read_facts
from coincide.workflow.listen.listen import KnownRecordings, with_hash

RATE_HZ = 8000


@pytest.fixture
def known(tmp_path: Path) -> Iterator[KnownRecordings]:
    with CatalogStore.open(tmp_path / "catalog", create=True) as store:
        yield KnownRecordings(store, [_recording(tmp_path / "known.wav", 1.0)])


def test_only_recordings_of_a_known_length_are_hashed(known: KnownRecordings, tmp_path: Path) -> None:
    recordings = [_recording(tmp_path / "a.wav", 0.5, -1), _recording(tmp_path / "b.wav", 1.0, -2)]
    hashed = [one.content_hash for one in known.hashed(recordings, Inline()) if isinstance(one, Recording)]
    assert hashed == ["", content_hash(tmp_path / "b.wav")]


def test_a_recording_that_is_gone_gives_its_error(known: KnownRecordings, tmp_path: Path) -> None:
    recording = _recording(tmp_path / "a.wav", 1.0)
    (tmp_path / "a.wav").unlink()
    (error,) = known.hashed([recording], Inline())
    assert isinstance(error, RecordingError)
    assert str(error).startswith(f"`{tmp_path / 'a.wav'}` cannot be read")


def test_a_recording_is_hashed_once(tmp_path: Path) -> None:
    hashed = with_hash(_recording(tmp_path / "a.wav", 1.0))
    (tmp_path / "a.wav").unlink()
    assert with_hash(hashed) == hashed


def _recording(path: Path, duration_s: float, number: int = -1) -> Recording:
    samples = np.random.default_rng(0).uniform(-0.5, 0.5, round(duration_s * RATE_HZ))
    soundfile.write(path, samples, RATE_HZ, subtype="PCM_16")
    recording, _ = read_facts(path, path.name, settings=RecordingSettings(), number=number)
    return recording
