"""What is said when something cannot be answered: to a person as a page, to a program as JSON."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
import soundfile
from fastapi import FastAPI
from starlette.testclient import TestClient
from web_client import PORT, TOKEN, client_of

from coincide.web import Access
from coincide.web.errors import add_error_handlers
from coincide.web.guard import HEADERS

PERSON = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
NOTHING = "There is nothing at this address. Check it for a typing error."


def test_an_address_that_leads_nowhere_is_a_page_with_a_way_back(reader: TestClient) -> None:
    answer = reader.get("/nosuch", headers=PERSON)
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert NOTHING in answer.text
    assert '<a href="/">' in answer.text


@pytest.mark.parametrize(("path", "headers"), [("/nosuch", {}), ("/api/nosuch", PERSON), ("/api/nosuch", {})])
def test_a_program_gets_json(reader: TestClient, path: str, headers: dict[str, str]) -> None:
    answer = reader.get(path, headers=headers)
    assert (answer.status_code, answer.json()) == (404, {"detail": NOTHING})


def test_a_page_of_a_message_repeats_nothing_of_the_address(reader: TestClient) -> None:
    assert "script>" not in reader.get("/<script>alert(1)</script>", headers=PERSON).text


def test_a_person_who_is_refused_gets_a_page(reader: TestClient) -> None:
    answer = reader.get("/", headers={**PERSON, "Host": "evil.example"})
    assert answer.status_code == 421
    assert "<p>This server does not answer to that name." in answer.text


@pytest.mark.parametrize(
    "place", ["%0d%0a", "a%0aSet-Cookie:x=1", "%00", "%7f", "%c2%85", "%e2%80%a8", "categories/%0d"]
)
@pytest.mark.parametrize("prefix", ["/", "/api/", "/static/", "/api/label/answers/"])
def test_a_path_with_a_control_character_leads_nowhere(reader: TestClient, prefix: str, place: str) -> None:
    answer = reader.get(f"{prefix}{place}")
    assert (answer.status_code, answer.json()["detail"]) == (404, NOTHING)


@pytest.mark.parametrize(
    "place", ["%0d%0aSet-Cookie:x=1", "ä%20ö", "%c3%a4", "//evil.example", "%5cevil", "a%25b%3fc%23d"]
)
def test_no_header_of_an_answer_holds_the_end_of_a_line(learned: Path, place: str) -> None:
    access = Access(token=TOKEN, port=PORT)
    with client_of(learned, has_key=False, access=access) as client:
        answer = client.get(f"/{place}?code={access.codes.new()}&x=%0d%0aSet-Cookie:x=1")
    assert not any(set(value) & set("\r\n\0") for value in answer.headers.values())
    assert "x=1" not in answer.headers.get("set-cookie", "")


def test_the_reason_begins_as_a_sentence(reader: TestClient) -> None:
    answer = reader.post("/api/search/sound", content=b"%PDF-1.7 no sound at all")
    assert answer.json()["detail"].startswith("What you sent cannot be decoded: ")


def test_a_search_for_an_event_that_is_not_there_says_so(reader: TestClient) -> None:
    answer = reader.post("/api/search", json={"event_id": 99999})
    assert answer.status_code == 404
    assert answer.json()["detail"].startswith("Event 99999")


def test_a_stretch_that_ends_before_it_begins_is_told(reader: TestClient) -> None:
    answer = reader.post("/api/search", json={"recording_id": 1, "onset_s": 5.0, "offset_s": 3.0})
    assert answer.json()["detail"] == "A stretch must end after it begins, got 5 to 3 s."


def test_a_stretch_that_lies_outside_names_no_option_of_the_command_line(reader: TestClient) -> None:
    answer = reader.post("/api/search", json={"recording_id": 1, "onset_s": 14.0, "offset_s": 99.0})
    assert answer.json()["detail"] == "The stretch must lie within the 15.00 s of `r0.wav`, got 14 to 99 s."


def test_a_file_that_is_too_long_to_search_with_is_told_without_an_option(reader: TestClient) -> None:
    wav = io.BytesIO()
    soundfile.write(wav, np.zeros(8000 * 61), 8000, format="WAV")
    answer = reader.post("/api/search/sound", content=wav.getvalue())
    assert answer.json()["detail"] == (
        "What you sent lasts 61 s, but a sound to search with may last at most 60 s. Send a shorter piece."
    )


def test_a_body_that_is_not_json_is_told(reader: TestClient) -> None:
    answer = reader.post("/api/search", content=b"{", headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["detail"] == "The body is not JSON."


def test_a_silent_sound_is_told_without_an_option(reader: TestClient) -> None:
    wav = io.BytesIO()
    soundfile.write(wav, np.zeros(8000), 8000, format="WAV")
    answer = reader.post("/api/search/sound", content=wav.getvalue())
    assert answer.json()["detail"] == "What you sent is silent. Send another sound."


def test_a_mistake_of_the_server_names_its_kind_and_where_to_look() -> None:
    app = FastAPI()
    add_error_handlers(app)

    @app.get("/api/broken")
    def broken() -> None:
        raise KeyError("secret")

    answer = TestClient(app, raise_server_exceptions=False).get("/api/broken")
    assert (answer.status_code, answer.json()) == (
        500,
        {"detail": "Internal error (KeyError). See the terminal of `coincide serve`."},
    )


def test_messages_carry_the_headers(reader: TestClient) -> None:
    found = reader.get("/nosuch", headers=PERSON).headers
    assert {name: found[name] for name in HEADERS} == HEADERS
