"""A connection to one other node: messages in both directions, and the handshake (Song 2019, chapter 10)."""

from __future__ import annotations

import contextlib
import secrets
import socket
import time
from types import TracebackType

from coincide_bitcoin.errors import ParseError, PeerError
from coincide_bitcoin.filters.bloom import BloomFilter
from coincide_bitcoin.net.envelope import Envelope, read_envelope
from coincide_bitcoin.net.messages import Version
from coincide_bitcoin.networks import Network

TIMEOUT_S = 20.0
PATIENCE = 1000  # messages that may come before the one that is waited for


class Peer:
    """The other end of a socket. Closing it is the caller's, or the `with` statement's.

    Attributes
    ----------
    version : who it is, after the handshake.
    bloom : the filter that it has given us (BIP 37).
    """

    def __init__(self, connection: socket.socket, network: Network) -> None:
        self._socket, self.network = connection, network
        self._socket.settimeout(TIMEOUT_S)
        self.version: Version | None = None
        self.bloom: BloomFilter | None = None

    def __enter__(self) -> Peer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self._socket.close()

    def shut_down(self) -> None:
        """End the connection from another thread, which wakes the one that waits for a message."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def send(self, command: str, payload: bytes = b"") -> None:
        """Send a message.

        Raises
        ------
        PeerError : the other end does not take it.
        """
        try:
            self._socket.sendall(Envelope(command, payload).serialize(self.network))
        except OSError as error:
            raise PeerError(f"the other node does not accept `{command}`: {error}") from None

    def receive(self) -> Envelope:
        """The next message.

        Raises
        ------
        PeerError : the connection ends, nothing comes for 20 seconds, or what comes is no message of this network.
        """
        try:
            return read_envelope(self._read, self.network)
        except ParseError as error:
            raise PeerError(f"the other node sends something that is not a message: {error}") from None
        except OSError as error:
            raise PeerError(f"the other node does not answer: {error}") from None

    def wait_for(self, *commands: str) -> Envelope:
        """The next message that is one of `commands`; `ping` is answered, others are left out.

        Raises
        ------
        PeerError : as for `receive`, or it does not come.
        """
        for _ in range(PATIENCE):
            envelope = self.receive()
            if envelope.command in commands:
                return envelope
            if envelope.command == "ping":
                self.send("pong", envelope.payload)
        raise PeerError(f"expected `{'` or `'.join(commands)}`, got {PATIENCE} other messages")

    def shake_hands(self, height: int) -> Version:
        """Exchange `version` and `verack`; who the other node is.

        Raises
        ------
        PeerError : as for `receive`.
        """
        self.send("version", Version(int(time.time()), secrets.randbits(64), height).payload())
        try:
            self.version = Version.parse(self.wait_for("version").payload)
        except ParseError as error:
            raise PeerError(f"the other node's `version` cannot be read: {error}") from None
        self.send("verack")
        self.wait_for("verack")
        return self.version

    def _read(self, length: int) -> bytes:
        parts: list[bytes] = []
        while length:
            part = self._socket.recv(min(length, 1 << 16))
            if not part:
                raise ConnectionError("the connection has ended")
            parts.append(part)
            length -= len(part)
        return b"".join(parts)


def connect(host: str, port: int, network: Network) -> Peer:
    """Open a connection to a node that somebody has named; none is ever looked for.

    Raises
    ------
    PeerError : nobody listens there.
    """
    try:
        return Peer(socket.create_connection((host, port), timeout=TIMEOUT_S), network)
    except OSError as error:
        raise PeerError(f"expected a node at {host}:{port}, found none: {error}") from None
