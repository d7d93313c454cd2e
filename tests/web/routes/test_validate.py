"""A sample that people check through the server: drawn, answered, taken back, and what comes out."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from labeling import copy_of
from starlette.testclient import TestClient
from web_client import client_of

from coincide.workflow.validate.session import Validation

pytestmark = pytest.mark.slow

AT = "/api/validate"


@pytest.fixture
def season(season_once: Path, tmp_path: Path) -> Path:
    return copy_of(season_once, tmp_path)


@pytest.fixture
def client(season: Path) -> Generator[TestClient]:
    with client_of(season) as opened:
        yield opened


def draw(client: TestClient, *names: str, n: int = 20, who: str = "Ana") -> dict[str, Any]:
    found = client.post(f"{AT}/samples", json={"names": list(names), "n": n, "who": who})
    assert found.status_code == 200, found.text
    return found.json()


def answer(client: TestClient, state: dict[str, Any], said: str, name: str = "") -> dict[str, Any]:
    at = f"{AT}/samples/{state['sample']}/items/{state['next'][0]['item']}"
    found = client.put(at, json={"answer": said, "name": name, "who": state["who"]})
    assert found.status_code == 200, found.text
    return found.json()


def test_there_is_no_sample_at_first(client: TestClient) -> None:
    state = client.get(AT).json()
    assert (state["sample"], state["next"]) == (None, [])


def test_a_sample_is_drawn_and_its_first_item_asked(client: TestClient) -> None:
    state = draw(client, "trill")
    assert (state["names"], state["n_items"], state["n_answered"]) == (["trill"], 20, 0)
    assert state["next"][0]["question"] == "Is this `trill`?"
    assert state["next"][0]["site"].startswith("site") and state["next"][0]["time_local"].endswith("+02:00")


def test_an_answer_leads_to_the_next_item(client: TestClient) -> None:
    first = draw(client, "trill")
    second = answer(client, first, "yes")
    assert (second["n_answered"], second["next"][0]) == (1, first["next"][1])


def test_the_command_goes_on_with_the_same_sample(client: TestClient, season: Path) -> None:
    state = answer(client, draw(client, "trill"), "yes")
    validation = Validation(season, who="Ana")
    assert (validation.sample.id, validation.result().n_answered) == (state["sample"], 1)


def test_an_answer_is_taken_back(client: TestClient) -> None:
    first = draw(client, "trill")
    second = answer(client, first, "no")
    undo = f"{AT}/samples/{first['sample']}/undo"
    assert client.post(undo, json={"who": "Ana"}).json() == first
    assert client.post(undo, json={"who": "Ana"}).json() == first
    assert second["n_answered"] == 1


def test_the_result_holds_what_was_said(client: TestClient) -> None:
    state = draw(client, "trill", n=10)
    while state["next"]:
        state = answer(client, state, "yes" if state["next"][0]["name"] else "no")
    result = client.get(f"{AT}/samples/{state['sample']}/result?who=Ana").json()
    assert (result["estimates"]["n_checked"], result["estimates"]["names"][0]["precision"]["value"]) == (10, 1.0)
    assert result["sentence"].startswith("We checked a random sample of 10")


def test_a_result_without_answers_has_unknown_values(client: TestClient) -> None:
    state = draw(client, "trill")
    result = client.get(f"{AT}/samples/{state['sample']}/result?who=Ana").json()
    assert (result["estimates"]["n_checked"], result["estimates"]["names"][0]["precision"]["value"]) == (0, None)


def test_two_people_are_compared(client: TestClient) -> None:
    state = draw(client, "trill")
    for who, said in (("Ana", "yes"), ("Ben", "no")):
        state = client.get(f"{AT}?who={who}").json()
        while state["next"]:
            state = answer(client, state, said)
    pair = client.get(f"{AT}/samples/{state['sample']}/result?who=Ben").json()["agreements"][0]
    assert (pair["first"], pair["second"], pair["share"], pair["kappa"]) == ("Ana", "Ben", 0.0, 0.0)
    assert [item for item, _, _ in pair["disagreements"]] == list(range(20))


@pytest.mark.parametrize("path", ["samples/9/result", "samples/9/items/0/sound.wav", "samples/1/items/99/sound.wav"])
def test_an_unknown_item_is_told(client: TestClient, path: str) -> None:
    draw(client, "trill")
    assert client.get(f"{AT}/{path}").status_code == 404


def test_another_name_cannot_be_unknown(client: TestClient) -> None:
    state = draw(client, "trill")
    at = f"{AT}/samples/{state['sample']}/items/0"
    found = client.put(at, json={"answer": "other", "name": "unknown", "who": "Ana"})
    assert (found.status_code, "which stands for calls that no name fits" in found.json()["detail"]) == (422, True)


def test_an_unknown_name_is_refused(client: TestClient) -> None:
    found = client.post(f"{AT}/samples", json={"names": ["moa"]})
    assert (found.status_code, "moa" in found.json()["detail"]) == (422, True)


def test_an_item_without_sound_says_so(client: TestClient) -> None:
    state = draw(client, "trill")
    assert client.get(f"{AT}/samples/{state['sample']}/items/0/spectrogram.png").status_code == 410


def test_an_item_is_seen_and_heard(app: TestClient) -> None:
    state = draw(app, "category 1", n=4)
    at = f"{AT}/samples/{state['sample']}/items/{state['next'][0]['item']}"
    picture, sound = app.get(f"{at}/spectrogram.png"), app.get(f"{at}/sound.wav")
    assert (picture.content[:4], sound.content[:4]) == (b"\x89PNG", b"RIFF")
    assert app.get(f"{at}/sound.wav", headers={"If-None-Match": sound.headers["etag"]}).status_code == 304


def test_the_picture_of_an_item_says_which_times_it_shows(app: TestClient) -> None:
    state = draw(app, "category 1", n=4)
    asked = state["next"][0]
    shown = app.get(f"{AT}/samples/{state['sample']}/items/{asked['item']}/spectrogram.png").headers
    assert float(shown["x-from-s"]) <= asked["onset_s"] < asked["offset_s"] <= float(shown["x-to-s"])


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", ""), ("POST", "/samples"), ("PUT", "/samples/1/items/0"), ("GET", "/samples/1/items/0/sound.wav")],
)
def test_samples_need_the_key_the_host_and_our_own_page(season: Path, method: str, path: str) -> None:
    with client_of(season, has_key=False) as stranger:
        assert stranger.request(method, AT + path).status_code == 401
        assert stranger.request(method, AT + path, headers={"Host": "evil.example"}).status_code == 421
    with client_of(season) as known:
        foreign = known.request(method, AT + path, headers={"Origin": "http://evil.example"})
        assert foreign.status_code == 403 or method == "GET"
