"""Who is let in, and what every answer carries."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from web_client import ORIGIN, PORT, TOKEN, client_of

from coincide.web import Access
from coincide.web.guard import CONTENT_SECURITY_POLICY, HEADERS

NAME = "/api/categories/1/name"


@pytest.fixture(scope="module")
def stranger(learned: Path) -> Generator[TestClient]:
    """The app over `learned`, without the key."""
    with client_of(learned, has_key=False) as client:
        yield client


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost", "LOCALHOST:1", "[::1]:8765", "127.3.2.1"])
def test_names_of_this_computer_are_answered(reader: TestClient, host: str) -> None:
    assert reader.get("/api/overview", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "192.168.1.7", "", "[::1", "127.0.0.1:x"],
)
def test_a_name_of_another_host_is_refused(reader: TestClient, host: str) -> None:
    assert reader.get("/api/overview", headers={"Host": host}).status_code == 421


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Origin": "https://127.0.0.1:8765"},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
    ],
)
def test_a_change_from_another_site_is_refused(reader: TestClient, headers: dict[str, str]) -> None:
    assert reader.post(NAME, json={"name": "x"}, headers=headers).status_code == 403


@pytest.mark.parametrize("headers", [{}, {"Origin": ORIGIN}, {"Origin": ORIGIN, "Sec-Fetch-Site": "same-origin"}])
def test_a_change_from_our_own_page_reaches_its_route(reader: TestClient, headers: dict[str, str]) -> None:
    refused_by_the_route = reader.post(NAME, content=b"{", headers=headers)
    assert refused_by_the_route.status_code == 422
    assert "dictionary" in refused_by_the_route.json()["detail"]


@pytest.mark.parametrize("path", ["/api/overview", "/api/openapi.json", "/api/nothing"])
def test_data_needs_the_key(stranger: TestClient, path: str) -> None:
    answer = stranger.get(path)
    assert answer.status_code == 401
    assert "coincide serve" in answer.json()["detail"]


def test_a_change_needs_the_key(stranger: TestClient) -> None:
    assert stranger.post(NAME, json={"name": "x"}).status_code == 401


@pytest.mark.parametrize("key", ["", "wrong", TOKEN[:-1], TOKEN + "x", "ä"])
def test_a_wrong_key_opens_nothing(stranger: TestClient, key: str) -> None:
    answer = stranger.get("/api/overview", headers=[(b"Authorization", b"Bearer " + key.encode())])
    assert answer.status_code == 401


@pytest.mark.parametrize("other", ['view={"rows": 10}', "name=Jürgen", "a b", 'x="open', f"coincide-{PORT}=of-a-page"])
def test_a_cookie_of_another_program_on_this_computer_hides_no_key(stranger: TestClient, other: str) -> None:
    cookies = f"{other}; coincide-{PORT}={TOKEN}".encode()
    assert stranger.get("/api/overview", headers=[(b"Cookie", cookies)]).status_code == 200


def access_with(**options: Any) -> tuple[Access, str]:
    """What a gate knows, and a code that it takes once."""
    access = Access(token=TOKEN, port=PORT, **options)
    return access, access.codes.new()


def test_an_address_with_a_code_gives_the_key_as_a_cookie_and_leads_on(learned: Path) -> None:
    access, code = access_with()
    with client_of(learned, has_key=False, access=access) as client:
        answer = client.get(f"/categories?code={code}&sort=size")
        assert answer.status_code == 200
        assert 'http-equiv="refresh" content="0;url=/categories?sort=size"' in answer.text
        assert answer.headers["set-cookie"] == f"coincide-{PORT}={TOKEN}; HttpOnly; Path=/; SameSite=strict"
        assert answer.headers["cache-control"] == "no-store"
        assert client.get("/api/overview").status_code == 200


def test_a_code_lets_in_once(learned: Path) -> None:
    access, code = access_with()
    with client_of(learned, has_key=False, access=access) as client:
        client.get(f"/?code={code}")
        client.cookies.clear()
        answer = client.get(f"/?code={code}", headers={"Accept": "text/html"})
    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers
    assert "This address was used before. Open the one that `coincide serve` printed last" in answer.text


def test_a_browser_that_is_in_may_open_a_used_address_again(learned: Path) -> None:
    access, code = access_with()
    with client_of(learned, has_key=False, access=access) as client:
        client.get(f"/map?code={code}")
        again = client.get(f"/map?code={code}")
        assert "url=/map" in again.text
        assert "set-cookie" not in again.headers


def test_a_code_is_used_up_also_by_a_browser_that_is_in(learned: Path) -> None:
    access, code = access_with()
    with client_of(learned, access=access) as client:
        client.get(f"/?code={code}")
    assert not access.codes.use(code)


def test_a_path_with_two_slashes_leads_to_no_other_host(learned: Path) -> None:
    access, code = access_with()
    with client_of(learned, has_key=False, access=access) as client:
        assert "url=/evil.example/" in client.get(f"http://127.0.0.1:{PORT}//evil.example/?code={code}").text


def test_what_follows_the_code_cannot_break_out_of_the_page(learned: Path) -> None:
    access, code = access_with()
    with client_of(learned, has_key=False, access=access) as client:
        answer = client.get(f"/%22%3E%3Cscript%3E?code={code}&%22%3E%3Cscript%3E=%22%3E%3Cscript%3E")
    assert "<script" not in answer.text


@pytest.mark.parametrize("code", ["", "wrong", TOKEN, "ä", "%00", "a" * 4000])
def test_a_wrong_code_lets_nobody_in(stranger: TestClient, code: str) -> None:
    answer = stranger.get(f"/?code={code}")
    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("query", [f"token={TOKEN}", f"code={TOKEN}", f"key={TOKEN}"])
@pytest.mark.parametrize("path", ["/", "/api/overview"])
def test_the_key_counts_nowhere_in_an_address(learned: Path, path: str, query: str) -> None:
    with client_of(learned, has_key=False) as client:
        client.get(f"{path}?{query}")
        assert client.get("/api/overview").status_code == 401


def test_a_code_in_the_address_of_data_does_not_count(learned: Path) -> None:
    access, code = access_with()
    with client_of(learned, has_key=False, access=access) as client:
        assert client.get(f"/api/overview?code={code}").status_code == 401


def test_a_code_lets_a_browser_in_where_others_can_reach_the_server(learned: Path) -> None:
    access, code = access_with(hosts=("lab",), is_public=True)
    with client_of(learned, has_key=False, access=access) as client:
        answer = client.get(f"/?code={code}", headers={"Host": "lab:8765", "Sec-Fetch-Site": "cross-site"})
        assert (answer.status_code, TOKEN in answer.headers["set-cookie"]) == (200, True)


def test_pages_need_no_key_on_this_computer(stranger: TestClient) -> None:
    assert stranger.get("/").status_code != 401


@pytest.mark.parametrize("path", ["/", "/static/app.js", "/api/overview"])
def test_everything_needs_the_key_where_others_can_reach_it(learned: Path, path: str) -> None:
    access = Access(token=TOKEN, port=PORT, hosts=("lab",), is_public=True)
    with client_of(learned, has_key=False, access=access) as client:
        assert client.get(path, headers={"Host": "lab:8765"}).status_code == 401


def test_the_cookie_of_a_server_with_tls_is_secure(learned: Path) -> None:
    access, code = access_with(is_secure=True)
    with client_of(learned, access=access) as client:
        assert client.get(f"/?code={code}").headers["set-cookie"].endswith("; Secure")


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/", {}),
        ("/api/overview", {}),
        ("/api/events/99999", {}),
        ("/api/events/x", {}),
        ("/nothing", {}),
        ("/static/nothing", {}),
        ("/?code=wrong", {}),
        ("/", {"Host": "evil.example"}),
        ("/api/overview", {"Authorization": "Bearer wrong"}),
        ("/api/events/1/sound.wav", {"Range": "bytes=0-9"}),
        ("/api/events/1/sound.wav", {"Range": "bytes=999999999-"}),
    ],
)
def test_every_answer_carries_the_headers(reader: TestClient, path: str, headers: dict[str, str]) -> None:
    found = reader.get(path, headers=headers).headers
    assert {name: found.get_list(name) for name in HEADERS} == {name: [value] for name, value in HEADERS.items()}


def test_the_policy_allows_nothing_inline() -> None:
    assert "unsafe-inline" not in CONTENT_SECURITY_POLICY
    assert "'unsafe-eval'" not in CONTENT_SECURITY_POLICY


def test_a_body_that_says_it_is_too_large_is_refused(reader: TestClient) -> None:
    answer = reader.post(NAME, content=b" ", headers={"Content-Length": str(2 * 2**30)})
    assert answer.status_code == 413


def test_the_repr_does_not_show_the_key() -> None:
    access, code = access_with()
    assert TOKEN not in repr(access)
    assert code not in repr(access)


def test_a_websocket_is_closed(reader: TestClient) -> None:
    from starlette.websockets import WebSocketDisconnect

    with pytest.raises(WebSocketDisconnect), reader.websocket_connect("/api/overview"):
        pass


@pytest.mark.parametrize("path", ["/api/overview", "/overview"])
def test_a_head_is_answered_like_a_get(reader: TestClient, path: str) -> None:
    whole, head = reader.get(path), reader.head(path)
    assert (head.status_code, head.headers["Content-Type"], head.content) == (
        whole.status_code,
        whole.headers["Content-Type"],
        b"",
    )
