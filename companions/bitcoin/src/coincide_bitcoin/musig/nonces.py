"""BIP 327, "Nonce Generation" and "Nonce Aggregation"."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

from coincide_bitcoin.backend import fastest
from coincide_bitcoin.curve.multiplication import add
from coincide_bitcoin.curve.secp256k1 import Affine, N
from coincide_bitcoin.encoding import sec
from coincide_bitcoin.errors import InputError
from coincide_bitcoin.hashes import tagged_hash
from coincide_bitcoin.keys import PrivateKey
from coincide_bitcoin.musig.aggregate import point_of

# How infinity is written where a sum of nonces may be that.
INFINITY = bytes(33)


@dataclass
class SecretNonce:
    """Two secret numbers for one signature. `take` gives them once, and then they are gone."""

    public: bytes
    _numbers: tuple[int, int] | None = field(repr=False)

    @classmethod
    def create(
        cls,
        public_key: bytes,
        *,
        key: PrivateKey | None = None,
        aggregate_x: bytes | None = None,
        message: bytes | None = None,
        extra: bytes = b"",
        chance: bytes | None = None,
    ) -> SecretNonce:
        """Make nonces; what is known beforehand makes them safer against bad chance.

        Parameters
        ----------
        public_key : the signer's, 33 bytes.
        key : the signer's private key.
        aggregate_x : 32 bytes of the aggregate key.
        extra : anything else to vary them by.
        chance : 32 bytes; fresh ones if None. Never pass the same twice.
        """
        chance = secrets.token_bytes(32) if chance is None else chance
        if key is not None:
            mask = int.from_bytes(tagged_hash("MuSig/aux", chance), "big")
            chance = (int.from_bytes(key.secret, "big") ^ mask).to_bytes(32, "big")
        known = b"\x00" if message is None else b"\x01" + len(message).to_bytes(8, "big") + message
        seed = chance + _short(public_key) + _short(aggregate_x or b"") + known + len(extra).to_bytes(4, "big") + extra
        return cls.of(*(int.from_bytes(tagged_hash("MuSig/nonce", seed + bytes([i])), "big") % N for i in (0, 1)))

    @classmethod
    def of(cls, first: int, second: int) -> SecretNonce:
        """From two numbers, 0 < number < N.

        Raises
        ------
        InputError : one is out of range.
        """
        points = [fastest().public_key(number.to_bytes(32, "big")) for number in (first, second)]
        if points[0] is None or points[1] is None:
            raise InputError("a secret nonce must be from 1 to the order of the curve less 1")
        return cls(points[0] + points[1], (first, second))

    def take(self) -> tuple[int, int]:
        """The numbers, once.

        Raises
        ------
        InputError : they have been taken.
        """
        if self._numbers is None:
            raise InputError("this secret nonce has been used: two signatures with one nonce give the key away")
        numbers, self._numbers = self._numbers, None
        return numbers


def add_nonces(nonces: Sequence[bytes]) -> bytes:
    """Add up the public nonces of all signers, 66 bytes each: 66 bytes.

    Raises
    ------
    InputError : one is no pair of points; the text names its signer.
    """
    totals: list[Affine | None] = [None, None]
    for signer, nonce in enumerate(nonces):
        for half, point in enumerate(split_nonce(nonce, signer=signer)):
            totals[half] = add(totals[half], point)
    return b"".join(INFINITY if total is None else sec.encode(total) for total in totals)


def split_nonce(nonce: bytes, *, signer: int) -> tuple[Affine, Affine]:
    """The two points of a signer's public nonce."""
    first, second = (point_of(half, signer=signer, what="nonce") for half in (nonce[:33], nonce[33:]))
    return first, second


def split_sum(nonce: bytes) -> tuple[Affine | None, Affine | None]:
    """The two points of a sum of nonces; each may be infinity."""
    halves = nonce[:33], nonce[33:]
    first, second = (None if half == INFINITY else point_of(half, signer=None, what="nonce") for half in halves)
    return first, second


def _short(data: bytes) -> bytes:
    return bytes([len(data)]) + data
