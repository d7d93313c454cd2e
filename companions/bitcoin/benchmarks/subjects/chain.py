"""Headers a second, whole blocks, a chain of 10,000, sudden deaths, and Bitcoin Core's engine beside us."""

from __future__ import annotations

import contextlib
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pbk

from benchmarks import whole_block
from benchmarks.options import Options
from benchmarks.rows import Row
from coincide_bitcoin.block import Block, BlockHeader
from coincide_bitcoin.block.target import target_of
from coincide_bitcoin.chain import Chain, HeaderChain, mine
from coincide_bitcoin.chain.consensus import MAIN_CONSENSUS, REGTEST_CONSENSUS
from coincide_bitcoin.errors import RuleError
from coincide_bitcoin.script import verify_transaction
from coincide_bitcoin.script.flags import P2SH
from conformance.lists.blocks import read_block, shown_outputs
from examples.showcase.chain import HEIGHT, build
from examples.showcase.faults import faults


def rows(options: Options) -> Iterator[Row]:
    """All rows; those on blocks of the main net need the data."""
    yield from _headers(5_000 if options.quick else 50_000)
    yield from _beside_the_engine()
    yield from _long_chain(1_000 if options.quick else 10_000)
    yield from _whole_block(1 if options.quick else 5)
    yield from _sudden_deaths(5 if options.quick else 50)
    if options.data is not None:
        yield from _main_net(options.data)


def _headers(count: int) -> Iterator[Row]:
    raw: list[bytes] = []
    previous, target = REGTEST_CONSENSUS.genesis, target_of(REGTEST_CONSENSUS.genesis.bits)
    for _ in range(count):
        nonce = 0
        while True:
            header = BlockHeader(4, previous.hash, bytes(32), previous.time + 1, previous.bits, nonce)
            if int.from_bytes(header.hash, "little") <= target:
                break
            nonce += 1
        raw.append(header.serialize())
        previous = header
    headers, start = HeaderChain(), time.process_time()
    for one in raw:
        headers.extend(BlockHeader.parse(one))
    yield Row(
        f"{count:,} headers, parsed and checked, pure Python",
        "headers per CPU second",
        count / (time.process_time() - start),
        "20,000",
        "60,000",
    )


def _beside_the_engine() -> Iterator[Row]:
    with Chain(":memory:") as chain, tempfile.TemporaryDirectory() as folder:
        made = build(chain)
        core = pbk.load_chainman(Path(folder), pbk.ChainType.REGTEST)
        for block in made.blocks:
            core.process_block(pbk.Block(block.serialize()))
        yield Row(
            "Core's engine on our regtest chain", "height", core.get_active_chain().height, str(HEIGHT), str(HEIGHT)
        )
        theirs = ours = total = 0
        for fault in faults(chain, made):
            with contextlib.suppress(pbk.ProcessBlockException):
                core.process_block(pbk.Block(fault.block.serialize()))
            theirs += core.get_active_chain().height == HEIGHT
            with contextlib.suppress(RuleError):
                chain.accept(fault.block)
            ours += chain.height == HEIGHT
            total += 1
        yield Row("blocks with one fault each, kept off by Core's engine", f"of {total}", theirs, "25", str(total))
        yield Row("blocks with one fault each, kept off by us", f"of {total}", ours, "25", str(total))


def _long_chain(count: int) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder, Chain(Path(folder) / "chain.db") as chain:
        start = time.process_time()
        for _ in range(count):
            chain.accept(mine(chain.tip, b"\x51"))
        yield Row(
            f"a regtest chain of {count:,} blocks in one run, mined and kept in SQLite",
            "CPU seconds",
            time.process_time() - start,
            "any" if chain.height == count else "all blocks",
            "",
        )


def _whole_block(runs: int) -> Iterator[Row]:
    taken, size = whole_block.seconds(runs)
    yield Row(
        f"a regtest block as on the main net, {size:,} bytes, 213 transactions, 366 inputs, with all its outputs",
        "CPU seconds",
        taken,
        "1",
        "0.2",
    )


def _sudden_deaths(count: int) -> Iterator[Row]:
    sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))
    from chain.test_sudden_death import killed_after

    rng, whole = random.Random(1), 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "chain.db"
        for _ in range(count):
            height, tip = killed_after(path, rng.randrange(1, 60), rng.randrange(1, 100))
            with Chain(path) as chain:
                whole += chain.height >= height and (not tip or bytes.fromhex(tip)[::-1] in chain.headers)
    yield Row("a chain whose process is killed at a random moment", f"whole, of {count}", whole, str(count), str(count))


def _main_net(data: Path) -> Iterator[Row]:
    raw = read_block(data, "300025")
    spent = [shown_outputs(one) for one in Block.parse(raw).transactions[1:]]
    start, total = time.process_time(), 0
    block = Block.parse(raw)
    block.check(limit=MAIN_CONSENSUS.limit)
    for transaction, outputs in zip(block.transactions[1:], spent, strict=True):
        verdicts = verify_transaction(transaction, outputs, flags=frozenset({P2SH}))
        total += sum(
            one.is_valid and output.script_pubkey != b"" for one, output in zip(verdicts, outputs, strict=True)
        )
    yield Row(
        f"block 300,025 of the main net: parsed, all rules, {total:,} of 1,427 inputs (of 3 the script is not shown)",
        "CPU seconds",
        time.process_time() - start,
        "1",
        "0.2",
    )
