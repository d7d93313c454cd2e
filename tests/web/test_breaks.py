"""When the server may work ahead."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from coincide.web.breaks import Breaks, NotedRequests
from coincide.web.guard import Receive, Scope, Send

LONG_S = 600.0


def test_a_server_that_nobody_asks_has_a_break() -> None:
    assert Breaks(quiet_s=0.01).wait(threading.Event())


def test_there_is_no_break_while_a_request_is_answered() -> None:
    breaks, is_break = Breaks(quiet_s=0.01), threading.Event()
    breaks.begin()
    waiting = threading.Thread(target=lambda: breaks.wait(threading.Event()) and is_break.set())
    waiting.start()

    assert not is_break.wait(0.2)
    breaks.end()
    waiting.join()
    assert is_break.is_set()


def test_a_page_that_asks_for_ever_does_not_put_work_off_for_ever() -> None:
    breaks = Breaks(quiet_s=LONG_S, most_s=0.01)
    breaks.begin()

    assert breaks.wait(threading.Event())


def test_there_is_no_break_any_more_when_the_server_ends() -> None:
    ends = threading.Event()
    ends.set()

    assert not Breaks(quiet_s=LONG_S).wait(ends)


def test_a_request_that_fails_is_over() -> None:
    async def failing(_: Scope, _receive: Receive, _send: Send) -> None:
        raise OSError("gone")

    breaks = Breaks(quiet_s=0.01, most_s=LONG_S)
    with pytest.raises(OSError, match="gone"):
        run(NotedRequests(failing, breaks)({"type": "http"}, receive, send))

    assert breaks.wait(threading.Event())


def test_the_life_of_the_server_is_no_request() -> None:
    breaks, lives = Breaks(quiet_s=0.01, most_s=LONG_S), list[bool]()

    async def living(_: Scope, _receive: Receive, _send: Send) -> None:
        lives.append(await asyncio.to_thread(breaks.wait, threading.Event()))

    run(NotedRequests(living, breaks)({"type": "lifespan"}, receive, send))

    assert lives == [True]


def run(work: Coroutine[Any, Any, None]) -> None:
    """In a thread of its own: tests of browsers leave a loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work).result()


async def receive() -> dict[str, str]:
    return {}


async def send(_: object) -> None:
    """Nobody is there."""
