"""One event: its picture, its sound, and what happens when its recording is gone."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest
import soundfile
from starlette.testclient import TestClient
from web_client import client_of
from workflow_examples import quick_learn, write_folder

PICTURE, SOUND = "/api/events/1/spectrogram.png", "/api/events/1/sound.wav"


def test_an_event_is_described(reader: TestClient) -> None:
    event = reader.get("/api/events/1").json()
    assert (event["id"], event["recording_name"], event["label"], event["slowdown"]) == (1, "r0.wav", None, 1)


@pytest.mark.parametrize("number", ["0", "-1", "1.5", "x", "9007199254740992", "99999999999999999999999"])
def test_an_absurd_number_is_refused(reader: TestClient, number: str) -> None:
    assert reader.get(f"/api/events/{number}").status_code == 422


@pytest.mark.parametrize("path", ["/api/events/9007199254740991", "/api/events/99999/sound.wav"])
def test_an_unknown_event_is_told(reader: TestClient, path: str) -> None:
    answer = reader.get(path)
    assert answer.status_code == 404
    assert "Reload the page" in answer.json()["detail"]


@pytest.mark.parametrize("path", ["..%2f..%2fcatalog.sqlite", "%2e%2e/catalog.sqlite", "1/../../catalog.sqlite"])
def test_no_path_leads_out_of_the_catalog(reader: TestClient, path: str) -> None:
    assert reader.get(f"/api/events/{path}").status_code in (404, 422)


def test_picture_and_sound_cover_the_same_time(reader: TestClient) -> None:
    headers = reader.get(PICTURE).headers
    sound, rate_hz = soundfile.read(io.BytesIO(reader.get(SOUND).content))
    assert len(sound) / rate_hz == pytest.approx(float(headers["X-To-S"]) - float(headers["X-From-S"]), abs=0.001)


def test_a_picture_has_the_height_that_was_asked_for(reader: TestClient) -> None:
    png = reader.get(f"{PICTURE}?height=128").content
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(png[20:24], "big") == 128


def test_a_sound_is_played_slower_on_demand(reader: TestClient) -> None:
    plain, slow = (soundfile.info(io.BytesIO(reader.get(f"{SOUND}{how}").content)) for how in ("", "?expand=10"))
    assert slow.duration == pytest.approx(10 * plain.duration, rel=0.01)


@pytest.mark.parametrize("query", ["height=15", "height=721", "height=x"])
def test_a_picture_of_an_absurd_size_is_refused(reader: TestClient, query: str) -> None:
    assert reader.get(f"{PICTURE}?{query}").status_code == 422


def test_an_address_with_a_version_may_be_kept_forever(reader: TestClient) -> None:
    version = reader.get("/api/events/1").json()["version"]
    assert "immutable" in reader.get(f"{PICTURE}?v={version}").headers["Cache-Control"]
    assert "no-cache" in reader.get(PICTURE).headers["Cache-Control"]


def test_what_the_browser_has_is_not_sent_again(reader: TestClient) -> None:
    etag = reader.get(PICTURE).headers["ETag"]
    answer = reader.get(PICTURE, headers={"If-None-Match": etag})
    assert (answer.status_code, answer.content) == (304, b"")


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [("bytes=0-9", 0, 10), ("bytes=10-", 10, None), ("bytes=-7", -7, None), ("bytes=5-99999999", 5, None)],
)
def test_a_part_of_a_sound_is_sent(reader: TestClient, asked: str, start: int, stop: int | None) -> None:
    whole = reader.get(SOUND).content
    answer = reader.get(SOUND, headers={"Range": asked})
    assert (answer.status_code, answer.content) == (206, whole[start:stop])
    first = len(whole) + start if start < 0 else start
    last = len(whole) - 1 if stop is None else stop - 1
    assert answer.headers["Content-Range"] == f"bytes {first}-{last}/{len(whole)}"


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=-0"])
def test_a_part_that_lies_outside_is_told(reader: TestClient, asked: str) -> None:
    answer = reader.get(SOUND, headers={"Range": asked})
    assert answer.status_code == 416
    assert answer.headers["Content-Range"].startswith("bytes */")


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "bytes=9-3", "rows=0-1", "bytes=-", "bytes=x-y", ""])
def test_a_range_that_makes_no_sense_gives_everything(reader: TestClient, asked: str) -> None:
    assert reader.get(SOUND, headers={"Range": asked}).status_code == 200


def test_a_part_of_an_older_version_gives_everything(reader: TestClient) -> None:
    assert reader.get(SOUND, headers={"Range": "bytes=0-9", "If-Range": '"other"'}).status_code == 200


def test_a_recording_that_was_deleted_is_named(tmp_path: Path) -> None:
    sounds = write_folder(tmp_path / "sounds")
    with client_of(quick_learn(sounds, tmp_path / "c.coincide").catalog) as client:
        (sounds / "r0.wav").unlink()
        answers = [client.get(path) for path in (PICTURE, SOUND, "/api/recordings/1/sound.wav")]
        others = [client.get(path).status_code for path in ("/api/events/1", "/api/categories", "/api/overview")]
        is_present = client.get("/api/recordings/1").json()["is_present"]
    assert {answer.status_code for answer in answers} == {410}
    assert all("`r0.wav` is gone" in answer.json()["detail"] for answer in answers)
    assert others == [200, 200, 200]
    assert is_present is False


def test_a_recording_that_was_replaced_is_not_taken_for_the_old_one(tmp_path: Path) -> None:
    sounds = write_folder(tmp_path / "sounds")
    with client_of(quick_learn(sounds, tmp_path / "c.coincide").catalog) as client:
        shutil.copyfile(sounds / "r1.wav", sounds / "r0.wav")
        answer = client.get(SOUND)
    assert answer.status_code == 410
    assert "has changed since it was learned from" in answer.json()["detail"]
