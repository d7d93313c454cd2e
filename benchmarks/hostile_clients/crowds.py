"""Many connections at once: silent ones, slow ones, greedy ones, and two thousand honest ones."""

from __future__ import annotations

import contextlib
import json
import socket
import time
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

from benchmarks.hostile_clients.target import Target
from benchmarks.hostile_clients.wire import ask, request

_N_AT_ONCE = 16
_HALF = b"GET /api/overview HTTP/1.1\r\nHost: 127.0.0.1\r\n"
_GREEDY = (
    b"/api/recordings/{id}/sound.wav?expand=1000",
    b"/api/recordings/{id}/sound.wav?to_s=12&expand=60",
    b"/api/recordings/{id}/sound.wav",
    b"/api/recordings/{id}/spectrogram.png?to_s=12&width=2048&height=1024&low_hz=1&high_hz=30000&v={n}",
    b"/api/recordings/{id}/spectrogram.png?to_s=3600&width=2048&height=1024&low_hz=0&high_hz={n}",
    b"/api/events/{n}/spectrogram.png?height=720",
    b"/api/events/{n}/sound.wav?expand=1000",
    b"/api/recordings/{id}/events",
    b"/api/live",
    b"/api/exports/clips.zip?n=200&pad_s=60&v={n}",
    b"/api/survey/figures/sheet.png?v={n}",
    b"/api/survey/counts.csv?by=recording&by=hour&by=name&timezone=UTC&v={n}",
)


@contextmanager
def silent(target: Target, n: int) -> Generator[None]:
    """Hold connections on which a request was begun and never ended; those that were driven out come again."""
    with ExitStack() as opened:
        for _ in range(n):
            with contextlib.suppress(OSError):
                connection = opened.enter_context(target.place.connect())
                connection.sendall(_HALF)
        yield


def ended(target: Target, n: int) -> Iterator[str]:
    """Begin requests and say no more: each connection must end by itself."""
    with ExitStack() as opened:
        connections = [opened.enter_context(target.place.connect(patience_s=60)) for _ in range(n)]
        for number, connection in enumerate(connections):
            with contextlib.suppress(OSError):
                connection.sendall(_HALF[: number % len(_HALF)])
        for connection in connections:
            yield "" if _ends(connection) else "a silent connection stayed open"


def slow_bodies(target: Target, n: int) -> Iterator[str]:
    """Promise a body and send one byte: with the key it is given up (408), without it refused at once (401)."""
    head = {b"Content-Length": b"1000000"}
    paths = (b"/api/search/sound", b"/api/kept", b"/api/search", b"/api/labels")

    def failure(number: int) -> str:
        method = b"PUT" if paths[number % 4] == b"/api/labels" else b"POST"
        token = target.token if number % 2 else ""
        raw = request(target.place, method, paths[number % 4], token=token, headers=head) + b"x"
        status = ask(target.place, raw).status
        return "" if status == (408 if token else 401) else f"a slow body: status {status}"

    with ThreadPoolExecutor(n) as senders:
        yield from senders.map(failure, range(n))


def slow_readers(target: Target, n: int, recording: int) -> Iterator[str]:
    """Ask for long sounds and read nothing: each connection must end, long before all of it was sent."""
    path = f"/api/recordings/{recording}/sound.wav?to_s=12&expand=60".encode()
    with ExitStack() as opened:
        connections = [opened.enter_context(target.place.connect(patience_s=120)) for _ in range(n)]
        for connection in connections:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.sendall(request(target.place, b"GET", path, token=target.token))
        time.sleep(45)
        for connection in connections:
            n_bytes = _drained(connection)
            yield "" if n_bytes < 10_000_000 else "an answer that nobody took was kept"


def greedy(target: Target, n: int, recording: int) -> Iterator[str]:
    """Ask for as much as one request can."""

    def failure(number: int) -> str:
        path = _GREEDY[number % len(_GREEDY)].replace(b"{id}", str(recording).encode())
        path = path.replace(b"{n}", str(1 + number // len(_GREEDY)).encode())
        status = ask(target.place, request(target.place, b"GET", path, token=target.token)).status
        return "" if status in (200, 404, 409, 410, 422) else f"{path.decode()}: status {status}"

    with ThreadPoolExecutor(_N_AT_ONCE) as senders:
        yield from senders.map(failure, range(n))


def bombs(target: Target, n: int, bomb: bytes) -> Iterator[str]:
    """Send a small file that decodes to gigabytes."""

    def failure(number: int) -> str:
        path = (b"/api/search/sound", b"/api/kept")[number % 2]
        status = ask(target.place, request(target.place, b"POST", path, token=target.token, body=bomb)).status
        return "" if status == 422 else f"a file that decodes to gigabytes: status {status}"

    with ThreadPoolExecutor(_N_AT_ONCE) as senders:
        yield from senders.map(failure, range(n))


def at_once(target: Target, n: int) -> Iterator[str]:
    """Send honest requests on connections that are all open before the first is answered."""
    raw = request(target.place, b"GET", b"/api/categories", token=target.token)
    with ExitStack() as opened:
        connections = [opened.enter_context(target.place.connect()) for _ in range(n)]
        for connection in connections:
            connection.sendall(raw)
        for connection in connections:
            answer = b""
            with contextlib.suppress(OSError):
                while part := connection.recv(2**16):
                    answer += part
            yield "" if answer.startswith(b"HTTP/1.1 200") else f"one of {n} at once: {answer[:40]!r}"


def recording_named(target: Target, name: str) -> int:
    """Return the number of a recording."""
    answer = ask(target.place, request(target.place, b"GET", b"/api/recordings", token=target.token))
    return next(each["id"] for each in json.loads(answer.body) if each["name"] == name)


def _ends(connection: socket.socket) -> bool:
    try:
        return connection.recv(1) == b""
    except TimeoutError:
        return False
    except OSError:
        return True


def _drained(connection: socket.socket) -> int:
    n_bytes = 0
    with contextlib.suppress(OSError):
        while part := connection.recv(2**20):
            n_bytes += len(part)
    return n_bytes
