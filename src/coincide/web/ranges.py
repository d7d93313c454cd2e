"""Answers that a browser may ask for in parts, and keep: RFC 9110, sections 13 and 14.

One range is answered with 206, one that lies outside with 416, several at once with everything, as the standard allows.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping

from fastapi import Request, Response

_ONE_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
IMMUTABLE = "private, max-age=31536000, immutable"
"""For an address whose query names the version of what it shows."""
ASK_AGAIN = "private, no-cache"

PNG: dict[int | str, dict[str, object]] = {200: {"content": {"image/png": {}}}, 304: {"description": "Unchanged."}}


def _in_parts(media_type: str) -> dict[int | str, dict[str, object]]:
    """Document the answers of a route whose bytes a browser may ask for in parts."""
    return {
        200: {"content": {media_type: {}}},
        206: {"content": {media_type: {}}, "description": "The part that was asked for."},
        304: {"description": "Unchanged."},
        416: {"description": "The part lies outside."},
    }


WAV, BINARY = _in_parts("audio/wav"), _in_parts("application/octet-stream")


def etag_of(*facts: object) -> str:
    """Return an entity tag for whatever depends on nothing but `facts`."""
    return f'"{hashlib.blake2b(repr(facts).encode(), digest_size=12).hexdigest()}"'


def bytes_response(
    request: Request,
    make: Callable[[], bytes],
    *,
    media_type: str,
    etag: str,
    version: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Answer with the bytes that `make` returns, or with the part that was asked for; 304 if the browser has them.

    Parameters
    ----------
    version : what the address says of what it shows, which may be kept for ever then; None if it says nothing.
    """
    kept = {"ETag": etag, "Cache-Control": ASK_AGAIN if version is None else IMMUTABLE}
    if _has_it(request, etag):
        return Response(status_code=304, headers=kept)
    body, shared = make(), {**kept, "Accept-Ranges": "bytes", **(headers or {})}
    asked = request.headers.get("range")
    # A range of an older version would not fit what the browser has.
    if asked is None or request.headers.get("if-range", etag) != etag:
        return Response(body, media_type=media_type, headers=shared)
    part = _part(asked, len(body))
    if part is None:
        return Response(body, media_type=media_type, headers=shared)
    start, stop = part
    if start >= stop:
        return Response(status_code=416, headers={**shared, "Content-Range": f"bytes */{len(body)}"})
    span = {**shared, "Content-Range": f"bytes {start}-{stop - 1}/{len(body)}"}
    return Response(body[start:stop], status_code=206, media_type=media_type, headers=span)


def _has_it(request: Request, etag: str) -> bool:
    known = [each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")]
    return etag in known or known == ["*"]


def _part(asked: str, size: int) -> tuple[int, int] | None:
    """Return first byte and the one after the last; equal if there are none, None if it cannot be understood."""
    found = _ONE_RANGE.fullmatch(asked.strip())
    if found is None or found.group(0) == "bytes=-":
        return None
    first, last = (None if each == "" or len(each) > 18 else int(each) for each in found.groups())
    if found.group(1) == "":
        return max(0, size - (size if last is None else last)), size if last != 0 else 0
    if first is None or first >= size:
        return 0, 0
    stop = size if last is None else min(last + 1, size)
    return (first, stop) if stop > first else None
