"""`coincide-bitcoin prove BLOCK TXID`: the Merkle proof that a block holds a transaction (Song 2019, chapter 11)."""

from __future__ import annotations

import argparse
import json

from coincide_bitcoin.block import Block
from coincide_bitcoin.cli.inputs import subject_named
from coincide_bitcoin.errors import InputError


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument("block", metavar="BLOCK", help="a block in hex, or a file that holds it")
    parser.add_argument("txid", metavar="TXID", help="id of the transaction, as explorers show it")


def run(given: argparse.Namespace) -> int:
    """Print the proof."""
    block = Block.parse(subject_named(given.block).bytes_of("a block"))
    try:
        txid = bytes.fromhex(given.txid)[::-1]
    except ValueError:
        raise InputError(f"expected a txid in hex, got `{given.txid}`") from None
    proof = block.prove(txid)
    facts = {
        "txid": given.txid.lower(),
        "header": block.header.serialize().hex(),
        "index": proof.index,
        "siblings": [sibling[::-1].hex() for sibling in proof.siblings],
    }
    print(json.dumps(facts, indent=1))
    return 0
