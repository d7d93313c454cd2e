"""Edges of events that a person drew: stored, shown, replaced and taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from labeling import answers_of
from starlette.testclient import TestClient


def _event(app: TestClient, number: int = 1) -> dict[str, float]:
    return app.get(f"/api/events/{number}").json()


def _draw(app: TestClient, number: int = 1, **edges: float) -> dict[str, float]:
    answer = app.put(f"/api/events/{number}/edges", json=edges)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_drawn_edge_is_shown_beside_the_one_that_was_found(app: TestClient) -> None:
    event = _event(app)
    drawn = _draw(app, offset_s=event["offset_s"] + 0.01)
    assert drawn == {"event_id": 1, "onset_s": event["onset_s"], "offset_s": event["offset_s"] + 0.01}
    assert app.get(f"/api/recordings/{event['recording_id']}/edges").json() == [drawn]


def test_the_second_edge_of_an_event_joins_the_first(app: TestClient, catalog: Path) -> None:
    event = _event(app)
    _draw(app, offset_s=event["offset_s"] + 0.01)
    drawn = _draw(app, onset_s=event["onset_s"] + 0.002)
    assert drawn["offset_s"] == event["offset_s"] + 0.01
    assert [sorted(each.facts) for each in answers_of(catalog)] == [["offset_s", "onset_s"]]


def test_drawn_edges_can_be_undone_one_after_the_other(app: TestClient, catalog: Path) -> None:
    event = _event(app)
    _draw(app, offset_s=event["offset_s"] + 0.01)
    _draw(app, offset_s=event["offset_s"] + 0.02)
    assert app.post("/api/undo").json() == {"undone": "The edges of the event are as before."}
    assert [each.facts["offset_s"] for each in answers_of(catalog)] == [event["offset_s"] + 0.01]
    app.post("/api/undo")
    assert answers_of(catalog) == []


@pytest.mark.parametrize("edges", [{}, {"onset_s": 1e6}, {"offset_s": 0.0}])
def test_edges_that_do_not_fit_are_told(app: TestClient, edges: dict[str, float]) -> None:
    assert app.put("/api/events/1/edges", json=edges).status_code == 422


def test_edges_of_an_event_that_is_gone_are_told(app: TestClient) -> None:
    answer = app.put("/api/events/99999/edges", json={"onset_s": 1.0})
    assert (answer.status_code, "Reload the page" in answer.json()["detail"]) == (404, True)
