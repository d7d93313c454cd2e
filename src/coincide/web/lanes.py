"""How many requests are worked on at once, by what they cost; the others wait without a thread.

All work is done in threads, and there are 40. If as many requests waited for a lock, for a model that is being made, or
for pictures of an hour, the pages would not even load. So each kind of request has a lane, all lanes together are
narrower than 40, and pages and their files need none. A lane also bounds memory: it is the cost of one request times
the width. A request whose sender has left gives up its place. A place is free again when the answer begins, so that a
slow reader holds none.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field

from coincide.web.guard import App, Message, Receive, Scope, Send

_WIDTHS = (
    ("live sound", r"/api/live(/model\.onnx)?", 1),  # all who wait for a model get the same one
    ("live image", r"/api/live/image\..*", 1),
    ("uploads", r"/api/(search/sound|kept)", 2),
    ("exports", r"/api/exports/.*", 1),
    ("figures", r"/api/survey/.*\..*", 2),
    ("media", r"/api/(search|.*\.(png|wav))", 4),
    ("data", r"/api(/.*)?", 24),
)


@dataclass(frozen=True)
class _Lane:
    """Paths that share some places."""

    name: str
    paths: re.Pattern[str]
    places: asyncio.Semaphore = field(repr=False)


class Lanes:
    """The lanes, as ASGI middleware."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._lanes = [_Lane(name, re.compile(paths), asyncio.Semaphore(width)) for name, paths, width in _WIDTHS]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        lane = self._lane_of(scope)
        if lane is None:
            await self._app(scope, receive, send)
            return
        heard = await _place(lane.places, scope, receive)
        if heard is None:
            return
        place = _Place(lane.places, send)
        try:
            await self._app(scope, heard, place.send)
        finally:
            place.leave()

    def _lane_of(self, scope: Scope) -> _Lane | None:
        if scope["type"] != "http":
            return None
        return next((lane for lane in self._lanes if lane.paths.fullmatch(scope["path"])), None)


class _Place:
    """One place in a lane, left as soon as the answer begins."""

    def __init__(self, places: asyncio.Semaphore, send: Send) -> None:
        self._places, self._send = places, send
        self._is_held = True

    async def send(self, message: Message) -> None:
        self.leave()
        await self._send(message)

    def leave(self) -> None:
        if self._is_held:
            self._is_held = False
            self._places.release()


async def _place(places: asyncio.Semaphore, scope: Scope, receive: Receive) -> Receive | None:
    """Wait for a place; returns what to receive from, None if the sender left meanwhile."""
    if not places.locked() or scope["method"] not in ("GET", "HEAD"):
        await places.acquire()
        return receive
    first = await receive()
    if first.get("more_body", False):
        await places.acquire()
    elif not await _turn_comes(places, receive):
        return None
    return _again(first, receive)


async def _turn_comes(places: asyncio.Semaphore, receive: Receive) -> bool:
    """Wait for a place, or for the end of the connection; nothing else can come after the body."""
    turn, left = asyncio.ensure_future(places.acquire()), asyncio.ensure_future(receive())
    await asyncio.wait({turn, left}, return_when=asyncio.FIRST_COMPLETED)
    if not left.done():
        left.cancel()
        return True
    if not turn.cancel():
        places.release()
    return False


def _again(first: Message, receive: Receive) -> Receive:
    """Return a way to receive that begins with a message that was taken already."""
    kept = [first]

    async def receive_again() -> Message:
        return kept.pop() if kept else await receive()

    return receive_again
