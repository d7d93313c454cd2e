"""A small sample of the benchmark `differential`: Bitcoin Core's engine agrees with ours on every case."""

from __future__ import annotations

import random

import core_engine
import mutations
import pytest

from coincide_bitcoin.script import SignatureHasher, verify_input


def agrees(one: mutations.Spend, flags: frozenset[str]) -> bool:
    ours = verify_input(SignatureHasher(one.transaction, one.spent), one.index, flags=flags)
    return ours.is_valid == core_engine.accepts(one.transaction, one.index, one.spent, flags)


@pytest.mark.slow
@pytest.mark.parametrize("kind", [mutations.mutated, mutations.scripted])
def test_bitcoin_core_agrees(kind):
    rng = random.Random(1)
    for _ in range(1_500):
        one, flags = kind(rng), mutations.flags_of_chance(rng)
        assert agrees(one, flags), (one, sorted(flags))
