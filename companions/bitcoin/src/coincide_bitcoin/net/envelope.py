"""Messages between nodes (Song 2019, chapter 10): magic, command, length, checksum, payload."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from coincide_bitcoin.errors import ParseError
from coincide_bitcoin.hashes import hash256
from coincide_bitcoin.networks import Network

HEAD_BYTES = 24
LARGEST_PAYLOAD = 4_000_000  # as Bitcoin Core's MAX_PROTOCOL_MESSAGE_LENGTH


@dataclass(frozen=True, slots=True)
class Envelope:
    """A command of at most 12 letters, and its payload."""

    command: str
    payload: bytes = b""

    def serialize(self, network: Network) -> bytes:
        """The bytes for a network's nodes."""
        head = network.magic + self.command.encode("ascii").ljust(12, b"\x00")
        return head + len(self.payload).to_bytes(4, "little") + hash256(self.payload)[:4] + self.payload


def read_envelope(read: Callable[[int], bytes], network: Network) -> Envelope:
    """Read a message; `read` gives exactly as many bytes as it is asked for.

    Raises
    ------
    ParseError : another network's magic, a command that is not text, too long a payload, or a wrong checksum.
    """
    head = read(HEAD_BYTES)
    if head[:4] != network.magic:
        raise ParseError(f"expected the magic {network.magic.hex()} of {network.name}, got {head[:4].hex()}", 0)
    command = head[4:16].rstrip(b"\x00")
    if not command.isalnum():
        raise ParseError(f"the command must be letters and digits, got {command!r}", 4)
    length = int.from_bytes(head[16:20], "little")
    if length > LARGEST_PAYLOAD:
        raise ParseError(f"a payload must have at most {LARGEST_PAYLOAD} bytes, got {length}", 16)
    payload = read(length)
    if hash256(payload)[:4] != head[20:24]:
        raise ParseError("the checksum of the message does not match its payload", 20)
    return Envelope(command.decode("ascii"), payload)
