"""What happens to one file of a catalog: changed bits, lost blocks, cut ends, and whatever else disks and people do."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_BLOCK = 4096


@dataclass(frozen=True)
class Mutation:
    """A change of a file that can be made again.

    Attributes
    ----------
    file : inside of the catalog.
    kind : name of the change.
    seed : of what is random in it.
    """

    file: str
    kind: str
    seed: int

    def apply(self, catalog: Path) -> bool:
        """Change the file; says whether it is another one now."""
        path = catalog / self.file
        before = path.read_bytes()
        if self.kind == "delete":
            path.unlink()
            return True
        after = _KINDS[self.kind](before, random.Random(self.seed))
        path.write_bytes(after)
        return after != before


def draw(file: str, rng: random.Random) -> Mutation:
    """Draw a change; changed bits come most often, since they are the hardest to notice."""
    kinds = ["bit"] * 8 + ["bits"] * 3 + ["zeros"] * 2 + [*_KINDS, "delete"]
    return Mutation(file, rng.choice(kinds), rng.randrange(2**32))


def _bit(content: bytes, rng: random.Random) -> bytes:
    changed = bytearray(content)
    if changed:
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def _bits(content: bytes, rng: random.Random) -> bytes:
    for _ in range(rng.randrange(2, 40)):
        content = _bit(content, rng)
    return content


def _block(content: bytes, rng: random.Random) -> tuple[int, int]:
    start = rng.randrange(max(1, (len(content) + _BLOCK - 1) // _BLOCK)) * _BLOCK
    return start, min(len(content), start + _BLOCK)


def _zeros(content: bytes, rng: random.Random) -> bytes:
    start, stop = _block(content, rng)
    return content[:start] + bytes(stop - start) + content[stop:]


def _noise(content: bytes, rng: random.Random) -> bytes:
    start, stop = _block(content, rng)
    return content[:start] + rng.randbytes(stop - start) + content[stop:]


def _swap(content: bytes, rng: random.Random) -> bytes:
    (a, a_end), (b, b_end) = sorted((_block(content, rng), _block(content, rng)))
    if a == b:
        return content
    return content[:a] + content[b:b_end] + content[a_end:b] + content[a:a_end] + content[b_end:]


def _cut(content: bytes, rng: random.Random) -> bytes:
    return content[: rng.randrange(max(1, len(content)))]


def _append(content: bytes, rng: random.Random) -> bytes:
    return content + rng.choice((rng.randbytes, bytes))(rng.randrange(1, 10_000))


def _empty(_: bytes, __: random.Random) -> bytes:
    return b""


_KINDS: dict[str, Callable[[bytes, random.Random], bytes]] = {
    "bit": _bit,
    "bits": _bits,
    "zeros": _zeros,
    "noise": _noise,
    "swap": _swap,
    "cut": _cut,
    "append": _append,
    "empty": _empty,
}
