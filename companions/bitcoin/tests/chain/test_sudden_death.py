"""A process that is killed at any moment leaves a whole chain, and nothing it has acknowledged is lost."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from coincide_bitcoin.chain import Chain

ROOT = Path(__file__).parents[2]
# Grows a chain, and every seventh block begins a longer branch two blocks below; says each height when it is kept.
PROGRAM = """
import sys
from coincide_bitcoin.chain import Chain, mine
chain, extra = Chain(sys.argv[1]), 0
while True:
    extra += 1
    node = chain.tip
    if extra % 7 == 0 and node.height > 2:
        for step in range(3):
            block = mine(node.parent.parent if step == 0 else node, b"\\x51", extra=extra)
            chain.accept(block)
            node = chain.headers.get(block.hash)
    else:
        chain.accept(mine(node, b"\\x51", extra=extra))
    print(chain.height, chain.tip.id, flush=True)
"""


def killed_after(path: Path, lines: int, extra_bytes: int) -> tuple[int, str]:
    """Kill the program some time after it has said so many heights; the last that it has said."""
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(path)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )
    assert process.stdout is not None
    for _ in range(lines):
        process.stdout.readline()
    process.stdout.read(extra_bytes)
    process.send_signal(signal.SIGKILL)
    rest = process.stdout.read().splitlines()
    process.stdout.close()
    process.wait()
    whole = [line for line in rest if len(line.rpartition(" ")[2]) == 64]
    height, _, tip = whole[-1].partition(" ") if whole else ("0", "", "")
    return int(height), tip


@pytest.mark.slow
def test_a_chain_survives_being_killed_again_and_again(tmp_path):
    path, rng = tmp_path / "chain.db", random.Random(1)
    for _ in range(5):
        height, tip = killed_after(path, rng.randrange(5, 60), rng.randrange(1, 100))
        with Chain(path) as chain:
            known = chain.headers.get(bytes.fromhex(tip)[::-1]) if tip else chain.tip
            assert known is not None and chain.height >= height
            values = sum(coin.output.value for _, coin in chain.coins())
            assert values == sum(50 * 10**8 >> number // 150 for number in range(1, chain.height + 1))
