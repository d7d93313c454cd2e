"""Bitcoin Core's engine and ours on spends that are nearly right and on scripts of chance: no difference is allowed."""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from collections.abc import Iterator

import core_engine
import mutations

from benchmarks.options import Options
from benchmarks.rows import Row
from coincide_bitcoin.script import SignatureHasher, verify_input

MANY, FEW = 100_000, 5_000
SEED = 340


def rows(options: Options) -> Iterator[Row]:
    """Differences, how many of the cases are valid, and the time that each engine took."""
    total = FEW if options.quick else MANY
    rng = random.Random(SEED)
    differences, valid, ours_s, theirs_s = 0, Counter[str](), 0.0, 0.0
    for number in range(total):
        one = (mutations.mutated if number % 2 else mutations.scripted)(rng)
        flags = mutations.flags_of_chance(rng)
        start = time.process_time()
        ours = verify_input(SignatureHasher(one.transaction, one.spent), one.index, flags=flags)
        middle = time.process_time()
        theirs = core_engine.accepts(one.transaction, one.index, one.spent, flags)
        theirs_s += time.process_time() - middle
        ours_s += middle - start
        valid["mutated" if number % 2 else "scripted"] += theirs
        if ours.is_valid != theirs:
            differences += 1
            _report(one, flags, ours.error, theirs)
    yield Row(
        f"{total} spends, half mutated, half scripts of chance", "differences from Bitcoin Core", differences, "0", "0"
    )
    for name, count in valid.items():
        yield Row(f"{name} spends", "% that are valid", 200 * count / total, "", "")
    yield Row(f"{total} spends", "CPU s: ours", ours_s, "", "")
    yield Row(f"{total} spends", "CPU s: Bitcoin Core through Python", theirs_s, "", "")


def _report(one: mutations.Spend, flags: frozenset[str], error: str, theirs: bool) -> None:
    spent = [f"{output.value}:{output.script_pubkey.hex()}" for output in one.spent]
    facts = [one.kind, one.transaction.serialize().hex(), str(one.index), *spent, ",".join(sorted(flags))]
    print("difference:", " ".join(facts), f"ours: {error or 'valid'}, theirs: {theirs}", file=sys.stderr)
