"""The back end of libsecp256k1, the library of Bitcoin Core, which coincurve builds and wraps.

Its classes copy and check more than is needed here, so its functions are called through cffi. The buffers of a
verification are made per call: a back end holds no state, and threads may share it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from coincurve._libsecp256k1 import ffi as _ffi  # pyright: ignore[reportPrivateUsage, reportAttributeAccessIssue]
from coincurve._libsecp256k1 import lib as _lib  # pyright: ignore[reportPrivateUsage, reportAttributeAccessIssue]
from coincurve.context import GLOBAL_CONTEXT

from coincide_bitcoin.backend.protocol import Backend
from coincide_bitcoin.errors import InputError

ffi: Any = _ffi
lib: Any = _lib
_CONTEXT: Any = GLOBAL_CONTEXT.ctx
_COMPRESSED, _UNCOMPRESSED = 258, 2
_PUBKEY = ffi.typeof("secp256k1_pubkey *")
_XONLY = ffi.typeof("secp256k1_xonly_pubkey *")
_SIGNATURE = ffi.typeof("secp256k1_ecdsa_signature *")
_KEYPAIR = ffi.typeof("secp256k1_keypair *")
_BYTES32 = ffi.typeof("unsigned char[32]")
_BYTES64 = ffi.typeof("unsigned char[64]")


class Libsecp256k1:
    """See `protocol.Backend`."""

    name = "libsecp256k1"

    def public_key(self, secret: bytes) -> bytes | None:
        key = ffi.new(_PUBKEY)
        if len(secret) != 32 or not lib.secp256k1_ec_pubkey_create(_CONTEXT, key, secret):
            return None
        return _written(key)

    def serialize(self, key: bytes, *, compressed: bool) -> bytes | None:
        point = _point(key)
        return None if point is None else _written(point, compressed=compressed)

    def verify_ecdsa(self, key: bytes, digest: bytes, signature: bytes) -> bool:
        point = ffi.new(_PUBKEY)
        parsed = ffi.new(_SIGNATURE)
        if (
            len(signature) != 64
            or len(digest) != 32
            or not lib.secp256k1_ec_pubkey_parse(_CONTEXT, point, key, len(key))
            or not lib.secp256k1_ecdsa_signature_parse_compact(_CONTEXT, parsed, signature)
        ):
            return False
        # libsecp256k1 verifies low s only; whether a high one is allowed is decided elsewhere. Below 7f, s is low.
        if signature[32] >= 0x7F:
            lib.secp256k1_ecdsa_signature_normalize(_CONTEXT, parsed, parsed)
        return lib.secp256k1_ecdsa_verify(_CONTEXT, parsed, digest, point) == 1

    def verify_schnorr(self, key: bytes, message: bytes, signature: bytes) -> bool:
        point = ffi.new(_XONLY)
        if len(key) != 32 or len(signature) != 64 or not lib.secp256k1_xonly_pubkey_parse(_CONTEXT, point, key):
            return False
        return lib.secp256k1_schnorrsig_verify(_CONTEXT, signature, message, len(message), point) == 1

    def sign_ecdsa(self, secret: bytes, digest: bytes, extra: bytes | None) -> bytes:
        signature, written = ffi.new(_SIGNATURE), ffi.new(_BYTES64)
        entropy = ffi.NULL if extra is None else ffi.from_buffer(extra)
        if not lib.secp256k1_ecdsa_sign(_CONTEXT, signature, digest, secret, ffi.NULL, entropy):
            raise InputError("the secret must be from 1 to the order of the curve less 1")
        lib.secp256k1_ecdsa_signature_serialize_compact(_CONTEXT, written, signature)
        return bytes(ffi.buffer(written))

    def sign_schnorr(self, secret: bytes, message: bytes, auxiliary: bytes) -> bytes:
        pair, signature, extra = ffi.new(_KEYPAIR), ffi.new(_BYTES64), ffi.new("secp256k1_schnorrsig_extraparams *")
        if not lib.secp256k1_keypair_create(_CONTEXT, pair, secret):
            raise InputError("the secret must be from 1 to the order of the curve less 1")
        buffer = ffi.from_buffer(auxiliary)
        extra.magic = b"\xda\x6f\xb3\x8c"
        extra.ndata = buffer
        lib.secp256k1_schnorrsig_sign_custom(_CONTEXT, signature, message, len(message), pair, extra)
        return bytes(ffi.buffer(signature))

    def add_secret(self, secret: bytes, tweak: bytes) -> bytes | None:
        if len(secret) != 32 or len(tweak) != 32:
            return None
        total = ffi.new(_BYTES32, secret)
        if not lib.secp256k1_ec_seckey_tweak_add(_CONTEXT, total, tweak):
            return None
        return bytes(ffi.buffer(total))

    def add_tweak(self, key: bytes, tweak: bytes) -> bytes | None:
        point = _point(key)
        if point is None or len(tweak) != 32 or not lib.secp256k1_ec_pubkey_tweak_add(_CONTEXT, point, tweak):
            return None
        return _written(point)

    def add_tweak_to_x(self, key: bytes, tweak: bytes) -> tuple[bytes, int] | None:
        point, total = ffi.new(_XONLY), ffi.new(_PUBKEY)
        if len(key) != 32 or len(tweak) != 32 or not lib.secp256k1_xonly_pubkey_parse(_CONTEXT, point, key):
            return None
        if not lib.secp256k1_xonly_pubkey_tweak_add(_CONTEXT, total, point, tweak):
            return None
        written = _written(total)
        return written[1:], written[0] & 1

    def add_keys(self, keys: Sequence[bytes]) -> bytes | None:
        points = [_point(key) for key in keys]
        total = ffi.new(_PUBKEY)
        if not points or None in points:
            return None
        pointers = ffi.new("secp256k1_pubkey *[]", points)
        if not lib.secp256k1_ec_pubkey_combine(_CONTEXT, total, pointers, len(points)):
            return None
        return _written(total)

    def multiply(self, key: bytes, factor: bytes) -> bytes | None:
        point = _point(key)
        if point is None or len(factor) != 32 or not lib.secp256k1_ec_pubkey_tweak_mul(_CONTEXT, point, factor):
            return None
        return _written(point)


LIBSECP256K1: Backend = Libsecp256k1()


def _point(key: bytes) -> Any:
    point = ffi.new(_PUBKEY)
    return point if lib.secp256k1_ec_pubkey_parse(_CONTEXT, point, key, len(key)) else None


def _written(point: Any, *, compressed: bool = True) -> bytes:
    length = 33 if compressed else 65
    written, size = ffi.new("unsigned char[]", length), ffi.new("size_t *", length)
    flag = _COMPRESSED if compressed else _UNCOMPRESSED
    lib.secp256k1_ec_pubkey_serialize(_CONTEXT, written, size, point, flag)
    return bytes(ffi.buffer(written))
