"""One clear message: JSON for programs, a page with a way back for a person who opened an address."""

from __future__ import annotations

import html
from collections.abc import Mapping, MutableMapping
from http import HTTPStatus
from typing import Any

from starlette.responses import HTMLResponse, JSONResponse, Response

NO_PAGE = "There is nothing at this address. Check it for a typing error."
_FOR_PROGRAMS = ("/api", "/static")
_PAGE = """<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>{title} – coincide</title>
    <link rel="stylesheet" href="/static/app.css">
  </head>
  <body>
    <main>
      <h1>{title}</h1>
      <p>{detail}</p>
      <p><a href="/">Go to the overview</a></p>
    </main>
  </body>
</html>
"""


def message_response(
    scope: MutableMapping[str, Any], status: int, detail: str, *, headers: Mapping[str, str] | None = None
) -> Response:
    """Answer with one sentence, as the one who asked reads it.

    Parameters
    ----------
    scope : of the request, as ASGI gives it.
    detail : the sentence; it begins with a capital letter in the answer.
    """
    said = f"{detail[:1].upper()}{detail[1:]}"
    shared = {"Cache-Control": "no-store", **(headers or {})}
    if _is_for_a_person(scope):
        title = "Page not found" if status == 404 else HTTPStatus(status).phrase.capitalize()
        page = _PAGE.format(title=html.escape(title), detail=html.escape(said))
        return HTMLResponse(page, status_code=status, headers=shared)
    return JSONResponse({"detail": said}, status_code=status, headers=shared)


def _is_for_a_person(scope: MutableMapping[str, Any]) -> bool:
    if scope["method"] not in ("GET", "HEAD") or scope["path"].startswith(_FOR_PROGRAMS):
        return False
    return any(name.lower() == b"accept" and b"text/html" in value for name, value in scope["headers"])
