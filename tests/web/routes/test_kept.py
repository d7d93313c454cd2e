"""Clips of the live page: kept whole or not at all, asked about, and learned from."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile
from labeling import answers_of
from starlette.testclient import TestClient
from web_client import client_of
from workflow_examples import quick_learn

from coincide.catalog import CatalogStore

pytestmark = pytest.mark.slow


def clip(app: TestClient) -> bytes:
    return app.get("/api/recordings/1/sound.wav?from_s=2.2&to_s=3.3").content


def keep(app: TestClient, sound: bytes, name: str = "") -> str:
    answer = app.post(f"/api/kept?name={name}", content=sound, headers={"Content-Type": "audio/wav"})
    assert answer.status_code == 200, answer.text
    return answer.json()["key"]


def test_a_clip_is_asked_about_first_and_with_its_guess(app: TestClient) -> None:
    key = keep(app, clip(app), "buzz")
    question = app.get("/api/label/queue").json()["questions"][0]
    assert (question["key"], question["kind"], question["suggestions"]) == (
        key,
        "kept",
        [{"name": "buzz", "score": 1.0}],
    )


def test_a_clip_is_asked_about_by_a_session_that_is_open(app: TestClient) -> None:
    app.get("/api/label/queue")
    key = keep(app, clip(app))
    assert app.get("/api/label/queue").json()["questions"][0]["key"] == key


def test_a_clip_can_be_seen_and_heard(app: TestClient) -> None:
    keep(app, clip(app))
    question = app.get("/api/label/queue").json()["questions"][0]
    assert app.get(question["picture_url"]).headers["Content-Type"] == "image/png"
    assert soundfile.info(io.BytesIO(app.get(question["sound_url"]).content)).duration == pytest.approx(1.1, abs=0.01)


def test_a_clip_that_is_kept_twice_is_one(app: TestClient, catalog: Path) -> None:
    assert keep(app, clip(app)) == keep(app, clip(app))
    assert len(list((catalog / "kept").iterdir())) == 1


def test_an_answer_about_a_clip_is_stored_and_can_be_taken_back(app: TestClient, catalog: Path) -> None:
    key = keep(app, clip(app))
    app.get("/api/label/queue")
    state = app.put(f"/api/label/answers/{key}", json={"answer": "name", "name": "buzz"}).json()
    assert key not in [question["key"] for question in state["questions"]]
    assert [each.name for each in answers_of(catalog)] == ["buzz"]
    undone = app.post("/api/label/undo").json()
    assert (undone["questions"][0]["key"], answers_of(catalog)) == (key, [])


def name(app: TestClient, key: str, said: str) -> int:
    return app.put(f"/api/label/answers/{key}", json={"answer": "name", "name": said}).status_code


@pytest.mark.parametrize("again", ["buzz", "hum"])
def test_a_clip_that_an_earlier_session_named_can_be_sent_again(catalog: Path, again: str) -> None:
    with client_of(catalog) as app:
        sound = clip(app)
        name(app, keep(app, sound), "buzz")
    with client_of(catalog) as app:
        assert name(app, keep(app, sound), again) == 200
    assert [each.name for each in answers_of(catalog)] == [again]


def test_an_answer_about_a_clip_can_be_taken_back_by_a_later_session(catalog: Path) -> None:
    with client_of(catalog) as app:
        key = keep(app, clip(app))
        name(app, key, "buzz")
    with client_of(catalog) as app:
        undone = app.post("/api/label/undo").json()
    assert (undone["questions"][0]["key"], answers_of(catalog)) == (key, [])


def test_a_clip_that_was_named_and_learned_can_be_sent_again(catalog: Path, sounds: Path) -> None:
    with client_of(catalog) as app:
        sound = clip(app)
        name(app, keep(app, sound), "buzz")
        quick_learn(sounds, catalog)
        assert name(app, keep(app, sound), "hum") == 200
    assert [each.name for each in answers_of(catalog)] == ["hum"]


def test_a_clip_is_a_recording_that_the_next_learning_labels(app: TestClient, catalog: Path, sounds: Path) -> None:
    key = keep(app, clip(app))
    app.get("/api/label/queue")
    app.put(f"/api/label/answers/{key}", json={"answer": "name", "name": "buzz"})
    assert quick_learn(sounds, catalog).n_recordings == 3
    events = app.get(f"/api/recordings/{key.removeprefix('kept-')}/events").json()
    assert [event["label"] for event in events] == ["buzz"]


def test_clips_move_with_the_catalog(app: TestClient, catalog: Path, sounds: Path) -> None:
    keep(app, clip(app))
    moved = catalog.with_name("moved.coincide")
    shutil.move(catalog, moved)
    quick_learn(sounds, moved)
    with CatalogStore.open(moved) as store:
        paths = [Path(each.path) for each in store.recordings.all(only_present=True) if each.name.startswith("kept/")]
    assert [path.parent for path in paths] == [moved / "kept"]


def silent(duration_s: float) -> bytes:
    wav = io.BytesIO()
    soundfile.write(wav, np.zeros(int(8000 * duration_s)), 8000, format="WAV")
    return wav.getvalue()


@pytest.mark.parametrize("sound", [b"", b"hello", b"RIFF....WAVE", silent(0.001), silent(61.0)])
def test_what_is_no_clip_is_refused_and_leaves_nothing(app: TestClient, catalog: Path, sound: bytes) -> None:
    assert app.post("/api/kept", content=sound).status_code == 422
    assert not (catalog / "kept").exists()


def test_a_sound_that_is_no_wav_is_refused(app: TestClient) -> None:
    flac = io.BytesIO()
    soundfile.write(flac, np.zeros(8000), 8000, format="FLAC")
    assert "WAV" in app.post("/api/kept", content=flac.getvalue()).json()["detail"]


def test_the_message_about_a_bad_clip_names_no_file_of_the_server(app: TestClient) -> None:
    assert "/coincide-" not in app.post("/api/kept", content=b"hello").json()["detail"]
