"""SEC 1 and BIP 340: the back end of Python alone. It is not constant-time, and says so when it signs."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

from coincide_bitcoin.backend.protocol import Backend, NotConstantTimeWarning
from coincide_bitcoin.curve import ecdsa, schnorr
from coincide_bitcoin.curve.jacobian import to_affine
from coincide_bitcoin.curve.multiplication import add, linear_combination, multiply, multiply_generator
from coincide_bitcoin.curve.secp256k1 import Affine, N, lift_x
from coincide_bitcoin.encoding import sec
from coincide_bitcoin.errors import ParseError


class Pure:
    """See `protocol.Backend`."""

    name = "pure"

    def public_key(self, secret: bytes) -> bytes | None:
        number = _scalar(secret)
        return _written(multiply_generator(number)) if number else None

    def serialize(self, key: bytes, *, compressed: bool) -> bytes | None:
        point = _point(key)
        return None if point is None else sec.encode(point, compressed=compressed)

    def verify_ecdsa(self, key: bytes, digest: bytes, signature: bytes) -> bool:
        point = _point(key)
        if point is None or len(signature) != 64 or len(digest) != 32:
            return False
        r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
        return ecdsa.verify(point, digest, r, s)

    def verify_schnorr(self, key: bytes, message: bytes, signature: bytes) -> bool:
        return len(key) == 32 and len(signature) == 64 and schnorr.verify(key, message, signature)

    def sign_ecdsa(self, secret: bytes, digest: bytes, extra: bytes | None) -> bytes:
        _warn()
        r, s = ecdsa.sign(int.from_bytes(secret, "big"), digest, extra=extra or b"")
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    def sign_schnorr(self, secret: bytes, message: bytes, auxiliary: bytes) -> bytes:
        _warn()
        return schnorr.sign(int.from_bytes(secret, "big"), message, auxiliary)

    def add_secret(self, secret: bytes, tweak: bytes) -> bytes | None:
        first, second = _scalar(secret), _scalar(tweak)
        total = 0 if not first or second is None else (first + second) % N
        return total.to_bytes(32, "big") if total else None

    def add_tweak(self, key: bytes, tweak: bytes) -> bytes | None:
        point, number = _point(key), _scalar(tweak)
        if point is None or number is None:
            return None
        return _written(to_affine(linear_combination(number, [(1, point)])))

    def add_tweak_to_x(self, key: bytes, tweak: bytes) -> tuple[bytes, int] | None:
        point, number = lift_x(int.from_bytes(key, "big"), is_odd=False), _scalar(tweak)
        if point is None or number is None or len(key) != 32:
            return None
        total = to_affine(linear_combination(number, [(1, point)]))
        return None if total is None else (total[0].to_bytes(32, "big"), total[1] & 1)

    def add_keys(self, keys: Sequence[bytes]) -> bytes | None:
        total: Affine | None = None
        for key in keys:
            point = _point(key)
            if point is None:
                return None
            total = add(total, point)
        return _written(total)

    def multiply(self, key: bytes, factor: bytes) -> bytes | None:
        point, number = _point(key), _scalar(factor)
        return None if point is None or not number else _written(multiply(number, point))


PURE: Backend = Pure()


def _point(key: bytes) -> Affine | None:
    try:
        return sec.decode(key, allow_hybrid=True)
    except ParseError:
        return None


def _scalar(data: bytes) -> int | None:
    """The integer, if it is below the order; 0 may be a tweak."""
    number = int.from_bytes(data, "big")
    return number if len(data) == 32 and number < N else None


def _written(point: Affine | None) -> bytes | None:
    return None if point is None else sec.encode(point)


def _warn() -> None:
    warnings.warn("the pure back end signs in a time that depends on the secret", NotConstantTimeWarning, stacklevel=4)
