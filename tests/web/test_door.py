"""Connections that are silent, slow or too many: they end, and others are answered."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from starlette.exceptions import HTTPException

from coincide.web import Access
from coincide.web.door import Door
from coincide.web.guard import SHOWED_KEY
from coincide.web.patience import Pace
from coincide.web.serve import BoundServer, listen, make_server, run_server

pytestmark = pytest.mark.slow

HEAD = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n"
WHOLE = HEAD + b"\r\n"
CERTIFICATE = Path(__file__).with_name("test-only-certificate.pem")
LONG = 50 * 2**20
QUICK = Pace(body_s=0.3, piece_s=0.3)


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Takes the body, and answers with its length, or with very much; whoever says so showed the key."""
    if scope["type"] == "lifespan":
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})
        return
    scope[SHOWED_KEY] = b"key" in scope["query_string"]
    status, n_bytes, more = 200, 0, True
    try:
        while more:
            message = await receive()
            n_bytes, more = n_bytes + len(message.get("body", b"")), message.get("more_body", False)
    except HTTPException as error:
        status = error.status_code
    body = bytes(LONG) if scope["path"] == "/long" else str(n_bytes).encode()
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@contextmanager
def serving(door: Door, **options: Any) -> Generator[int]:
    """Serve `application`; gives the port."""
    listening = listen("127.0.0.1", 0, door)
    port = listening.getsockname()[1]
    access = Access(token="", port=port)
    opened = BoundServer("", "127.0.0.1", access, door, make_server(application, door, **options), listening)
    thread = threading.Thread(target=run_server, args=(opened,))
    thread.start()
    try:
        yield port
    finally:
        opened.server.should_exit = True
        thread.join()


def connect(port: int) -> closing[socket.socket]:
    return closing(socket.create_connection(("127.0.0.1", port), timeout=30))


def ends(connection: socket.socket) -> bool:
    """Wait until the server ends a connection; False if it sends something instead."""
    try:
        return connection.recv(1) == b""
    except ConnectionError:
        return True


def ask(connection: socket.socket, request: bytes = WHOLE) -> bytes:
    connection.sendall(request)
    answer = connection.recv(4096)
    while b"\r\n\r\n" not in answer or answer.endswith(b"\r\n\r\n"):
        answer += connection.recv(4096)
    return answer


@pytest.mark.parametrize("sent", [b"", b"GET", HEAD])
def test_a_request_that_does_not_come_ends_the_connection(sent: bytes) -> None:
    with serving(Door(stranger_s=0.3)) as port, connect(port) as connection:
        connection.sendall(sent)
        assert ends(connection)


def test_a_second_request_that_does_not_come_ends_the_connection() -> None:
    with serving(Door(stranger_s=0.3)) as port, connect(port) as connection:
        assert ask(connection).startswith(b"HTTP/1.1 200")
        connection.sendall(HEAD)
        assert ends(connection)


def test_whoever_showed_the_key_has_longer() -> None:
    door = Door(stranger_s=0.3, guest_s=600.0)
    with serving(door) as port, connect(port) as guest, connect(port) as stranger:
        assert ask(guest, WHOLE.replace(b"/ ", b"/?key ")).startswith(b"HTTP/1.1 200")
        assert ends(stranger)
        assert ask(guest).startswith(b"HTTP/1.1 200")


def test_a_tls_connection_that_does_not_shake_hands_ends() -> None:
    with serving(Door(stranger_s=0.3), certfile=CERTIFICATE) as port, connect(port) as connection:
        assert ends(connection)


def test_tls_is_answered() -> None:
    context = ssl.create_default_context(cafile=str(CERTIFICATE))
    with (
        serving(Door(), certfile=CERTIFICATE) as port,
        connect(port) as raw,
        context.wrap_socket(raw, server_hostname="127.0.0.1") as connection,
    ):
        assert ask(connection).startswith(b"HTTP/1.1 200")


def test_silent_connections_drive_out_themselves_and_nobody_else() -> None:
    door = Door(most=20)
    with serving(door) as port, connect(port) as guest:
        assert ask(guest, WHOLE.replace(b"/ ", b"/?key ")).startswith(b"HTTP/1.1 200")
        silent = [socket.create_connection(("127.0.0.1", port), timeout=30) for _ in range(100)]
        for each in silent:
            each.send(b"G")
        with connect(port) as newcomer:
            assert ask(newcomer).startswith(b"HTTP/1.1 200")
        assert ask(guest).startswith(b"HTTP/1.1 200")
        assert ends(silent[0])
        assert len(door) <= 20
        for each in silent:
            each.close()


def test_descriptors_that_are_about_to_be_free_drive_nobody_out() -> None:
    door = Door()
    pairs = [socket.socketpair() for _ in range(30)]
    for number, (connection, _) in enumerate(pairs):
        door.enter(connection, ("127.0.0.1", number))
    for _ in range(3):  # turns of the loop, in which nothing has been closed yet
        door.free_descriptors(16)
    assert len(door) == 30 - 16
    for connection, _ in pairs[:16]:
        connection.close()
    door.free_descriptors(4)
    assert len(door) == 30 - 16 - 4
    for connection in (each for pair in pairs for each in pair):
        connection.close()


