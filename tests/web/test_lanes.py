"""Requests that wait: they hold up nobody else, and cost nothing once their sender has left."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from web_client import client_of

from coincide.web.lanes import Lanes

pytestmark = pytest.mark.slow

N_MANY = 60
"""More than there are threads."""


def lock_of(client: TestClient) -> threading.RLock:
    """The lock that whoever reads the catalog holds; only a test takes it away."""
    app: Any = client.app
    while not hasattr(app, "state"):
        app = app._app  # noqa: SLF001
    return app.state.served.browse._lock  # noqa: SLF001


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/api/overview"), ("POST", "/api/search/sound"), ("GET", "/api/events/1/sound.wav")]
)
def test_pages_load_while_requests_for_data_wait_for_a_lock(
    learned: Path, tmp_path: Path, method: str, path: str
) -> None:
    (tmp_path / "index.html").write_text("the page")
    with client_of(learned, static=tmp_path) as client, ThreadPoolExecutor(N_MANY + 1) as tabs:
        with lock_of(client):
            waiting = [tabs.submit(client.request, method, path) for _ in range(N_MANY)]
            assert tabs.submit(client.get, "/").result(timeout=20).text == "the page"
            assert not any(each.done() for each in waiting)
        assert {each.result().status_code for each in waiting} <= {200, 422}


def scope(path: str) -> dict[str, Any]:
    return {"type": "http", "method": "GET", "path": path, "headers": []}


class Caller:
    """A client of an ASGI application that leaves when it is told to."""

    def __init__(self) -> None:
        self.leaves = asyncio.Event()
        self.sent: list[dict[str, Any]] = []
        self._is_first = True

    async def receive(self) -> dict[str, Any]:
        if self._is_first:
            self._is_first = False
            return {"type": "http.request", "body": b"", "more_body": False}
        await self.leaves.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        self.sent.append(message)


class Work:
    """An application that works until it is told to end, and counts."""

    def __init__(self) -> None:
        self.ends = asyncio.Event()
        self.n_begun = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        del scope, receive
        self.n_begun += 1
        await self.ends.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


def run(test: Callable[[Work, Lanes], Any]) -> None:
    async def inside() -> None:
        work = Work()
        await test(work, Lanes(work))

    run_in_own_thread(inside())


def run_in_own_thread(work: Coroutine[Any, Any, None]) -> None:
    """Run it where no loop runs; the browser tests leave one in the main thread."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work).result()


def test_only_one_request_at_a_time_makes_a_live_recognizer() -> None:
    async def check(work: Work, lanes: Lanes) -> None:
        callers = [Caller() for _ in range(5)]
        jobs = [asyncio.create_task(lanes(scope("/api/live"), each.receive, each.send)) for each in callers]
        await settle()
        assert work.n_begun == 1
        work.ends.set()
        await asyncio.gather(*jobs)
        assert (work.n_begun, [len(each.sent) for each in callers]) == (5, [1] * 5)

    run(check)


def test_the_recognizer_of_pictures_does_not_wait_for_that_of_sound() -> None:
    async def check(work: Work, lanes: Lanes) -> None:
        callers = [Caller(), Caller()]
        paths = ["/api/live", "/api/live/image.json"]
        jobs = [
            asyncio.create_task(lanes(scope(path), each.receive, each.send))
            for path, each in zip(paths, callers, strict=True)
        ]
        await settle()
        assert work.n_begun == 2
        work.ends.set()
        await asyncio.gather(*jobs)

    run(check)


def test_a_request_whose_sender_left_while_it_waited_is_not_worked_on() -> None:
    async def check(work: Work, lanes: Lanes) -> None:
        callers = [Caller() for _ in range(4)]
        jobs = [asyncio.create_task(lanes(scope("/api/live"), each.receive, each.send)) for each in callers]
        await settle()
        callers[1].leaves.set()
        callers[2].leaves.set()
        await settle()
        work.ends.set()
        await asyncio.gather(*jobs)
        assert (work.n_begun, [len(each.sent) for each in callers]) == (2, [1, 0, 0, 1])

    run(check)


def test_a_sender_who_leaves_at_the_moment_of_its_turn_keeps_no_place() -> None:
    async def check(work: Work, lanes: Lanes) -> None:
        callers = [Caller() for _ in range(3)]
        jobs = [asyncio.create_task(lanes(scope("/api/live"), each.receive, each.send)) for each in callers]
        await settle()
        work.ends.set()
        callers[1].leaves.set()
        await asyncio.gather(*jobs)
        last = Caller()
        await lanes(scope("/api/live"), last.receive, last.send)
        assert len(last.sent) == 1

    run(check)


def test_a_slow_reader_keeps_no_place() -> None:
    async def check(work: Work, lanes: Lanes) -> None:
        reads = asyncio.Event()

        async def slow(_: Any) -> None:
            await reads.wait()

        slow_one, other = Caller(), Caller()
        work.ends.set()
        job = asyncio.create_task(lanes(scope("/api/live"), slow_one.receive, slow))
        await settle()
        await lanes(scope("/api/live"), other.receive, other.send)
        assert len(other.sent) == 1
        reads.set()
        await job

    run(check)


def test_a_failing_request_leaves_its_place() -> None:
    async def fails(*_: Any) -> None:
        raise ValueError("broken")

    async def inside() -> None:
        lanes = Lanes(fails)
        for _ in range(3):
            caller = Caller()
            with pytest.raises(ValueError, match="broken"):
                await lanes(scope("/api/live"), caller.receive, caller.send)

    run_in_own_thread(inside())
