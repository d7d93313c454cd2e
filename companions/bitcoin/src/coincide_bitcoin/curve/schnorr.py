"""BIP 340: Schnorr signatures for secp256k1."""

from __future__ import annotations

from coincide_bitcoin.curve.multiplication import linear_combination, multiply_generator
from coincide_bitcoin.curve.secp256k1 import N, P, lift_x
from coincide_bitcoin.hashes import tagged_hash


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the 64 bytes of `signature` sign `message`, of any length, under the 32 bytes of `public`."""
    point = lift_x(int.from_bytes(public, "big"), is_odd=False)
    r = int.from_bytes(signature[:32], "big")
    s = int.from_bytes(signature[32:], "big")
    if point is None or r >= P or s >= N:
        return False
    x, y, z = linear_combination(s, [(-_challenge(signature[:32], public, message), point)])
    if not z or (r * z * z - x) % P:
        return False
    return y * pow(z, -3, P) % P % 2 == 0


def sign(secret: int, message: bytes, auxiliary: bytes) -> bytes:
    """64 bytes of signature; `auxiliary` is 32 bytes, fresh ones or zeros. Not constant-time."""
    public, secret = even_key(secret)
    masked = (secret ^ int.from_bytes(tagged_hash("BIP0340/aux", auxiliary), "big")).to_bytes(32, "big")
    nonce = int.from_bytes(tagged_hash("BIP0340/nonce", masked + public + message), "big") % N
    assert nonce, "no nonce is 0, but once in 2²⁵⁶"
    commitment, nonce = even_key(nonce)
    s = (nonce + _challenge(commitment, public, message) * secret) % N
    return commitment + s.to_bytes(32, "big")


def even_key(secret: int) -> tuple[bytes, int]:
    """x of secret · G in 32 bytes, and the secret whose point has this x and even y."""
    point = multiply_generator(secret)
    assert point is not None
    return point[0].to_bytes(32, "big"), N - secret if point[1] & 1 else secret


def _challenge(commitment: bytes, public: bytes, message: bytes) -> int:
    return int.from_bytes(tagged_hash("BIP0340/challenge", commitment + public + message), "big") % N