def test_a_body_that_does_not_come_is_given_up() -> None:
    with serving(Door(), pace=QUICK) as port, connect(port) as connection:
        answer = ask(connection, HEAD + b"Content-Length: 10\r\n\r\nhalf")
    assert answer.startswith(b"HTTP/1.1 408")


def test_a_body_that_comes_takes_as_long_as_it_needs() -> None:
    body = bytes(2**20)
    with serving(Door(), pace=Pace(body_s=5.0)) as port, connect(port) as connection:
        head = HEAD + f"Content-Length: {len(body)}\r\n\r\n".encode()
        answer = ask(connection, head + body)
    assert answer.endswith(str(len(body)).encode())


def test_an_answer_that_nobody_takes_ends_the_connection() -> None:
    with serving(Door(stranger_s=1.0), pace=QUICK) as port, connect(port) as connection, connect(port) as clock:
        connection.sendall(WHOLE.replace(b"/ ", b"/long "))
        n_bytes = len(connection.recv(1000))
        assert ends(clock)  # which takes three times as long as a piece may
        # What is on its way comes still, and then the end, long before all of it came.
        while (part := received(connection)) != b"":
            n_bytes += len(part)
    assert n_bytes < LONG


def received(connection: socket.socket) -> bytes:
    try:
        return connection.recv(2**20)
    except ConnectionError:
        return b""


def test_an_answer_that_is_taken_comes_whole() -> None:
    with serving(Door(), pace=Pace(piece_s=20.0)) as port, connect(port) as connection:
        connection.sendall(WHOLE.replace(b"/ ", b"/long ").replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        n_bytes = 0
        while (part := received(connection)) != b"":
            n_bytes += len(part)
    assert n_bytes > LONG


class Visitors:
    """Pairs of sockets that stand for connections."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._ours: list[socket.socket] = []
        self.theirs: dict[tuple[str, int], socket.socket] = {}

    def come(self, host: str, *ports: int) -> None:
        for port in ports:
            ours, self.theirs[host, port] = socket.socketpair()
            self._ours.append(ours)
            self._door.enter(ours, (host, port))

    def left(self) -> list[tuple[str, int]]:
        """Those that were driven out."""
        for each in self.theirs.values():
            each.setblocking(False)
        return [client for client, each in self.theirs.items() if _is_at_end(each)]

    def close(self) -> None:
        for each in [*self._ours, *self.theirs.values()]:
            each.close()


def _is_at_end(connection: socket.socket) -> bool:
    try:
        return connection.recv(1) == b""
    except BlockingIOError:
        return False


@pytest.fixture
def door() -> Door:
    return Door(most=4, stranger_s=0.0, guest_s=600.0)


@pytest.fixture
def visitors(door: Door) -> Generator[Visitors]:
    made = Visitors(door)
    yield made
    made.close()


def test_the_computer_with_the_most_connections_loses_its_oldest(visitors: Visitors) -> None:
    visitors.come("10.0.0.1", 1)
    visitors.come("10.0.0.2", 1, 2, 3, 4)
    assert visitors.left() == [("10.0.0.2", 1)]


def test_a_request_that_is_worked_on_with_the_key_is_not_driven_out(door: Door, visitors: Visitors) -> None:
    visitors.come("10.0.0.1", 1, 2, 3, 4)
    for port in (1, 2, 3):
        door.begin(("10.0.0.1", port), {SHOWED_KEY: True})
    visitors.come("10.0.0.1", 5)
    assert visitors.left() == [("10.0.0.1", 4)]


def test_whoever_showed_the_key_and_waits_goes_only_when_nobody_else_can(door: Door, visitors: Visitors) -> None:
    visitors.come("10.0.0.1", 1, 2, 3, 4)
    for port in (1, 2, 3, 4):
        door.begin(("10.0.0.1", port), {SHOWED_KEY: True})
    door.end(("10.0.0.1", 2))
    visitors.come("10.0.0.1", 5)
    assert visitors.left() == [("10.0.0.1", 2)]


def test_who_comes_when_all_are_worked_on_has_no_place(door: Door, visitors: Visitors) -> None:
    visitors.come("10.0.0.1", 1, 2, 3, 4)
    for port in (1, 2, 3, 4):
        door.begin(("10.0.0.1", port), {SHOWED_KEY: True})
    visitors.come("10.0.0.1", 5)
    assert visitors.left() == [("10.0.0.1", 5)]


def test_a_sweep_spares_guests_and_requests_that_are_worked_on(door: Door, visitors: Visitors) -> None:
    visitors.come("10.0.0.1", 1, 2, 3)
    door.begin(("10.0.0.1", 1), {SHOWED_KEY: True})
    door.end(("10.0.0.1", 1))
    door.begin(("10.0.0.1", 2), {SHOWED_KEY: False})
    door.sweep()
    assert visitors.left() == [("10.0.0.1", 3)]
