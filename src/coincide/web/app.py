"""The application: routes behind one gate."""

from __future__ import annotations

import threading
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI

from coincide.web.breaks import NotedRequests
from coincide.web.errors import add_error_handlers
from coincide.web.guard import Access, App, Guard, Receive, Scope, Send
from coincide.web.lanes import Lanes
from coincide.web.routes import ROUTERS
from coincide.web.served import ServedCatalog
from coincide.web.static import FOLDER, static_routes

# FastAPI would send traces, with the texts of errors, wherever variables of OpenTelemetry point to; releases that have
# no telemetry ignore this.
_SIGNALS = ("tracing", "metrics", "logs", "operation_spans", "auto_configure")
_NO_TELEMETRY: dict[str, Any] = {"telemetry": dict.fromkeys(_SIGNALS, False)}


def make_app(catalog: Path | None, *, access: Access, who: str = "", static: Path = FOLDER, warm: bool = False) -> App:
    """Make the application for one catalog.

    Parameters
    ----------
    catalog : its folder; the only one in the current folder if not given.
    who : who gives names and answers; kept with each.
    static : where the built pages are.
    warm : read the events at once, a million of them in two seconds, and then ahead in a thread, what the first visits
        would wait for.

    Raises
    ------
    CatalogError : there is no catalog, or it cannot be read.
    """
    served = ServedCatalog(catalog, who=who)
    if warm:
        served.read()

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncGenerator[None]:
        if warm:
            threading.Thread(target=served.warm, daemon=True).start()
        try:
            yield
        finally:
            access.codes.close()
            served.close()

    app = _with_routes([static_routes(static), *ROUTERS], lifespan=lifespan)
    app.state.served = served
    return Guard(NotedRequests(Lanes(_WithHeads(app)), served.breaks), access)


class _WithHeads:
    """Answers HEAD like GET (RFC 9110, section 9.3.2); the server leaves the body out."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_head = scope["type"] == "http" and scope["method"] == "HEAD"
        await self._app({**scope, "method": "GET"} if is_head else scope, receive, send)


def openapi_document() -> dict[str, Any]:
    """Return the description of all data routes (OpenAPI 3.1); no catalog is needed."""
    return _with_routes(ROUTERS).openapi()


def _with_routes(routers: Sequence[APIRouter], **options: Any) -> FastAPI:
    """Make an application; what comes first is found first, since FastAPI prepares the routes that it passes by."""
    app = FastAPI(
        title="coincide",
        version=version("coincide"),
        openapi_url="/api/openapi.json",
        docs_url=None,  # its page needs scripts of another site
        redoc_url=None,
        **_NO_TELEMETRY,
        **options,
    )
    add_error_handlers(app)
    for router in routers:
        app.include_router(router)
    return app
