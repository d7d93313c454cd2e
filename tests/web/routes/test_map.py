"""The map: one row per event in all of its parts."""

from __future__ import annotations

import numpy as np
from starlette.testclient import TestClient


def numbers(app: TestClient, part: str, kind: str) -> np.ndarray:
    answer = app.get(f"/api/map{part}")
    found = np.frombuffer(answer.content, dtype=kind)
    assert int(answer.headers["X-Count"]) == (len(found) // 2 if part == "" else len(found))
    return found


def test_every_event_has_a_place(reader: TestClient) -> None:
    places = numbers(reader, "", "<f4").reshape(-1, 2)
    assert len(places) == reader.get("/api/overview").json()["n_events"]
    assert np.isfinite(places).all()


def test_all_parts_have_one_row_per_event(reader: TestClient) -> None:
    lengths = {
        len(numbers(reader, part, kind))
        for part, kind in (("/categories", "<u2"), ("/certainty", "u1"), ("/events", "<u4"))
    }
    lengths.add(len(reader.get("/api/map/labels").json()["numbers"]))
    assert lengths == {reader.get("/api/overview").json()["n_events"]}


def test_rows_mean_the_same_event_in_all_parts(reader: TestClient) -> None:
    categories, ids = numbers(reader, "/categories", "<u2"), numbers(reader, "/events", "<u4")
    for row in (0, 7, len(ids) - 1):
        assert (reader.get(f"/api/events/{ids[row]}").json()["category"] or 0) == categories[row]


def test_labels_point_into_the_names_beside_them(app: TestClient) -> None:
    app.put("/api/labels", json={"event_ids": [5, 6], "label": "buzz"})
    labels = app.get("/api/map/labels").json()
    ids = numbers(app, "/events", "<u4")
    assert labels["names"] == ["", "buzz"]
    assert set(ids[np.array(labels["numbers"]) == 1]) == {5, 6}


def test_all_parts_name_their_model(reader: TestClient) -> None:
    models = {reader.get(f"/api/map{part}").headers["X-Model"] for part in ("", "/categories", "/certainty", "/events")}
    assert models == {reader.get("/api/map/labels").json()["model"]}


def test_an_unchanged_map_is_not_sent_again(reader: TestClient) -> None:
    etag = reader.get("/api/map").headers["ETag"]
    assert reader.get("/api/map", headers={"If-None-Match": etag}).status_code == 304
