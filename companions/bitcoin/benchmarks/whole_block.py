"""A block of the size of a main-net one, 213 transactions with 366 inputs, on a regtest chain that has all its outputs.

No block of the main net comes with the outputs it spends; this one is made like them: mostly keys, some scripts.
"""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from pathlib import Path

from coincide_bitcoin.block import Block
from coincide_bitcoin.chain import Chain, mine
from coincide_bitcoin.descriptor import DescribedScript, Descriptor
from coincide_bitcoin.psbt import Psbt, extract, finalize, sign, update
from coincide_bitcoin.transaction import Input, OutPoint, Output, Transaction
from examples.showcase.chain import COINBASE, spend_coinbase
from examples.showcase.outputs import CHANGE, DESCRIPTORS, FEE, key

TRANSACTIONS, INPUTS = 212, 366  # the coinbase not counted
USUAL = ("pay to public key hash", "witness key hash", "Taproot, by its key", "script hash of a witness key hash")


def seconds(runs: int) -> tuple[float, int]:
    """CPU seconds of accepting the block, the median of some runs, and the bytes of the block."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "chain.db"
        with Chain(path) as chain:
            block = _made(chain)
        taken = [_accepting(path, Path(folder) / f"{run}.db", block) for run in range(runs)]
    return statistics.median(taken), len(block.serialize())


def _accepting(path: Path, copy: Path, block: Block) -> float:
    shutil.copy(path, copy)
    raw = block.serialize()
    with Chain(copy) as chain:
        start = time.process_time()
        is_tip = chain.accept(Block.parse(raw))
        taken = time.process_time() - start
    assert is_tip
    return taken


def _made(chain: Chain) -> Block:
    """Fund all outputs on the chain, and give back the block that spends them, which is not on it yet."""
    script = COINBASE.scripts()[0]
    first = mine(chain.tip, script)
    chain.accept(first)
    for _ in range(100):
        chain.accept(mine(chain.tip, script))
    described = _described()
    each = (first.coinbase.outputs[0].value - FEE) // INPUTS
    unsigned = Transaction(
        2, (Input(OutPoint(first.coinbase.txid, 0)),), tuple(Output(each, one.script_pubkey) for one in described)
    )
    funding = spend_coinbase(unsigned, first.coinbase)
    chain.accept(mine(chain.tip, script, [funding]))
    transactions = [_spending(funding, places, described) for places in _places()]
    return mine(chain.tip, script, transactions, fees=FEE * len(transactions))


def _described() -> list[DescribedScript]:
    """Five of six outputs pay a key, the others a script of each kind in turn."""
    others = [name for name in DESCRIPTORS if name not in (*USUAL, "pay to public key")]
    names = [others[place // 6 % len(others)] if place % 6 == 5 else USUAL[place % 4] for place in range(INPUTS)]
    return [Descriptor.parse(DESCRIPTORS[name]).describe()[0] for name in names]


def _places() -> list[tuple[int, ...]]:
    """Which outputs each transaction spends: two, and one in the rest."""
    pairs = INPUTS - TRANSACTIONS
    twos = [(2 * number, 2 * number + 1) for number in range(pairs)]
    return [*twos, *((place,) for place in range(2 * pairs, INPUTS))]


def _spending(funding: Transaction, places: tuple[int, ...], described: list[DescribedScript]) -> Transaction:
    total = sum(funding.outputs[place].value for place in places)
    inputs = tuple(Input(OutPoint(funding.txid, place)) for place in places)
    psbt = Psbt.create(Transaction(2, inputs, (Output(total // 2, CHANGE), Output(total - total // 2 - FEE, CHANGE))))
    for number, place in enumerate(places):
        psbt = update(psbt, number, funding.outputs[place], described[place], whole=funding)
    return extract(finalize(sign(psbt, [key(number) for number in range(15) if number != 1])))
