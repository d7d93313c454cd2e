"""The description of the routes, and whether they keep to it whatever is sent: schemathesis, in this process."""

from __future__ import annotations

import contextlib
from collections.abc import Generator
from pathlib import Path
from typing import Any, cast

import pytest
import schemathesis
import schemathesis.specs.openapi.stateful.dependencies  # later, Python 3.11.7 may fail to parse it (CPython #106905)
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from made_once import own_copy
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance, unsupported_method
from starlette.testclient import TestClient
from web_client import ORIGIN, PORT, TOKEN

from coincide.web import Access, make_app, openapi_document

pytestmark = pytest.mark.slow

HEADERS = {"Authorization": f"Bearer {TOKEN}", "Host": f"127.0.0.1:{PORT}"}
# Whether there is a recording 7, or whether a file of random bytes is a sound, is not for a schema to say.
NOT_FOR_A_SCHEMA = [positive_data_acceptance, unsupported_method]


@pytest.fixture(scope="module")
def api(named_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Generator[Any]:
    """The routes over a catalog of their own; its recognizer is there, since the fuzzer waits for 10 s at most."""
    app = make_app(own_copy(tmp_path_factory, named_once), access=Access(token=TOKEN, port=PORT))
    with TestClient(app, base_url=ORIGIN, headers=HEADERS) as client:
        client.get("/api/live/image.json")  # the same holds for that of pictures

        async def always_on(scope: Any, receive: Any, send: Any) -> None:
            """Schemathesis starts and ends the application with every request; ours ends but once."""
            if scope["type"] != "lifespan":
                await app(scope, receive, send)
                return
            for event in ("startup", "shutdown"):
                await receive()
                await send({"type": f"lifespan.{event}.complete"})

        yield schemathesis.openapi.from_asgi("/api/openapi.json", always_on, headers=HEADERS)


def operations() -> list[tuple[str, str, dict[str, Any]]]:
    paths = cast(dict[str, dict[str, dict[str, Any]]], openapi_document()["paths"])
    return [(method, path, operation) for path, methods in paths.items() for method, operation in methods.items()]


@pytest.mark.parametrize(("method", "path"), [(method, path) for method, path, _ in operations()])
def test_a_route_keeps_to_its_description(api: Any, method: str, path: str) -> None:
    @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
    @given(case=api[path][method.upper()].as_strategy(generation_mode=GenerationMode.POSITIVE))
    def keeps_to_it_when_fitting(case: Any) -> None:
        case.call_and_validate(headers=HEADERS, excluded_checks=NOT_FOR_A_SCHEMA)

    @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
    @given(case=api[path][method.upper()].as_strategy(generation_mode=GenerationMode.NEGATIVE))
    def keeps_to_it_when_not_fitting(case: Any) -> None:
        case.call_and_validate(headers=HEADERS, excluded_checks=NOT_FOR_A_SCHEMA)

    keeps_to_it_when_fitting()
    with contextlib.suppress(Unsatisfiable):  # nothing can be sent that does not fit
        keeps_to_it_when_not_fitting()


def test_the_description_needs_no_catalog() -> None:
    assert len(operations()) >= 30


def test_every_route_says_what_it_does_and_how_it_fails() -> None:
    for method, path, operation in operations():
        name = f"{method} {path}"
        assert operation["description"].endswith("."), name
        assert {"401", "403", "409", "421", "422"} <= set(operation["responses"]), name


def test_every_number_of_a_thing_is_a_bounded_integer() -> None:
    for _, path, operation in operations():
        for parameter in operation.get("parameters", []):
            is_word = parameter["name"] in ("key", "kind", "ending")
            if parameter["in"] == "path" and not is_word:
                assert {"minimum", "maximum"} <= set(parameter["schema"]), path
