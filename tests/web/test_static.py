"""The pages and their files."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from web_client import client_of


@pytest.fixture(scope="module")
def pages(learned: Path, tmp_path_factory: pytest.TempPathFactory) -> Generator[TestClient]:
    """The app with pages of its own."""
    folder = tmp_path_factory.mktemp("pages") / "_static"
    (folder / "chunks").mkdir(parents=True)
    (folder / "index.html").write_text("<title>coincide</title>")
    (folder / "app.js").write_text("1")
    (folder / "chunks" / "map-1A2B.js").write_text("2")
    (folder / "run.wasm").write_bytes(b"\0asm")
    (folder / "run.wasm.br").write_bytes(b"packed")
    (folder.parent / "secret.txt").write_text("a secret")
    with client_of(learned, static=folder) as client:
        yield client


@pytest.mark.parametrize(
    "path",
    ["/", "/overview", "/categories", "/categories/3", "/map", "/recordings/5", "/search", "/label", "/live", "/runs"],
)
def test_every_page_is_the_same_file(pages: TestClient, path: str) -> None:
    answer = pages.get(path)
    assert (answer.status_code, answer.text) == (200, "<title>coincide</title>")
    assert answer.headers["Cache-Control"] == "no-cache"


def test_a_chunk_may_be_kept_forever(pages: TestClient) -> None:
    assert "immutable" in pages.get("/static/chunks/map-1A2B.js").headers["Cache-Control"]


def test_a_file_that_the_browser_has_is_not_sent_again(pages: TestClient) -> None:
    etag = pages.get("/static/app.js").headers["ETag"]
    answer = pages.get("/static/app.js", headers={"If-None-Match": etag})
    assert answer.status_code == 304


@pytest.mark.parametrize(("accepted", "body"), [("br, gzip", b"packed"), ("gzip", b"\0asm"), ("", b"\0asm")])
def test_a_packed_file_is_sent_to_who_can_unpack_it(pages: TestClient, accepted: str, body: bytes) -> None:
    with pages.stream("GET", "/static/run.wasm", headers={"Accept-Encoding": accepted}) as answer:
        assert answer.headers["Content-Type"] == "application/wasm"
        assert answer.headers.get("Content-Encoding") == ("br" if body == b"packed" else None)
        assert b"".join(answer.iter_raw()) == body


@pytest.mark.parametrize(
    "path",
    ["nothing.js", "../secret.txt", "..%2fsecret.txt", "%2e%2e/secret.txt", "chunks/../../secret.txt", "chunks", ""],
)
def test_nothing_else_is_sent(pages: TestClient, path: str) -> None:
    answer = pages.get(f"/static/{path}")
    assert answer.status_code in (404, 405)
    assert "a secret" not in answer.text


def test_pages_that_were_not_built_tell_how_to(learned: Path, tmp_path: Path) -> None:
    with client_of(learned, static=tmp_path) as client:
        answer = client.get("/")
    assert answer.status_code == 503
    assert "pip install --editable .[web]" in answer.json()["detail"]
