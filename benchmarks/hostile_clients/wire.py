"""HTTP/1.1 by hand: any bytes can be sent, and what comes back is read as it is."""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass

_PATIENCE_S = 120.0
_LENGTH = re.compile(rb"content-length: (\d+)")


@dataclass(frozen=True)
class Place:
    """Where a server listens."""

    host: str
    port: int

    def connect(self, *, patience_s: float = _PATIENCE_S) -> socket.socket:
        return socket.create_connection((self.host, self.port), timeout=patience_s)


@dataclass(frozen=True)
class Answer:
    """What came back; status 0 if the connection ended without an answer."""

    status: int
    head: bytes
    body: bytes


def request(
    place: Place,
    method: bytes,
    target: bytes,
    *,
    token: str = "",
    headers: dict[bytes, bytes] | None = None,
    body: bytes = b"",
) -> bytes:
    """Write a request as an honest client would, but for what it is given."""
    shared = {b"Host": f"{place.host}:{place.port}".encode(), b"Connection": b"close"}
    if token:
        shared[b"Authorization"] = b"Bearer " + token.encode()
    if body or method in (b"POST", b"PUT"):
        shared[b"Content-Length"] = str(len(body)).encode()
        shared[b"Content-Type"] = b"application/json"
    lines = [b"%s: %s\r\n" % pair for pair in {**shared, **(headers or {})}.items()]
    return b"%s %s HTTP/1.1\r\n%s\r\n%s" % (method, target, b"".join(lines), body)


def ask(place: Place, raw: bytes, *, ends: bool = False) -> Answer:
    """Send bytes on a connection of their own, and read the answer.

    Parameters
    ----------
    ends : send no more, and say so; the server may then leave without an answer.
    """
    received = b""
    try:
        with place.connect() as connection:
            connection.sendall(raw)
            if ends:
                connection.shutdown(socket.SHUT_WR)
            while not _is_whole(received) and (part := connection.recv(2**18)):
                received += part
    except OSError:
        pass  # it may end the connection while something is still being sent
    head, _, body = received.partition(b"\r\n\r\n")
    words = head.split(b" ", 2)
    is_answer = len(words) > 1 and words[0].startswith(b"HTTP/1.") and words[1].isdigit()
    return Answer(int(words[1]) if is_answer else 0, head, body)


def _is_whole(received: bytes) -> bool:
    head, end, body = received.partition(b"\r\n\r\n")
    if not end:
        return False
    lower = head.lower()
    if b"transfer-encoding: chunked" in lower:
        return body.endswith(b"0\r\n\r\n")
    found = _LENGTH.search(lower)
    if found is not None:
        return len(body) >= int(found[1])
    return b" 304 " in head[:20] or b" 204 " in head[:20]
