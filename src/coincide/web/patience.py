"""How long a request may take to arrive, and its answer to be taken: slow senders and slow readers.

A body must come at 16 kB a second on average after 10 s, or the request ends (408). An answer is handed over in pieces
of 256 kB, so that no connection holds more than one unread piece, and each must be taken within 30 s, or the
connection ends: browsers ask for the rest of a sound in parts when they want it.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

from starlette.exceptions import HTTPException

from coincide.web.door import Client, Door, client_of
from coincide.web.guard import App, Message, Receive, Scope, Send

_PIECE_BYTES = 256 * 2**10
_TOO_SLOW = "The body arrived too slowly. Send it again on a better connection."


@dataclass(frozen=True, slots=True)
class Pace:
    """How slow the other end may be.

    Attributes
    ----------
    body_s : until the body must have come, and how many bytes a second give it longer.
    piece_s : until a piece of an answer must have been taken.
    """

    body_s: float = 10.0
    body_bytes_per_s: float = 16 * 2**10
    piece_s: float = 30.0


class Patience:
    """Ends what is too slow, as ASGI middleware.

    Parameters
    ----------
    door : ends connections.
    """

    def __init__(self, app: App, door: Door, pace: Pace | None = None) -> None:
        self._app, self._door, self._pace = app, door, pace or Pace()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body = _Body(receive, self._pace)
        answer = _Answer(send, client_of(scope), self._door, self._pace)
        await self._app(scope, body.receive, answer.send)


class _Body:
    """A body that must arrive in time; only time that is spent on waiting for it counts."""

    def __init__(self, receive: Receive, pace: Pace) -> None:
        self._receive, self._pace = receive, pace
        self._left_s = pace.body_s
        self._is_whole = False

    async def receive(self) -> Message:
        if self._is_whole:  # only the end of the connection is left to come
            return await self._receive()
        began = time.monotonic()
        try:
            async with asyncio.timeout(self._left_s):
                message = await self._receive()
        except TimeoutError:
            raise HTTPException(408, _TOO_SLOW) from None
        self._is_whole = not message.get("more_body", False)
        self._left_s += began - time.monotonic() + len(message.get("body", b"")) / self._pace.body_bytes_per_s
        return message


class _Answer:
    """An answer that must be taken in time."""

    def __init__(self, send: Send, client: Client | None, door: Door, pace: Pace) -> None:
        self._send, self._client, self._door, self._pace = send, client, door, pace

    async def send(self, message: Message) -> None:
        body = message.get("body", b"")
        if len(body) <= _PIECE_BYTES:
            await self._hand_over(message)
            return
        for start in range(0, len(body), _PIECE_BYTES):
            is_last = start + _PIECE_BYTES >= len(body)
            piece = {
                "body": body[start : start + _PIECE_BYTES],
                "more_body": not is_last or message.get("more_body", False),
            }
            await self._hand_over({**message, **piece})

    async def _hand_over(self, message: Message) -> None:
        try:
            async with asyncio.timeout(self._pace.piece_s):
                await self._send(message)
        except TimeoutError:
            self._door.drop(self._client)
            await self._send(message)  # returns as soon as the connection has ended
