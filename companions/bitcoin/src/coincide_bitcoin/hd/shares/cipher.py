"""SLIP 39, encryption of the master secret: a Feistel network of four rounds, with PBKDF2 as its function.

Every passphrase gives some secret; nothing says which is the right one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

ROUNDS = range(4)
_ITERATIONS = 10_000


def encrypt(secret: bytes, passphrase: bytes, *, exponent: int, salt: bytes) -> bytes:
    """Encrypt bytes of even length; `exponent` doubles the work as often, from 10,000 iterations on."""
    return _network(secret, passphrase, ROUNDS, exponent, salt)


def decrypt(secret: bytes, passphrase: bytes, *, exponent: int, salt: bytes) -> bytes:
    """Undo `encrypt`."""
    return _network(secret, passphrase, reversed(ROUNDS), exponent, salt)


def _network(data: bytes, passphrase: bytes, rounds: Iterable[int], exponent: int, salt: bytes) -> bytes:
    half = len(data) // 2
    left, right = data[:half], data[half:]
    iterations = (_ITERATIONS << exponent) // len(ROUNDS)
    for number in rounds:
        mask = hashlib.pbkdf2_hmac("sha256", bytes([number]) + passphrase, salt + right, iterations, half)
        left, right = right, bytes(a ^ b for a, b in zip(left, mask, strict=True))
    return right + left
