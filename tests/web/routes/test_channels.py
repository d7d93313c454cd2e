"""Recordings of several channels: seen, heard and searched channel by channel, or mixed."""

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
from workflow_examples import learn_stereo

pytestmark = pytest.mark.slow

AT = "/api/recordings/1"


@pytest.fixture(scope="module")
def stereo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where catalogs of one recording of two channels lie."""
    return tmp_path_factory.mktemp("stereo")


@pytest.fixture(scope="module")
def apart(stereo: Path) -> Generator[TestClient]:
    """The app where each channel was searched."""
    with client_of(learn_stereo(stereo, "each")) as client:
        yield client


@pytest.fixture(scope="module")
def mixed(stereo: Path) -> Generator[TestClient]:
    """The app where the mix was searched."""
    with client_of(learn_stereo(stereo, "mix")) as client:
        yield client


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


def test_recording_tells_which_channels_were_searched(apart: TestClient, mixed: TestClient) -> None:
    assert [app.get(AT).json()["searched_channels"] for app in (apart, mixed)] == [[0, 1], []]


def test_one_channel_that_was_searched_is_told(stereo: Path) -> None:
    with client_of(learn_stereo(stereo, 1)) as app:
        assert app.get(AT).json()["searched_channels"] == [1]


def test_each_tree_tells_its_channel(apart: TestClient) -> None:
    channel_of = {event["id"]: event["channel"] for event in apart.get(f"{AT}/events").json()}
    trees = apart.get(f"{AT}/tree").json()["trees"]
    assert [tree["channel"] for tree in trees] == [0, 1]
    assert all(channel_of[leaf] == tree["channel"] for tree in trees for leaf in tree["leaves"])


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


@pytest.mark.parametrize("channel", [0, 1])
def test_stretch_is_searched_for_in_its_channel(apart: TestClient, channel: int) -> None:
    event = event_of(apart, channel)
    body = {"recording_id": 1, "onset_s": event["onset_s"], "offset_s": event["offset_s"], "k": 1}
    (nearest,) = apart.post("/api/search", json={**body, "channel": channel}).json()["hits"]
    (in_mix,) = apart.post("/api/search", json=body).json()["hits"]
    assert nearest["id"] == event["id"]
    assert nearest["distance"] < 1e-4 < in_mix["distance"]


@pytest.mark.parametrize("channel", [2, 1001, -1, 0.5, True, "left", 1e30, [0]])
def test_search_in_a_channel_that_is_none_is_refused(apart: TestClient, channel: Any) -> None:
    body = {"recording_id": 1, "onset_s": 1, "offset_s": 2, "channel": channel}
    assert apart.post("/api/search", json=body).status_code == 422


def test_search_for_an_event_takes_no_channel(apart: TestClient) -> None:
    assert apart.post("/api/search", json={"event_id": 1, "channel": 0}).status_code == 422


@pytest.mark.parametrize("channel", ["2", "1001", "-1", "0.5", "true", "left", "1e30", ""])
@pytest.mark.parametrize("media", ["spectrogram.png", "sound.wav"])
def test_media_of_a_channel_that_is_none_are_refused(apart: TestClient, media: str, channel: str) -> None:
    assert apart.get(f"{AT}/{media}?to_s=2&channel={channel}").status_code == 422


def test_refusal_says_how_many_channels_there_are(apart: TestClient) -> None:
    told = apart.get(f"{AT}/sound.wav?to_s=2&channel=2").json()["detail"]
    assert told == "`pair.wav` has 2 channels, counted from 0; got 2."
