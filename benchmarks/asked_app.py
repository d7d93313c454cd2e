"""Asks the app for everything that it shows, in this process, as its pages would."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from coincide.errors import CoincideError
from coincide.web.app import openapi_document

_LIVE = "/api/live"


def addresses(*, without: str) -> Iterator[str]:
    """Yield the address of each route that is read, with a value for each parameter that must be given.

    Parameters
    ----------
    without : how addresses begin that are left out.
    """
    document = openapi_document()
    for path, actions in document["paths"].items():
        if "get" in actions and not path.startswith(without):
            yield _filled(path, actions["get"], document["components"]["schemas"])


def ask_app(catalog: Path) -> tuple[int, str]:
    """Ask for every route; return 0 and what was answered, or 1 and the first reason why not, as a command would.

    The recognizers of the live page, which take long to make, are not asked for: `coincide export` makes the same.
    """
    from starlette.testclient import TestClient

    from coincide.web import Access, make_app

    try:
        application = make_app(catalog, access=Access(token="key", port=8000))
    except CoincideError as error:
        return 1, f"error: {error}"
    headers = {"Authorization": "Bearer key"}
    said: list[str] = []
    with TestClient(application, base_url="http://127.0.0.1:8000", headers=headers) as client:
        for path in addresses(without=_LIVE):
            answer = client.get(path)
            if answer.status_code >= 400:
                detail = str(answer.json().get("detail"))
                kind = "internal error" if "nternal error" in detail or answer.status_code == 500 else "error:"
                return 1, f"{kind} {detail} ({path})"
            said.append(f"{path} {_told(answer.headers['content-type'], answer.content)}")
    return 0, "\n".join(said)


def _told(kind: str, content: bytes) -> str:
    """Return an answer as a line; archives hold the time at which they were made, so their parts count."""
    if kind.startswith("application/json"):
        return content.decode()
    if kind.startswith("application/zip"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return str([(part.filename, part.CRC) for part in archive.infolist()])
    return hashlib.sha256(content).hexdigest()


def _filled(path: str, action: dict[str, Any], schemas: Mapping[str, dict[str, Any]]) -> str:
    """Return an address with the first of a list for each parameter, or a number."""
    query: list[str] = []
    for one in action.get("parameters", ()):
        schema = schemas.get(one["schema"].get("$ref", "").rpartition("/")[2], one["schema"])
        if one["in"] == "path":
            path = path.replace(f"{{{one['name']}}}", str(schema.get("enum", [1])[0]))
        elif one["required"]:
            query.append(f"{one['name']}={schema.get('enum', [len(query)])[0]}")
    return path + ("?" + "&".join(query) if query else "")
