"""The curve secp256k1 and its signatures, on integers.

    field            elements of a prime field                       Song 2019, chapter 1
    affine           points of any curve, the book's way: slow and plain   chapter 2
    secp256k1        the curve's numbers                             SEC 2
    jacobian         points without division
    multiplication   sums of multiples: GLV, wNAF
    ecdsa            sign and verify                                 SEC 1
    rfc6979          nonces without chance
    schnorr          sign and verify                                 BIP 340

A point is a pair of integers (x, y); infinity is None. Bytes are the matter of `encoding` and `backend`.
"""

from __future__ import annotations
