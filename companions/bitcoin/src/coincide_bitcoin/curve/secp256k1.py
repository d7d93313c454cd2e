"""The numbers of secp256k1, y² = x³ + 7 over the field of P elements (SEC 2, version 2, section 2.4.1).

LAMBDA times (x, y) is (BETA·x, y): the endomorphism of Gallant, Lambert and Vanstone 2001, which `multiplication` uses.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TypeAlias

P = 2**256 - 2**32 - 977
N = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
G = (
    0x79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798,
    0x483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8,
)
LAMBDA = 0x5363AD4CC05C30E0A5261C028812645A122E22EA20816678DF02967C1B23BD72
BETA = 0x7AE96A2B657C07106E64479EAC3434E99CF0497512F58995C1396C28719501EE

Affine: TypeAlias = tuple[int, int]


@lru_cache(maxsize=1024)
def lift_x(x: int, *, is_odd: bool) -> Affine | None:
    """The point with this x whose y is odd or even; None if there is none (BIP 340, "lift_x").

    Results are kept, since a key is read when it is parsed and again at each verification.
    """
    if not 0 <= x < P:
        return None
    square = (x * x % P * x + 7) % P
    y = pow(square, (P + 1) // 4, P)
    if y * y % P != square:
        return None
    return x, y if y & 1 == is_odd else P - y


def is_on_curve(x: int, y: int) -> bool:
    """Whether (x, y) is a point of the curve, both in range."""
    return 0 <= x < P and 0 <= y < P and (y * y - x * x * x - 7) % P == 0
