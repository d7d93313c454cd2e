"""A client of the app that sits in the same process, and what it needs to be let in."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from coincide.web import Access, make_app

TOKEN = "a-key-that-nobody-guesses"
PORT = 8765
ORIGIN = f"http://127.0.0.1:{PORT}"


@contextmanager
def client_of(
    catalog: Path, *, has_key: bool = True, access: Access | None = None, **options: Any
) -> Generator[TestClient]:
    """Serve a catalog; the client comes from the server's own page unless it says otherwise."""
    app = make_app(catalog, access=access or Access(token=TOKEN, port=PORT), **options)
    headers = {"Authorization": f"Bearer {TOKEN}"} if has_key else {}
    with TestClient(app, base_url=ORIGIN, headers=headers, follow_redirects=False) as client:
        yield client
