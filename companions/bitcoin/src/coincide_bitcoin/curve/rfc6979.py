"""RFC 6979: nonces that follow from key and message, so that no bad source of chance gives the key away.

Written for any order and hash, since the published examples are of other curves.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator


def nonces(secret: int, digest: bytes, order: int, *, hash_name: str = "sha256", extra: bytes = b"") -> Iterator[int]:
    """Candidates for the nonce, each 0 < nonce < order, best first (RFC 6979, section 3.2).

    Parameters
    ----------
    secret : private key, 0 < secret < order.
    digest : hash of the message, any length.
    order : number of points.
    extra : more to vary the nonce by (section 3.6); 32 bytes in Bitcoin Core.
    """
    length = (order.bit_length() + 7) // 8
    number = leftmost_bits(digest, order) % order
    seed = secret.to_bytes(length, "big") + number.to_bytes(length, "big") + extra
    size = hmac.new(b"", b"", hash_name).digest_size
    key, value = bytes(size), b"\x01" * size
    for separator in (b"\x00", b"\x01"):
        key = hmac.digest(key, value + separator + seed, hash_name)
        value = hmac.digest(key, value, hash_name)
    while True:
        stream = b""
        while len(stream) < length:
            value = hmac.digest(key, value, hash_name)
            stream += value
        nonce = leftmost_bits(stream[:length], order)
        if 0 < nonce < order:
            yield nonce
        key = hmac.digest(key, value + b"\x00", hash_name)
        value = hmac.digest(key, value, hash_name)


def leftmost_bits(data: bytes, order: int) -> int:
    """The leftmost bits of `data`, as many as `order` has (section 2.3.2, "bits2int")."""
    surplus = 8 * len(data) - order.bit_length()
    number = int.from_bytes(data, "big")
    return number >> surplus if surplus > 0 else number
