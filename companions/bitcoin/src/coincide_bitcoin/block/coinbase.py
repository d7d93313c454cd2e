"""Coinbases, the transactions that pay the miner (Song 2019, chapter 9): subsidy, height (BIP 34), witness commitment
(BIP 141).
"""

from __future__ import annotations

from coincide_bitcoin.block.merkle import merkle_root
from coincide_bitcoin.errors import RuleError
from coincide_bitcoin.hashes import hash256
from coincide_bitcoin.script.script import push_number
from coincide_bitcoin.transaction.check import COIN
from coincide_bitcoin.transaction.transaction import Transaction

# BIP 141, "Commitment structure": OP_RETURN, a push of 36 bytes, a magic number, then 32 bytes of hash.
COMMITMENT_HEAD = bytes.fromhex("6a24aa21a9ed")
COMMITMENT_BYTES = 38


def subsidy(height: int, *, halving: int) -> int:
    """New satoshi in a block: 50 bitcoin, and half of it after every `halving` blocks."""
    halvings = height // halving
    return 50 * COIN >> halvings if halvings < 64 else 0


def height_prefix(height: int) -> bytes:
    """What the script of a coinbase must begin with (BIP 34); up to 16 it is one of OP_1 to OP_16."""
    return push_number(height)


def check_height(coinbase: Transaction, height: int) -> None:
    """Check that a coinbase says the height of its block (BIP 34).

    Raises
    ------
    RuleError : "bad-cb-height".
    """
    expected, script = height_prefix(height), coinbase.inputs[0].script_sig
    if not script.startswith(expected):
        raise RuleError("bad-cb-height", f"the coinbase must begin with {expected.hex()}, got {script[:8].hex()}")


def committed_root(coinbase: Transaction) -> bytes | None:
    """The 32 bytes by which a coinbase commits to all witnesses: of its last output that has the form, if any."""
    for output in reversed(coinbase.outputs):
        script = output.script_pubkey
        if len(script) >= COMMITMENT_BYTES and script.startswith(COMMITMENT_HEAD):
            return script[len(COMMITMENT_HEAD) : COMMITMENT_BYTES]
    return None


def commitment(transactions: tuple[Transaction, ...], reserved: bytes) -> bytes:
    """The commitment to the witnesses of a block; that of the coinbase counts as zeros.

    `reserved` are the 32 bytes that the coinbase has as its witness.
    """
    root = merkle_root([bytes(32), *(one.wtxid for one in transactions[1:])])
    return hash256(root + reserved)


def check_commitment(transactions: tuple[Transaction, ...]) -> None:
    """Check that the coinbase commits to the witnesses, or that there are none.

    Raises
    ------
    RuleError : "bad-witness-nonce-size", "bad-witness-merkle-match" or "unexpected-witness".
    """
    coinbase = transactions[0]
    committed = committed_root(coinbase)
    if committed is None:
        check_no_witness(transactions)
        return
    witness = coinbase.inputs[0].witness
    if len(witness) != 1 or len(witness[0]) != 32:
        sizes = [len(item) for item in witness]
        raise RuleError("bad-witness-nonce-size", f"the coinbase's witness must be one item of 32 bytes, got {sizes}")
    expected = commitment(transactions, witness[0])
    if committed != expected:
        why = f"the coinbase must commit to {expected.hex()}, got {committed.hex()}"
        raise RuleError("bad-witness-merkle-match", why)


def check_no_witness(transactions: tuple[Transaction, ...]) -> None:
    """Check that no transaction has a witness.

    Raises
    ------
    RuleError : "unexpected-witness".
    """
    for index, one in enumerate(transactions):
        if one.has_witnesses:
            raise RuleError("unexpected-witness", f"transaction {index} has a witness, which nothing commits to")
