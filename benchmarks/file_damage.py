"""Damaged files of any kind: what disks and careless copies do to bytes, and what an attacker would do to numbers.

A damage is a function of the bytes, a generator and the bytes of another file; the same generator gives the same bytes.
"""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Callable

import numpy as np

_HEADER = 400
_NUMBERS = (b"0", b"-1", b"1", b"99999999999", b"9223372036854775807", b"18446744073709551616", b"1e308", b"NaN", b"[]")
_WORDS = (0, 1, 2**31 - 1, 2**31, 2**32 - 1, 2**62, 2**63 - 1, 2**64 - 1)

Damage = Callable[[bytearray, np.random.Generator, bytes], bytearray]


def _one_bit(data: bytearray, rng: np.random.Generator, _: bytes) -> bytearray:
    data[int(rng.integers(len(data)))] ^= 1 << int(rng.integers(8))
    return data


def _bytes_of_the_header(data: bytearray, rng: np.random.Generator, _: bytes) -> bytearray:
    for _number in range(int(rng.integers(1, 6))):
        data[int(rng.integers(min(_HEADER, len(data))))] = int(rng.integers(256))
    return data


def _zeros(data: bytearray, rng: np.random.Generator, _: bytes) -> bytearray:
    start = int(rng.integers(len(data)))
    end = min(len(data), start + int(rng.choice([1, 16, 512, 4096])))
    data[start:end] = bytes(end - start)
    return data


def _noise(data: bytearray, rng: np.random.Generator, _: bytes) -> bytearray:
    start = int(rng.integers(len(data)))
    end = min(len(data), start + 512)
    data[start:end] = rng.bytes(end - start)
    return data


def _cut(data: bytearray, rng: np.random.Generator, _: bytes) -> bytearray:
    return data[: int(rng.integers(len(data)))]


def _longer(data: bytearray, rng: np.random.Generator, _: bytes) -> bytearray:
    return data + rng.bytes(int(rng.integers(1, 5000)))


def _piece_missing(data: bytearray, rng: np.random.Generator, _: bytes) -> bytearray:
    start = int(rng.integers(len(data)))
    del data[start : start + int(rng.integers(1, 64))]
    return data


def _piece_twice(data: bytearray, rng: np.random.Generator, _: bytes) -> bytearray:
    start = int(rng.integers(len(data)))
    return data[:start] + data[max(0, start - 64) :]


def _number_in_text(data: bytearray, rng: np.random.Generator, _: bytes) -> bytearray:
    found = list(re.finditer(rb"\d+", bytes(data[: 16 * _HEADER])))
    if not found:
        return _one_bit(data, rng, b"")
    one = found[int(rng.integers(len(found)))]
    return data[: one.start()] + _NUMBERS[int(rng.integers(len(_NUMBERS)))] + data[one.end() :]


def _binary_number(data: bytearray, rng: np.random.Generator, _: bytes) -> bytearray:
    if len(data) < 8:
        return bytearray()
    start = int(rng.integers(min(96, len(data) - 7)))
    data[start : start + 8] = struct.pack("<Q", _WORDS[int(rng.integers(len(_WORDS)))])
    return data


def _another_file(_: bytearray, __: np.random.Generator, other: bytes) -> bytearray:
    return bytearray(other)


def _empty(_: bytearray, __: np.random.Generator, ___: bytes) -> bytearray:
    return bytearray()


DAMAGES: dict[str, Damage] = {
    damage.__name__.removeprefix("_"): damage
    for damage in (
        _one_bit,
        _bytes_of_the_header,
        _zeros,
        _noise,
        _cut,
        _longer,
        _piece_missing,
        _piece_twice,
        _number_in_text,
        _binary_number,
        _another_file,
        _empty,
    )
}


def damaged(whole: bytes, rng: np.random.Generator, *, other: bytes) -> tuple[bytes, str]:
    """Return other bytes, and the name of what was done; `other` is the content of some other file."""
    name = str(rng.choice(list(DAMAGES)))
    done = bytes(DAMAGES[name](bytearray(whole), rng, other))
    return done, name if done != whole else "nothing"


def sealed_again(index: bytes) -> bytes:
    """Return a damaged index file with a checksum and a length that fit, as somebody who knows the format would."""
    if len(index) < 64:
        return index
    head = index[:24] + struct.pack("<Q", len(index))
    return head + hashlib.blake2b(head + index[64:], digest_size=32).digest() + index[64:]
