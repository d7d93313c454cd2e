"""BIP 327, "Key Aggregation" and "Applying Tweaks".

Each key is multiplied by a hash that depends on all keys, so that nobody can choose theirs to cancel the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from coincide_bitcoin.curve.jacobian import to_affine
from coincide_bitcoin.curve.multiplication import linear_combination
from coincide_bitcoin.curve.secp256k1 import Affine, N
from coincide_bitcoin.encoding import sec
from coincide_bitcoin.errors import InputError, ParseError
from coincide_bitcoin.hashes import tagged_hash


def sort_keys(keys: Iterable[bytes]) -> list[bytes]:
    """The keys in the order of their bytes, so that all signers have the same order."""
    return sorted(keys)


def point_of(data: bytes, *, signer: int | None, what: str) -> Affine:
    """A point in 33 bytes, from a signer.

    Raises
    ------
    InputError : it is none; the text names the signer.
    """
    try:
        if len(data) != 33:
            raise ParseError(f"expected 33 bytes, got {len(data)}", 0)
        return sec.decode(data)
    except ParseError as error:
        whose = "the sum" if signer is None else f"signer {signer}"
        raise InputError(f"the {what} of {whose} is invalid: {error.why}") from None


@dataclass(frozen=True)
class AggregateKey:
    """The key that several signers have together.

    Attributes
    ----------
    keys : of the signers, 33 bytes each, in an order that all have agreed on.
    point : the sum, tweaked.
    sign, tweak : what the tweaks come to: point = sign · sum + tweak · G, with `sign` 1 or N - 1.
    """

    keys: tuple[bytes, ...]
    point: Affine
    sign: int = 1
    tweak: int = 0

    @classmethod
    def of(cls, keys: Sequence[bytes]) -> AggregateKey:
        """Aggregate keys.

        Raises
        ------
        InputError : there is none, or one is no point; the text names its signer.
        """
        points = [point_of(key, signer=index, what="public key") for index, key in enumerate(keys)]
        terms = [(coefficient(keys, key), point) for key, point in zip(keys, points, strict=True)]
        total = to_affine(linear_combination(0, terms))
        if total is None:
            raise InputError("the keys of a signature must be at least one, and not cancel each other")
        return cls(tuple(keys), total)

    @property
    def x_only(self) -> bytes:
        """32 bytes: the key that verifies the signature (BIP 340)."""
        return self.point[0].to_bytes(32, "big")

    @property
    def sec(self) -> bytes:
        """33 bytes, as for BIP 32."""
        return sec.encode(self.point)

    @property
    def is_even(self) -> bool:
        return self.point[1] % 2 == 0

    def tweaked(self, tweak: bytes, *, x_only: bool) -> AggregateKey:
        """With 32 bytes of tweak added: `x_only` as in Taproot, else as in BIP 32.

        Raises
        ------
        InputError : the tweak is not below the order of the curve, or leads to infinity.
        """
        number = int.from_bytes(tweak, "big")
        if len(tweak) != 32 or number >= N:
            raise InputError("a tweak must be 32 bytes, below the order of the curve")
        sign = N - 1 if x_only and not self.is_even else 1
        point = to_affine(linear_combination(number, [(sign, self.point)]))
        if point is None:
            raise InputError("this tweak leads to infinity, where there is no key")
        return AggregateKey(self.keys, point, sign * self.sign % N, (number + sign * self.tweak) % N)


def coefficient(keys: Sequence[bytes], key: bytes) -> int:
    """What a signer's key is multiplied by; 1 for the second key that is not the first, which saves work."""
    second = next((other for other in keys if other != keys[0]), bytes(33))
    if key == second:
        return 1
    listed = tagged_hash("KeyAgg list", b"".join(keys))
    return int.from_bytes(tagged_hash("KeyAgg coefficient", listed + key), "big") % N
