"""Damage to the bytes and the text of a table."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

TOKENS: tuple[bytes, ...] = (
    *(b"nan", b"inf", b"-1", b"1e400", b"-0", b"1,5", b"1.2.3", b"0x10", b"\xc2\xb2", b"\xd9\xa1", b"9" * 5000),
    *(
        b'"',
        b'""',
        b"'",
        b"\t",
        b"\n",
        b"\r",
        b",",
        b";",
        b"\\",
        b"\x00",
        b"\xff",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\x1a",
    ),
    *(b"=cmd|' /C calc'!A0", b"\x1b]0;title\x07\x1b[2J", b"/" * 50_000, b"1" * 100_000 + b"x", b"..\\..\\x", b"%s%n"),
    *(b"{", b"}", b"[" * 3000, b"null", b"\\ud800", b"\\u0000", b'{"start_s": 1, "end_s": 2, "channel": 1e99}'),
    *(b"<exists>", b"1000000000000", b"1e18", b'"IntervalTier"', b'"TextTier"', b"ooTextFile", b'"ooTextFile"'),
    *(b"Begin Time (s)\tEnd Time (s)\n", b"start_s,end_s\n", b"channel", b"label", b"selection", b"view"),
)
"""Odd pieces of text."""


def _flip(content: bytes, rng: np.random.Generator) -> bytes:
    place = int(rng.integers(max(1, len(content))))
    return content[:place] + bytes([int(rng.integers(256))]) + content[place + 1 :]


def _insert(content: bytes, rng: np.random.Generator) -> bytes:
    place = int(rng.integers(len(content) + 1))
    return content[:place] + TOKENS[int(rng.integers(len(TOKENS)))] + content[place:]


def _replace_cell(content: bytes, rng: np.random.Generator) -> bytes:
    for mark in (b"\t", b",", b" "):
        cells = content.split(mark)
        if len(cells) > 5:
            cells[int(rng.integers(len(cells)))] = TOKENS[int(rng.integers(len(TOKENS)))]
            return mark.join(cells)
    return content


def _cut(content: bytes, rng: np.random.Generator) -> bytes:
    first, last = sorted(rng.integers(len(content) + 1, size=2).tolist())
    return content[:first] + content[last:]


def _truncate(content: bytes, rng: np.random.Generator) -> bytes:
    return content[: int(rng.integers(len(content) + 1))]


def _repeat_line(content: bytes, rng: np.random.Generator) -> bytes:
    lines = content.split(b"\n")
    place = int(rng.integers(len(lines)))
    lines[place : place + 1] = [lines[place]] * int(rng.integers(2, 300))
    return b"\n".join(lines)


def _swap_lines(content: bytes, rng: np.random.Generator) -> bytes:
    lines = content.split(b"\n")
    one, other = rng.integers(len(lines), size=2).tolist()
    lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


def _encode_otherwise(content: bytes, rng: np.random.Generator) -> bytes:
    name = ("utf-16", "utf-16-le", "latin-1", "utf-32", "utf-7")[int(rng.integers(5))]
    return content.decode("utf-8", errors="replace").encode(name, errors="replace")


WAYS: tuple[Callable[[bytes, np.random.Generator], bytes], ...] = (
    *(_flip, _insert, _insert, _replace_cell, _replace_cell, _replace_cell),
    *(_cut, _truncate, _repeat_line, _swap_lines, _encode_otherwise),
)
