"""The pages themselves: files that were built when `coincide` was installed.

Paths of pages all give the same file; what it shows is decided in the browser.
"""

from __future__ import annotations

import mimetypes
from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, JSONResponse
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

from coincide.web.ranges import IMMUTABLE

FOLDER = Path(__file__).with_name("_static")
PAGES = (
    "/",
    "/overview",
    "/categories",
    "/categories/{number}",
    "/map",
    "/recordings",
    "/recordings/{number}",
    "/search",
    "/label",
    "/live",
    "/survey",
    "/validate",
    "/runs",
)
HOW_TO_BUILD = (
    "The pages of the app are not built. In a copy of the repository, `python -m pip install --editable .[web]` "
    "builds them; an installed `coincide[web]` has them."
)
_TYPES = {
    ".mjs": "text/javascript",
    ".js": "text/javascript",
    ".wasm": "application/wasm",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}


def static_routes(folder: Path = FOLDER) -> APIRouter:
    """Return routes for all pages and their files.

    Parameters
    ----------
    folder : where the built files are; it may appear later.
    """
    router = APIRouter(include_in_schema=False)
    files = StaticFiles(directory=folder, check_dir=False)

    async def page(request: Request) -> Response:
        if not (folder / "index.html").is_file():
            return JSONResponse({"detail": HOW_TO_BUILD}, status_code=503)
        return await _file(files, folder, "index.html", request)

    async def file(name: str, request: Request) -> Response:
        is_packed = "br" in request.headers.get("accept-encoding", "") and (folder / f"{name}.br").is_file()
        found = await _file(files, folder, f"{name}.br" if is_packed else name, request)
        found.headers["vary"] = "Accept-Encoding"
        if is_packed:
            found.headers["content-encoding"] = "br"
        suffix = Path(name).suffix
        guessed = _TYPES.get(suffix) or mimetypes.guess_type(name)[0]
        if found.status_code == 200 and guessed is not None:
            charset = "; charset=utf-8" if guessed.startswith("text/") else ""
            found.headers["content-type"] = f"{guessed}{charset}"
        return found

    for path in PAGES:
        router.add_api_route(path, page)
    router.add_api_route("/static/{name:path}", file)
    router.add_api_route("/favicon.ico", _no_icon)
    return router


async def _file(files: StaticFiles, folder: Path, name: str, request: Request) -> Response:
    try:
        # Starlette keeps the path inside of the folder.
        found = await files.get_response(name, request.scope)
    except HTTPException:
        hint = "" if (folder / "index.html").is_file() else f" {HOW_TO_BUILD}"
        raise HTTPException(404, f"No page has a file of that name.{hint}") from None
    if isinstance(found, FileResponse) or found.status_code == 304:
        found.headers["cache-control"] = IMMUTABLE if name.startswith("chunks/") else "no-cache"
    return found


async def _no_icon() -> Response:
    return Response(status_code=204)
