"""Recordings of several channels: heard channel by channel, or mixed."""

from __future__ import annotations

import io
from collections.abc import Generator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray
from starlette.testclient import TestClient
from web_client import client_of
from workflow_examples import quick, quick_learn, write_stereo

AT = "/api/recordings/1"


@pytest.fixture(scope="module")
def stereo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one recording of two channels."""
    folder = tmp_path_factory.mktemp("stereo") / "sounds"
    folder.mkdir()
    return write_stereo(folder / "pair.wav").parent


@pytest.fixture(scope="module")
def apart(stereo: Path) -> Generator[TestClient]:
    """The app where each channel was searched."""
    with client_of(_learned(stereo, "each")) as client:
        yield client


@pytest.fixture(scope="module")
def mixed(stereo: Path) -> Generator[TestClient]:
    """The app where the mix was searched."""
    with client_of(_learned(stereo, "mix")) as client:
        yield client


def _learned(stereo: Path, channels: str) -> Path:
    settings = quick(recordings={"channels": channels})
    return quick_learn(stereo, stereo.with_name(f"{channels}.coincide"), settings=settings).catalog


def sound_at(app: TestClient, path: str) -> NDArray[np.float64]:
    """One second and a bit that a person hears, at its usual loudness."""
    samples, _ = soundfile.read(io.BytesIO(app.get(path).content))
    return samples / np.abs(samples).max()


def event_of(app: TestClient, channel: int) -> dict[str, Any]:
    return next(event for event in app.get(f"{AT}/events").json() if event["channel"] == channel)


def alike(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Correlation of two sounds of nearly the same length."""
    n = min(len(one), len(other))
    return float(np.corrcoef(one[:n], other[:n])[0, 1])


@pytest.mark.parametrize("channel", [0, 1])
def test_event_is_heard_in_its_channel(apart: TestClient, channel: int) -> None:
    event = event_of(apart, channel)
    shown = apart.get(f"/api/events/{event['id']}/spectrogram.png").headers
    stretch = f"from_s={shown['X-From-S']}&to_s={shown['X-To-S']}"
    heard = sound_at(apart, f"/api/events/{event['id']}/sound.wav?expand=1")
    assert alike(heard, sound_at(apart, f"{AT}/sound.wav?{stretch}&channel={channel}")) > 0.99
    assert alike(heard, sound_at(apart, f"{AT}/sound.wav?{stretch}")) < 0.99


def test_event_of_the_mix_is_heard_in_the_mix(mixed: TestClient) -> None:
    event = event_of(mixed, 0)
    shown = mixed.get(f"/api/events/{event['id']}/spectrogram.png").headers
    stretch = f"from_s={shown['X-From-S']}&to_s={shown['X-To-S']}"
    heard = sound_at(mixed, f"/api/events/{event['id']}/sound.wav?expand=1")
    assert alike(heard, sound_at(mixed, f"{AT}/sound.wav?{stretch}")) > 0.99
