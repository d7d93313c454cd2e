"""Song 2019, chapter 3; SEC 1, section 4.1: ECDSA on integers, with the nonces of RFC 6979 and low s (BIP 146)."""

from __future__ import annotations

from coincide_bitcoin.curve.multiplication import linear_combination, multiply_generator
from coincide_bitcoin.curve.rfc6979 import leftmost_bits, nonces
from coincide_bitcoin.curve.secp256k1 import Affine, N, P


def verify(public: Affine, digest: bytes, r: int, s: int) -> bool:
    """Whether (r, s), low or high s, signs `digest` under the point `public`.

    The x coordinate is compared without division: r·Z² = X, and once more for r + N, which may be below P.
    """
    if not (0 < r < N and 0 < s < N):
        return False
    inverse = pow(s, -1, N)
    x, _, z = linear_combination(leftmost_bits(digest, N) * inverse, [(r * inverse, public)])
    if not z:
        return False
    square = z * z % P
    return (r * square - x) % P == 0 or (r + N < P and ((r + N) * square - x) % P == 0)


def sign(secret: int, digest: bytes, *, extra: bytes = b"") -> tuple[int, int]:
    """(r, s) with s at most N / 2. Not constant-time."""
    number = leftmost_bits(digest, N)
    for nonce in nonces(secret, digest, N, extra=extra):
        point = multiply_generator(nonce)
        assert point is not None
        r = point[0] % N
        s = pow(nonce, -1, N) * (number + r * secret) % N
        if r and s:
            return r, min(s, N - s)
    raise AssertionError("nonces never end")
