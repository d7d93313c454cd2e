"""What the server's log keeps to itself."""

from __future__ import annotations

import asyncio
import logging

from starlette.requests import ClientDisconnect

from coincide.web.log import Newsworthy, is_worth_telling


def record(message: str, error: BaseException | None = None) -> logging.LogRecord:
    told = None if error is None else (type(error), error, None)
    return logging.LogRecord("uvicorn.error", logging.ERROR, __file__, 1, message, (), told)


def test_a_request_cut_short_by_the_end_is_no_news() -> None:
    assert not is_worth_telling(record("Exception in ASGI application", asyncio.CancelledError()))


def test_a_page_that_is_closed_while_it_sends_a_sound_is_no_news() -> None:
    assert not is_worth_telling(record("Exception in ASGI application", ClientDisconnect()))


def test_that_requests_are_cut_short_is_no_news() -> None:
    assert not is_worth_telling(record("Cancel 1 running task(s), timeout graceful shutdown exceeded"))


def test_that_there_are_no_web_sockets_is_no_news() -> None:
    assert not is_worth_telling(record("Unsupported upgrade request."))
    assert not is_worth_telling(
        record("No supported WebSocket library detected. Please use \"pip install 'uvicorn[standard]'\".")
    )


def test_an_error_of_ours_is_told() -> None:
    assert is_worth_telling(record("Exception in ASGI application", ValueError("broken")))


def test_the_log_is_bounded() -> None:
    news = Newsworthy(most=3)
    assert [news.filter(record("Invalid HTTP request received.")) for _ in range(5)] == [True] * 3 + [False] * 2


def test_the_first_line_after_a_pause_tells_how_many_were_left_out() -> None:
    news = Newsworthy(most=1)
    for _ in range(4):
        news.filter(record("before"))
    news.end_window()
    first = record("after")
    assert news.filter(first)
    assert first.getMessage() == "after (3 more lines were left out before)"
