"""Vectors in one bit a number, for walking: less memory traffic than anything else that still tells near from far.

A vector less the mean of all gets zeros behind it, is rotated at random, and the signs of what comes out are kept. With
r the rotated vector, s its signs, q a rotated query, both less the mean, and D numbers each,

    |r - q|² ≈ |q|² + |r|² - k <s, q>,    k = 2 |r|² / |r|₁,

without bias over rotations, and with a standard deviation of at most |q| 2 |r| sqrt((1 - a²) / (a² (D - 1))), where a =
|r|₁ / (|r| sqrt(D)). So a walk compares by estimates alone, and what it found is measured until an estimate less three
deviations is above the k-th distance.

A query is rounded to 16 levels, four planes of bits: the sum of q over the set bits of s comes from counting the bits
that the record shares with each plane.

    record   D bits, and in 16 bytes |r|², k, k * (number of set bits), and three times the deviation for |q| = 1
    query    four planes, each as long as a record; then |q|², the sum of q, 2 m, -2 d, |q| (level l stands for d l - m)

Under the inner product -<r, q> alone is estimated, with q not centered: the number that gives all vectors one length
may be far larger than what tells them apart.

A record fills whole cache lines of 64 bytes, and D is as large as fits, which may exceed the length of a vector: the
deviation falls with the root of D, and a bit that says nothing would be read all the same. The zeros themselves add
nothing, but after the rotation each further bit is the sign of one more direction.

The rotation is four rounds of random signs, a Hadamard transform of the first or last 2^p numbers, and one step of it
between the halves: D log D additions in place of D² products.

Sources: Gao and Long 2024 (RaBitQ: the estimate and its error); Ailon and Chazelle 2009 (the rotation).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, partial

import numpy as np
import numpy.typing as npt

from coincide_smallworld.index.threads import in_pieces
from coincide_smallworld.index.vectors.buffers import aligned, extended
from coincide_smallworld.index.vectors.stored import Floats, Stored, as_numbers

WORD = 64
WORDS_OF_FACTORS = 2
N_ROUNDS = 4
ROWS_PER_PIECE = 2048
MOST_SAMPLED = 10_000

Words = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Rotation:
    """A random rotation.

    Attributes
    ----------
    scales : (rounds, size) what each number is multiplied with before each round.
    power : how many numbers each Hadamard transform takes.
    """

    scales: Floats
    power: int

    @property
    def size(self) -> int:
        return self.scales.shape[1]


@dataclass(frozen=True, slots=True)
class BitCodes:
    """Records of vectors.

    Attributes
    ----------
    center : (width,) what is taken off before the rotation; under the inner product, which adds a number to each
        vector that gives all the same length, that length squared stands in that place.
    extra : the place of that number (the first, where there are two), or -1.
    records : (>= n, words).
    """

    center: Floats
    extra: int
    records: Words

    @property
    def rotation(self) -> Rotation:
        return rotation(len(self.center))

    def of(self, rows: npt.NDArray[np.integer]) -> BitCodes:
        """Return the records of these rows alone."""
        taken = aligned((len(rows), self.records.shape[1]), np.uint64)
        np.take(self.records, rows, axis=0, out=taken)
        return replace(self, records=taken)


@cache
def rotation(width: int) -> Rotation:
    """Return the rotation of padded vectors of this length, always the same one.

    They get zeros behind them, up to as many numbers as a record has room for bits.
    """
    size = (n_words_of(width) - WORDS_OF_FACTORS) * WORD
    power = 1 << (size.bit_length() - 1)
    signs = np.random.default_rng(size).integers(2, size=(N_ROUNDS, size)) * 2.0 - 1.0
    scales = signs * np.sqrt(0.5)
    scales[0::2, :power] /= np.sqrt(power)
    scales[1::2, size - power :] /= np.sqrt(power)
    return Rotation(scales.astype(np.float32), power)


def n_words_of(width: int) -> int:
    """Return the words of a record, a multiple of 8: a bit a number, and four floats."""
    return -(-(-(-width // WORD) + WORDS_OF_FACTORS) // 8) * 8


def fit_center(points: Stored, *, extra: int, reach: float) -> Floats:
    """Return the center of padded rows, 1 or more; at most 10,000 of them, evenly spread, are looked at.

    Parameters
    ----------
    extra, reach : the place of the first number that the inner product adds, or -1, and the length of all rows.
    """
    sample = points[:: -(-len(points) // MOST_SAMPLED)]
    center = sample.mean(axis=0, dtype=np.float64).astype(np.float32)
    if extra >= 0:
        center[extra] = reach * reach
    return center


def encoded(points: Stored, center: Floats, *, extra: int, n_threads: int) -> BitCodes:
    """Return the records of padded rows."""
    nothing = np.empty((0, n_words_of(points.shape[1])), dtype=np.uint64)
    return with_rows(BitCodes(center, extra, nothing), points, first=0, n_threads=n_threads)


def with_rows(codes: BitCodes, points: Stored, *, first: int, n_threads: int) -> BitCodes:
    """Return codes that hold the points from `first` on too."""
    from coincide_smallworld.index.vectors.codes import kernels

    turn = codes.rotation
    records = extended(codes.records, first, np.zeros((len(points) - first, codes.records.shape[1]), dtype=np.uint64))
    rows = as_numbers(points)
    encode = partial(kernels.encode, rows, codes.extra, codes.center, turn.scales, turn.power, records, first)
    in_pieces(encode, len(points) - first, n_threads=n_threads, step=ROWS_PER_PIECE)
    return replace(codes, records=records)
