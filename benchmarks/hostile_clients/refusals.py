"""Every route of the description, and every page, without what lets a client in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from benchmarks.hostile_clients.target import Target
from benchmarks.hostile_clients.wire import ask, request
from coincide.web.app import openapi_document
from coincide.web.static import PAGES

_UNSAFE = (b"POST", b"PUT")


@cache
def routes() -> list[tuple[bytes, bytes]]:
    """Return method and path of every route of data, with a number for what it names."""
    found = [
        (method.upper().encode(), re.sub(r"\{\w+\}", "1", path).encode())
        for path, actions in openapi_document()["paths"].items()
        for method in actions
    ]
    return [*found, (b"GET", b"/api/openapi.json")]


def pages() -> list[tuple[bytes, bytes]]:
    """Return method and path of every page and some files."""
    return [(b"GET", path.replace("{number}", "1").encode()) for path in (*PAGES, "/static/app.js", "/nothing")]


def failures(target: Target, *, is_public: bool = False) -> Iterator[str]:
    """Try all ways in; yields an empty text for each that is closed, else what happened."""
    cookie = f"coincide-{target.place.port}=".encode()
    ways: list[tuple[str, str, dict[bytes, bytes], int]] = [
        ("no key", "", {}, 401),
        ("a wrong key", "wrong", {}, 401),
        ("a wrong cookie", "", {b"Cookie": cookie + b"wrong"}, 401),
        ("the key of another scheme", "", {b"Authorization": b"Basic " + target.token.encode()}, 401),
        ("another name with the key", target.token, {b"Host": b"evil.example"}, 421),
    ]
    elsewhere = [
        ("another origin with the key", target.token, {b"Origin": b"https://evil.example"}, 403),
        (
            "another site with the cookie",
            "",
            {b"Cookie": cookie + target.token.encode(), b"Sec-Fetch-Site": b"same-site"},
            403,
        ),
    ]
    for method, path in [*routes(), *(pages() if is_public else [])]:
        for name, token, headers, expected in [*ways, *(elsewhere if method in _UNSAFE else [])]:
            answer = ask(target.place, request(target.place, method, path, token=token, headers=headers))
            is_closed = answer.status == expected and target.token.encode() not in answer.head + answer.body
            yield "" if is_closed else f"{method.decode()} {path.decode()} with {name}: {answer.status}"
