"""A regtest chain of 150 blocks that makes one output of every type, and spends each."""

from __future__ import annotations

from dataclasses import dataclass

from coincide_bitcoin.backend import Backend
from coincide_bitcoin.block import Block
from coincide_bitcoin.chain import Chain, mine
from coincide_bitcoin.descriptor import Descriptor
from coincide_bitcoin.psbt import Psbt, extract, finalize, sign, update
from coincide_bitcoin.script.standard import null_data
from coincide_bitcoin.transaction.transaction import Input, OutPoint, Output, Transaction
from examples.showcase.outputs import CHANGE, DESCRIPTORS, FEE, OutputType, key, output_types

HEIGHT = 150
FUNDING_HEIGHT = 102  # the coinbase of block 1 may be spent from 101 on
SPENDING_HEIGHT = 120
COINBASE = Descriptor.parse(DESCRIPTORS["pay to public key hash"])


@dataclass(frozen=True)
class Showcase:
    """What was made.

    Attributes
    ----------
    blocks : all but the network's first, in order.
    types : the types of output, in the order of the outputs of `funding`.
    spending : one transaction for each type.
    """

    blocks: tuple[Block, ...]
    types: tuple[OutputType, ...]
    funding: Transaction
    spending: tuple[Transaction, ...]


def build(chain: Chain, *, height: int = HEIGHT, backend: Backend | None = None) -> Showcase:
    """Mine the chain onto an empty one; `backend` signs, libsecp256k1 if None."""
    blocks: list[Block] = []
    types = tuple(output_types(backend))
    script = COINBASE.scripts()[0]

    def add(*transactions: Transaction) -> None:
        blocks.append(mine(chain.tip, script, transactions, fees=FEE * len(transactions)))
        chain.accept(blocks[-1])

    while chain.height < FUNDING_HEIGHT - 1:
        add()
    funding = fund(blocks[0].coinbase, types, backend)
    add(funding)
    while chain.height < SPENDING_HEIGHT - 1:
        add()
    spending = tuple(one.spending(funding, index) for index, one in enumerate(types))
    for one in spending:
        add(one)
    while chain.height < height:
        add()
    return Showcase(tuple(blocks), types, funding, spending)


def fund(coinbase: Transaction, types: tuple[OutputType, ...], backend: Backend | None = None) -> Transaction:
    """Spend a coinbase to one output of each type, and to some bytes that nobody can spend."""
    each = (coinbase.outputs[0].value - FEE) // (len(types) + 1)
    outputs = [Output(each, one.script_pubkey) for one in types]
    rest = coinbase.outputs[0].value - FEE - each * len(types)
    outputs += [Output(rest, CHANGE), Output(0, null_data(b"nobody can spend this"))]
    unsigned = Transaction(2, (Input(OutPoint(coinbase.txid, 0)),), tuple(outputs))
    return spend_coinbase(unsigned, coinbase, backend)


def spend_coinbase(unsigned: Transaction, coinbase: Transaction, backend: Backend | None = None) -> Transaction:
    """Sign a transaction whose only input spends one of the chain's coinbases."""
    psbt = update(Psbt.create(unsigned), 0, coinbase.outputs[0], COINBASE.describe()[0], whole=coinbase)
    return extract(finalize(sign(psbt, [key(2)], backend=backend)))
