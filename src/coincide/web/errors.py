"""What goes wrong, as a status and one clear message: ``{"detail": "..."}``.

| what | status |
| --- | --- |
| nothing has that number; a recognizer lacks a package or its weights | 404 |
| the recording is gone, or is another one by now | 410 |
| nothing was learned yet; another command is writing | 409 |
| what was sent cannot be used | 422 |
| the catalog cannot be opened, read or written | 503 |
"""

from __future__ import annotations

from typing import Any, cast

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from coincide.errors import (
    CatalogBusyError,
    CatalogError,
    CoincideError,
    ExportError,
    MissingPackageError,
    ModelFileError,
    NoSuchError,
    NotLearnedError,
    RecordingError,
)
from coincide.web.schemas import ErrorMessage
from coincide.workflow.event_media import MISSING

_MEANING = {
    400: "The body is no JSON.",
    401: "The key is missing.",
    403: "It came from another site.",
    404: "Nothing has that number.",
    409: "Nothing was learned yet, or another command is writing.",
    410: "The recording is gone.",
    413: "The body is too large.",
    416: "The range lies outside.",
    421: "The server has another name.",
    422: "What was sent cannot be used.",
    503: "The catalog cannot be used.",
}
_ALWAYS = (401, 403, 409, 413, 421, 422, 503)


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the errors that a route documents: those that any route may give, and `statuses`."""
    return {
        status: {"model": ErrorMessage, "description": _MEANING[status]} for status in sorted({*_ALWAYS, *statuses})
    }


def status_of(error: CoincideError) -> int:
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
    app.add_exception_handler(CoincideError, _said_on_purpose)
    app.add_exception_handler(RequestValidationError, _not_valid)
    app.add_exception_handler(HTTPException, _plain)
    app.add_exception_handler(Exception, _unexpected)


def _said_on_purpose(_: Request, error: Exception) -> JSONResponse:
    return _message(status_of(cast(CoincideError, error)), str(error))


def _not_valid(_: Request, error: Exception) -> JSONResponse:
    found = cast(RequestValidationError, error).errors()
    is_no_json = any(each["type"] == "json_invalid" for each in found)
    return _message(400 if is_no_json else 422, "; ".join(dict.fromkeys(_sentence(each) for each in found)))


def _plain(_: Request, error: Exception) -> JSONResponse:
    raised = cast(HTTPException, error)
    return _message(raised.status_code, str(raised.detail), headers=raised.headers)


def _unexpected(_: Request, error: Exception) -> JSONResponse:
    return _message(500, f"This is a mistake in `coincide`: {type(error).__name__}. Its terminal says more.")


def _message(status: int, detail: str, *, headers: Any = None) -> JSONResponse:
    return JSONResponse(
        {"detail": detail}, status_code=status, headers={"Cache-Control": "no-store", **(headers or {})}
    )


def _sentence(problem: dict[str, Any]) -> str:
    place = [str(part) for part in problem["loc"] if part not in ("body", "query", "path")]
    return f"`{'.'.join(place)}`: {problem['msg']}" if place else str(problem["msg"])
