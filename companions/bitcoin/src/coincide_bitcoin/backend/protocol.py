"""SEC 1 and BIP 340: what a back end does. All arguments and results are bytes; points are as in `encoding.sec`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class NotConstantTimeWarning(UserWarning):
    """A secret was used in a time that depends on it."""


class Backend(Protocol):
    """Points, and both kinds of signature. Nothing raises: what cannot be is False or None.

    Secrets and tweaks are 32 bytes, big-endian. Keys are 33 or 65 bytes; hybrid ones are read as well. Keys without a
    parity are 32 bytes (BIP 340). ECDSA signatures are r and s in 32 bytes each, with low or high s, and sign 32 bytes.
    """

    @property
    def name(self) -> str:
        """The word for this back end."""
        ...

    def public_key(self, secret: bytes) -> bytes | None:
        """33 bytes of public key; None if the secret is 0 or not below the curve's order."""
        ...

    def serialize(self, key: bytes, *, compressed: bool) -> bytes | None:
        """The same key in 33 or 65 bytes; None if it is no point of the curve."""
        ...

    def verify_ecdsa(self, key: bytes, digest: bytes, signature: bytes) -> bool:
        """Whether 64 bytes of signature sign 32 bytes of digest under this key."""
        ...

    def verify_schnorr(self, key: bytes, message: bytes, signature: bytes) -> bool:
        """Whether 64 bytes of signature sign a message of any length under this key of 32 bytes (BIP 340)."""
        ...

    def sign_ecdsa(self, secret: bytes, digest: bytes, extra: bytes | None) -> bytes:
        """64 bytes with low s, from a nonce of RFC 6979; `extra` is 32 bytes to vary it, or None."""
        ...

    def sign_schnorr(self, secret: bytes, message: bytes, auxiliary: bytes) -> bytes:
        """64 bytes; `auxiliary` is 32 bytes (BIP 340)."""
        ...

    def add_secret(self, secret: bytes, tweak: bytes) -> bytes | None:
        """secret + tweak; None if the secret is none, the tweak is not below the order, or the sum is 0."""
        ...

    def add_tweak(self, key: bytes, tweak: bytes) -> bytes | None:
        """33 bytes of key + tweak · G; None if a part is invalid, or at infinity."""
        ...

    def add_tweak_to_x(self, key: bytes, tweak: bytes) -> tuple[bytes, int] | None:
        """As `add_tweak` for a key of 32 bytes: x of the sum, and 1 if its y is odd (BIP 341)."""
        ...

    def add_keys(self, keys: Sequence[bytes]) -> bytes | None:
        """33 bytes of the keys' sum; None if one is invalid, or at infinity."""
        ...

    def multiply(self, key: bytes, factor: bytes) -> bytes | None:
        """33 bytes of factor · key; None if the key is invalid, or the factor 0 or not below the order."""
        ...
