"""Connections, from the moment they are accepted: how many there may be, and how long one may be silent.

The gate (`guard`) sees requests. Whoever connects and sends none, or one byte a minute, never comes that far, costs a
file descriptor and memory all the same, and needs no key. So:

- A connection that shows no key has 10 s for each request head, TLS included; one that showed it 45 s.
- When all places are taken, connections without a key go first: the oldest ones of the computer that has the most. A
  request follows its connection within milliseconds, so that a flood of silent connections drives out itself. All of
  this computer are one, since a socket does not tell users apart.
- No key means no place among requests that are worked on: these are never driven out.

asyncio accepts by `Listener.accept`, before TLS begins, and closes whatever was shut down here.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from coincide.web.guard import SHOWED_KEY, App, Receive, Scope, Send

MOST = 2048
"""Connections at once; a silent one costs about 20 kB."""
STRANGER_S, GUEST_S = 10.0, 45.0
"""How long a connection may go without a whole request head: before and after it showed the key."""
_SWEEP_S = 1.0
_SHARE_DRIVEN_OUT = 20
_N_IN_TURN = 64
_N_FREED = 16
_N_RESERVED = 192
"""File descriptors for everything else, and for connections that are being closed."""
_NO_ROOM = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)

Client = tuple[str, int]


@dataclass(slots=True)
class _Visitor:
    """One connection.

    Attributes
    ----------
    since : when it came, or when its last answer ended.
    request : that is worked on now.
    """

    connection: socket.socket = field(repr=False)
    since: float
    is_guest: bool = False
    request: Scope | None = field(default=None, repr=False)

    @property
    def is_gone(self) -> bool:
        return self.connection.fileno() < 0

    @property
    def has_key(self) -> bool:
        return self.is_guest or (self.request is not None and bool(self.request.get(SHOWED_KEY)))

    def leave(self) -> None:
        """End the connection; asyncio hears of it and closes the socket."""
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)


class Door:
    """All connections of a server.

    Parameters
    ----------
    most : connections at once.
    stranger_s, guest_s : see `STRANGER_S`.
    """

    def __init__(self, *, most: int = MOST, stranger_s: float = STRANGER_S, guest_s: float = GUEST_S) -> None:
        self._most, self._stranger_s, self._guest_s = most, stranger_s, guest_s
        self._visitors: dict[Client, _Visitor] = {}
        self._leaving: list[_Visitor] = []

    def __len__(self) -> int:
        return len(self._visitors)

    def enter(self, connection: socket.socket, client: Client) -> None:
        """Note a connection; others, or it itself, must leave if there is no place."""
        if len(self._visitors) >= self._most:
            self._forget_gone()
        if len(self._visitors) >= self._most:
            self.make_room(max(1, self._most // _SHARE_DRIVEN_OUT))
        visitor = _Visitor(connection, time.monotonic())
        if len(self._visitors) >= self._most:
            visitor.leave()
        else:
            self._visitors[client] = visitor

    def make_room(self, n: int) -> None:
        """Drive out up to `n` connections that are not worked on: first those that showed no key."""
        self._forget_gone()
        for client in [*self._expendable()][:n]:
            self._drive_out(client)

    def free_descriptors(self, n: int) -> None:
        """Drive out so many that `n` file descriptors become free.

        Those that were asked to leave and are not closed yet count: asyncio needs two turns of the loop to close them,
        and if each turn drove out others, a connection that just arrived would be closed as well.
        """
        self._forget_gone()
        self.make_room(max(0, n - len(self._leaving)))

    def begin(self, client: Client | None, request: Scope) -> None:
        """Note that a request is worked on."""
        visitor = self._visitors.get(client) if client is not None else None
        if visitor is not None:
            visitor.request = request

    def end(self, client: Client | None) -> None:
        """Note that a request was answered."""
        visitor = self._visitors.get(client) if client is not None else None
        if visitor is not None:
            visitor.is_guest = visitor.has_key
            visitor.request, visitor.since = None, time.monotonic()

    def drop(self, client: Client | None) -> None:
        """End a connection whose other end does not take its answer."""
        if client is not None and client in self._visitors:
            self._drive_out(client)

    def sweep(self) -> None:
        """End connections that were silent for too long."""
        self._forget_gone()
        now = time.monotonic()
        for client, visitor in [*self._visitors.items()]:
            longest_s = self._guest_s if visitor.has_key else self._stranger_s
            if visitor.request is None and now - visitor.since > longest_s:
                self.drop(client)

    async def watch(self) -> None:
        """Sweep until cancelled."""
        while True:
            await asyncio.sleep(min(_SWEEP_S, self._stranger_s))
            self.sweep()

    def _drive_out(self, client: Client) -> None:
        visitor = self._visitors.pop(client)
        visitor.leave()
        self._leaving.append(visitor)

    def _forget_gone(self) -> None:
        for client in [client for client, visitor in self._visitors.items() if visitor.is_gone]:
            del self._visitors[client]
        self._leaving = [visitor for visitor in self._leaving if not visitor.is_gone]

    def _expendable(self) -> Iterator[Client]:
        strangers = [client for client, visitor in self._visitors.items() if not visitor.has_key]
        counts = Counter(host for host, _ in strangers)
        if counts:
            busiest = counts.most_common(1)[0][0]
            yield from (client for client in strangers if client[0] == busiest)
        else:
            yield from (client for client, visitor in self._visitors.items() if visitor.request is None)


class Listener(socket.socket):
    """A listening socket that tells a door who comes; a subclass, since asyncio calls its `accept`."""

    door: Door
    _n_in_turn = 0

    def accept(self) -> tuple[socket.socket, Any]:
        """Accept a connection.

        Raises
        ------
        BlockingIOError : no connection waits; or enough were accepted for this turn of the loop; or the process has no
            file
            descriptor left, and some are made free first.
        """
        if self._n_in_turn == 0:
            asyncio.get_running_loop().call_soon(self._begin_turn)
        self._n_in_turn += 1
        if self._n_in_turn > _N_IN_TURN:  # others have their turn, and sockets that were shut down are closed
            raise BlockingIOError
        try:
            connection, client = super().accept()
        except OSError as error:
            if error.errno not in _NO_ROOM:
                raise
            # asyncio would log this some thousand times a second.
            self.door.free_descriptors(_N_FREED)
            raise BlockingIOError from None
        self.door.enter(connection, (client[0], client[1]))
        return connection, client

    def _begin_turn(self) -> None:
        self._n_in_turn = 0


def n_places() -> int:
    """Return how many connections this process may hold, after raising its limit of open files as far as it may."""
    try:
        import resource
    except ImportError:  # Windows, where one process can wait for 512
        return 256
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST + _N_RESERVED if hard == resource.RLIM_INFINITY else min(MOST + _N_RESERVED, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            soft = wanted
    return MOST if soft == resource.RLIM_INFINITY else min(MOST, max(8, soft - _N_RESERVED))


class RequestWatch:
    """Tells a door when a request begins and ends; ASGI middleware, around everything."""

    def __init__(self, app: App, door: Door) -> None:
        self._app, self._door = app, door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        client = client_of(scope)
        self._door.begin(client, scope)
        try:
            await self._app(scope, receive, send)
        finally:
            self._door.end(client)


def client_of(scope: Scope) -> Client | None:
    """Return from where a request comes, as the socket of its connection says it."""
    found = scope.get("client")
    return None if found is None else (str(found[0]), int(found[1]))
