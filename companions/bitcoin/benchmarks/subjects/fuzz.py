"""Parsers on damaged input: each gives a value that comes back, or an error of ours with an offset inside the input."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator

from benchmarks.options import Options
from benchmarks.parsers import parsers
from benchmarks.rows import Row
from coincide_bitcoin.errors import BitcoinError, ParseError

MANY, FEW = 100_000, 10_000
SEED = 174


def rows(options: Options) -> Iterator[Row]:
    """Inputs that gave neither, and the slowest of all."""
    total = FEW if options.quick else MANY
    rng = random.Random(SEED)
    subjects = list(parsers())
    broken, read, slowest = 0, 0, 0.0
    for number in range(total):
        name, seed, parse = subjects[number % len(subjects)]
        data = _damaged(seed, rng)
        start = time.process_time()
        try:
            if not parse(data):
                broken += _report(name, data, ValueError("does not come back"))
            read += 1
        except ParseError as error:
            broken += _report(name, data, error) if not 0 <= error.at <= len(data) else 0
        except BitcoinError:
            pass
        except Exception as error:  # Whatever leaves a parser and is not ours is what is looked for.
            broken += _report(name, data, error)
        slowest = max(slowest, time.process_time() - start)
    yield Row(f"{total} damaged inputs of {len(subjects)} parsers", "neither value nor error", broken, "0", "0")
    yield Row(f"{total} damaged inputs", "% that are still read", 100 * read / total, "", "")
    yield Row(f"{total} damaged inputs", "slowest, CPU ms", 1000 * slowest, "", "")


def _report(name: str, data: bytes, error: Exception) -> int:
    print(f"{name}: {data.hex()}: {type(error).__name__}: {error}", file=sys.stderr)
    return 1


def _damaged(data: bytes, rng: random.Random) -> bytes:
    """One to four changes: bytes changed, put in, left out, repeated, or set to a length that promises much."""
    changed = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(changed) + 1)
        match rng.randrange(5):
            case 0:
                changed[at : at + 1] = rng.randbytes(1)
            case 1:
                changed[at:at] = rng.randbytes(rng.randint(1, 3))
            case 2:
                del changed[at : at + rng.randint(1, 9)]
            case 3:
                changed[at:at] = changed[at : at + rng.randint(1, 40)]
            case _:
                changed[at : at + 1] = rng.choice((b"\xff" * 9, b"\xfe\xff\xff\xff\x01", b"\xfd\xff\xff", b"\x00"))
    return bytes(changed)
