"""Recordings: listed, looked at in pieces, listened to in stretches."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import soundfile
from coincide_trees import Tree
from starlette.testclient import TestClient

from coincide.catalog import CatalogStore, StoredTree
from coincide.records import Deployment

AT = "/api/recordings/1"


def size_of(png: bytes) -> tuple[int, int]:
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")


def test_recordings_are_listed_by_name(reader: TestClient) -> None:
    found = reader.get("/api/recordings").json()
    assert [(each["name"], each["duration_s"], each["is_present"]) for each in found] == [
        ("r0.wav", 15.0, True),
        ("r1.wav", 15.0, True),
    ]


def test_a_recording_says_where_and_when_it_was_made(season_reader: TestClient) -> None:
    found = season_reader.get("/api/recordings/1").json()
    assert (found["site"], found["recorder"]) == ("site01", "REC01")
    assert (found["time_utc"], found["time_local"]) == ("2024-04-19T22:00:00Z", "2024-04-20T00:00:00+02:00")


def test_a_recording_of_no_known_time_and_place_says_so(reader: TestClient) -> None:
    found = reader.get("/api/recordings/1").json()
    assert (found["site"], found["time_utc"], found["time_local"]) == ("", None, None)


def test_events_say_where_and_when_they_were_heard(season_reader: TestClient) -> None:
    event = season_reader.get("/api/recordings/1/events").json()[0]
    began = datetime.fromisoformat("2024-04-20T00:00:00+02:00")
    assert event["site"] == "site01"
    assert datetime.fromisoformat(event["time_utc"]) == began + timedelta(seconds=event["onset_s"])
    assert event["time_local"].startswith("2024-04-20T00:0") and event["time_local"].endswith("+02:00")


def test_a_table_of_sites_that_comes_later_shows_at_once(app: TestClient, catalog: Path) -> None:
    assert app.get("/api/recordings/1").json()["site"] == ""
    with CatalogStore.open(catalog, write=True) as store:
        store.deployments.replace_all([Deployment("pond", recorder="sounds")])
    assert app.get("/api/events/1").json()["site"] == "pond"


def test_only_events_of_the_stretch_are_listed(reader: TestClient) -> None:
    events = reader.get(f"{AT}/events?from_s=3&to_s=6").json()
    assert events
    assert all(event["offset_s"] > 3 and event["onset_s"] < 6 for event in events)


@pytest.mark.parametrize("path", ["", "/events", "/tree", "/spectrogram.png", "/sound.wav"])
def test_an_unknown_recording_is_told(reader: TestClient, path: str) -> None:
    assert reader.get(f"/api/recordings/99{path}").status_code == 404


def test_a_piece_has_the_size_that_was_asked_for(reader: TestClient) -> None:
    png = reader.get(f"{AT}/spectrogram.png?from_s=1&to_s=2&width=300&height=77").content
    assert size_of(png) == (300, 77)


@pytest.mark.parametrize("to_s", [15.001, 600.0, 3600.0])
def test_a_piece_may_reach_beyond_the_end(reader: TestClient, to_s: float) -> None:
    assert reader.get(f"{AT}/spectrogram.png?from_s=0&to_s={to_s}").status_code == 200


@pytest.mark.parametrize(
    "query",
    ["from_s=2&to_s=1", "to_s=3601", "width=0", "width=2049", "height=1025", "low_hz=9000", "high_hz=0", "channel=1"],
)
def test_a_piece_that_makes_no_sense_is_refused(reader: TestClient, query: str) -> None:
    assert reader.get(f"{AT}/spectrogram.png?{query}").status_code == 422


def test_a_stretch_lasts_as_long_as_it_should(reader: TestClient) -> None:
    wav = reader.get(f"{AT}/sound.wav?from_s=2&to_s=5&expand=4").content
    assert soundfile.info(io.BytesIO(wav)).duration == pytest.approx(12.0, abs=0.01)


@pytest.mark.parametrize(
    "query", ["from_s=15", "from_s=3&to_s=3", "from_s=nan", "from_s=-1", "expand=0", "expand=1001"]
)
def test_a_stretch_that_makes_no_sense_is_refused(reader: TestClient, query: str) -> None:
    assert reader.get(f"{AT}/sound.wav?{query}").status_code == 422


def test_the_tree_that_learning_leaves_holds_all_events(reader: TestClient) -> None:
    (tree,) = reader.get(f"{AT}/tree").json()["trees"]
    assert tree["leaves"] == [event["id"] for event in reader.get(f"{AT}/events").json()]


def test_trees_say_who_made_them(reader: TestClient) -> None:
    assert reader.get(f"{AT}/tree").json()["trees_by"] == "songs"


def test_trees_carry_the_times_of_their_leaves(app: TestClient, catalog: Path) -> None:
    events = app.get(f"{AT}/events").json()[:3]
    ids = tuple(event["id"] for event in events)
    tree = Tree(("a", "b", "a"), ((0, 1), (3, 2)), scores=(0.5, 0.25))
    with CatalogStore.open(catalog, write=True) as store:
        model = store.models.current()
        assert model is not None
        store.trees.put(model.id, [StoredTree(1, 0, tree, ("motif", "song"), ids)])
    (found,) = app.get(f"{AT}/tree").json()["trees"]
    assert found["leaves"] == list(ids)
    assert found["onsets_s"] == [event["onset_s"] for event in events]
    assert found["children"] == [[0, 1], [3, 2]]
