"""Search by an event, by a stretch of a recording, and by a sound that is sent."""

from __future__ import annotations

import io
from base64 import b64decode
from collections.abc import Generator

import numpy as np
import pytest
import soundfile
from starlette.testclient import TestClient

from coincide.web.guard import MAX_UPLOAD_BYTES

pytestmark = pytest.mark.slow

METRICS = ("embedding", "euclidean", "dtw")


def sound_of(app: TestClient, event_id: int) -> bytes:
    return app.get(f"/api/events/{event_id}/sound.wav").content


@pytest.mark.parametrize("metric", METRICS)
def test_an_event_finds_others_and_not_itself(reader: TestClient, metric: str) -> None:
    hits = reader.post("/api/search", json={"event_id": 3, "metric": metric, "k": 5}).json()["hits"]
    assert len(hits) == 5
    assert 3 not in [hit["id"] for hit in hits]
    distances = [hit["distance"] for hit in hits]
    assert distances == sorted(distances)


@pytest.mark.parametrize("metric", METRICS)
def test_a_stretch_finds_the_event_in_it_first(reader: TestClient, metric: str) -> None:
    event = reader.get("/api/events/4").json()
    body = {"recording_id": 1, "onset_s": event["onset_s"], "offset_s": event["offset_s"], "metric": metric, "k": 2}
    assert reader.post("/api/search", json=body).json()["hits"][0]["id"] == 4


def test_a_sound_finds_what_resembles_it(reader: TestClient) -> None:
    category = reader.get("/api/events/3").json()["category"]
    hits = reader.post("/api/search/sound?k=5", content=sound_of(reader, 3)).json()["hits"]
    assert [hit["category"] for hit in hits] == [category] * 5


def test_a_sound_is_drawn_and_says_which_part_was_compared(reader: TestClient) -> None:
    sound = sound_of(reader, 3)
    compared = reader.post("/api/search/sound?k=1", content=sound).json()["compared"]
    with soundfile.SoundFile(io.BytesIO(sound)) as file:
        duration_s = file.frames / file.samplerate
    assert b64decode(compared["picture"]).startswith(b"\x89PNG")
    assert compared["duration_s"] == pytest.approx(duration_s)
    assert 0 <= compared["onset_s"] < compared["offset_s"] <= duration_s


def test_more_hits_than_events_are_all_events(reader: TestClient) -> None:
    n_events = reader.get("/api/overview").json()["n_events"]
    assert len(reader.post("/api/search", json={"event_id": 1, "k": 1000}).json()["hits"]) == n_events - 1


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"event_id": 1, "recording_id": 1},
        {"recording_id": 1},
        {"recording_id": 1, "onset_s": 2.0, "offset_s": 1.0},
        {"recording_id": 1, "onset_s": 14.0, "offset_s": 99.0},
        {"event_id": 1, "metric": "cosine"},
        {"event_id": 1, "k": 0},
        {"event_id": 1, "k": 1001},
        {"event_id": "1"},
        {"event_id": True},
        {"event_id": 2**60},
        {"event_id": 1, "more": 1},
    ],
)
def test_a_search_that_makes_no_sense_is_refused(reader: TestClient, body: object) -> None:
    assert reader.post("/api/search", json=body).status_code == 422


def test_a_body_that_is_no_json_is_told(reader: TestClient) -> None:
    answer = reader.post("/api/search", content=b"{", headers={"Content-Type": "application/json"})
    assert answer.status_code == 400


@pytest.mark.parametrize("body", [{"event_id": 9999}, {"recording_id": 99, "onset_s": 0.0, "offset_s": 1.0}])
def test_a_search_for_what_is_not_there_is_told(reader: TestClient, body: object) -> None:
    assert reader.post("/api/search", json=body).status_code == 404


@pytest.mark.parametrize("sound", [b"", b"%PDF-1.7 no sound at all", b"RIFF\x00\x00\x00\x00WAVE"])
def test_what_is_no_sound_is_refused_with_the_reason(reader: TestClient, sound: bytes) -> None:
    answer = reader.post("/api/search/sound", content=sound)
    assert answer.status_code == 422
    assert "/coincide-" not in answer.json()["detail"]


def test_a_silent_sound_is_refused(reader: TestClient) -> None:
    wav = io.BytesIO()
    soundfile.write(wav, np.zeros(8000), 8000, format="WAV")
    assert "silent" in reader.post("/api/search/sound", content=wav.getvalue()).json()["detail"]


def test_a_huge_upload_is_ended_early(reader: TestClient) -> None:
    def parts() -> Generator[bytes]:
        for _ in range(MAX_UPLOAD_BYTES // 2**20 + 2):
            yield bytes(2**20)

    answer = reader.post("/api/search/sound", content=parts())
    assert answer.status_code == 413
    assert "64 MB" in answer.json()["detail"]
