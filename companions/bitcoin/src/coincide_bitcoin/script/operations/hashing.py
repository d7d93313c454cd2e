"""Song 2019, chapter 6: hashes of the top."""

from __future__ import annotations

from collections.abc import Callable

from coincide_bitcoin import hashes
from coincide_bitcoin.script.machine import Machine


def hashing(function: Callable[[bytes], bytes]) -> Callable[[Machine], None]:
    """An operation that puts the hash of the top in its place."""

    def operate(machine: Machine) -> None:
        stack = machine.need(1)
        stack[-1] = function(stack[-1])

    return operate


OPERATIONS = {
    "RIPEMD160": hashing(hashes.ripemd160),
    "SHA1": hashing(hashes.sha1),
    "SHA256": hashing(hashes.sha256),
    "HASH160": hashing(hashes.hash160),
    "HASH256": hashing(hashes.hash256),
}
