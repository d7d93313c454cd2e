"""A body that is a file: written to the disk as it comes, gone when the answer is."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
from fastapi import Request
from starlette.exceptions import HTTPException

from coincide.errors import CoincideError
from coincide.web.errors import status_of


@asynccontextmanager
async def uploaded(request: Request, *, suffix: str = "") -> AsyncGenerator[Path]:
    """Receive a body; the gate in front ends it where it grows too large.

    Raises
    ------
    HTTPException : 422, the body is empty.
    """
    with tempfile.TemporaryDirectory(prefix="coincide-") as folder:
        path = Path(folder) / f"sound{suffix}"
        n_bytes = 0
        async with await anyio.open_file(path, "wb") as file:  # a slow disk must not hold up everybody
            async for part in request.stream():
                n_bytes += len(part)
                await file.write(part)
        if n_bytes == 0:
            raise HTTPException(422, "The body is empty. Send the content of a sound file.")
        try:
            yield path
        except CoincideError as error:
            # The name is ours and tells a person nothing.
            raise HTTPException(status_of(error), str(error).replace(f"`{path}`", "what you sent")) from None


def audio_body(description: str) -> dict[str, object]:
    """Return how a body of sound is described in OpenAPI."""
    kinds = ("audio/wav", "audio/flac", "audio/mpeg", "audio/ogg", "application/octet-stream")
    content = {kind: {"schema": {"type": "string", "format": "binary"}} for kind in kinds}
    return {"requestBody": {"required": True, "description": description, "content": content}}
