"""What goes wrong, as a status and one clear message: ``{"detail": "..."}``.

| what | status |
| --- | --- |
| nothing has that number; a recognizer lacks a package or its weights | 404 |
| the recording is gone, or another one has taken its place | 410 |
| nothing has been learned yet; another command is writing | 409 |
| what was sent cannot be used | 422 |
| the catalog cannot be opened, read or written | 503 |
"""

from __future__ import annotations

from typing import Any, cast

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from coincide.errors import (
    ON_PURPOSE,
    CatalogBusyError,
    CatalogError,
    ExportError,
    MissingPackageError,
    ModelFileError,
    NoSuchError,
    NotLearnedError,
    RecordingError,
)
from coincide.learned.originals import MISSING
from coincide.web.messages import NO_PAGE, message_response
from coincide.web.schemas import ErrorMessage

_MEANING = {
    400: "The body is not JSON.",
    401: "The key is missing.",
    403: "The request came from another site.",
    404: "There is nothing with that number.",
    409: "Nothing has been learned yet, or another command is writing.",
    410: "The recording is gone.",
    413: "The body is too large.",
    416: "The range lies outside the file.",
    421: "The server does not answer to that name.",
    422: "What was sent cannot be used.",
    503: "The catalog cannot be used.",
}
_ALWAYS = (401, 403, 409, 413, 421, 422, 503)


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the errors that a route documents: those that any route may give, and `statuses`."""
    return {
        status: {"model": ErrorMessage, "description": _MEANING[status]} for status in sorted({*_ALWAYS, *statuses})
    }


def status_of(error: Exception) -> int:
    """Return the status that an error stands for."""
    if isinstance(error, NoSuchError | MissingPackageError | ModelFileError):
        return 404
    if isinstance(error, RecordingError) and error.kind == MISSING:
        return 410
    if isinstance(error, CatalogBusyError | NotLearnedError):
        return 409
    return 503 if isinstance(error, CatalogError | ExportError) else 422


def add_error_handlers(app: FastAPI) -> None:
    """Turn exceptions into messages."""
    for root in ON_PURPOSE:
        app.add_exception_handler(root, _said_on_purpose)
    app.add_exception_handler(RequestValidationError, _not_valid)
    app.add_exception_handler(HTTPException, _plain)
    app.add_exception_handler(Exception, _unexpected)


def _said_on_purpose(request: Request, error: Exception) -> Response:
    return message_response(request.scope, status_of(error), str(error))


def _not_valid(request: Request, error: Exception) -> Response:
    found = cast(RequestValidationError, error).errors()
    is_no_json = any(each["type"] == "json_invalid" for each in found)
    if is_no_json:
        return message_response(request.scope, 400, _MEANING[400])
    return message_response(request.scope, 422, "; ".join(dict.fromkeys(_sentence(each) for each in found)))


def _plain(request: Request, error: Exception) -> Response:
    raised = cast(HTTPException, error)
    detail = NO_PAGE if (raised.status_code, raised.detail) == (404, "Not Found") else str(raised.detail)
    return message_response(request.scope, raised.status_code, detail, headers=raised.headers)


def _unexpected(request: Request, error: Exception) -> Response:
    return message_response(
        request.scope, 500, f"Internal error ({type(error).__name__}). See the terminal of `coincide serve`."
    )


def _sentence(problem: dict[str, Any]) -> str:
    place = [str(part) for part in problem["loc"] if part not in ("body", "query", "path")]
    return f"`{'.'.join(place)}`: {problem['msg']}" if place else str(problem["msg"])
