"""Blocks of the main net, Bitcoin Core's block checks, and filters (BIP 158)."""

from __future__ import annotations

import bz2
import json
import lzma
from collections.abc import Iterator
from pathlib import Path

from coincide_bitcoin.block import Block, BlockHeader
from coincide_bitcoin.block.coinbase import check_commitment
from coincide_bitcoin.chain import Chain
from coincide_bitcoin.chain.consensus import MAIN_CONSENSUS
from coincide_bitcoin.errors import BitcoinError, ParseError, RuleError
from coincide_bitcoin.filters import CompactFilter
from coincide_bitcoin.filters.compact import scripts_of_block
from coincide_bitcoin.hashes import hash160
from coincide_bitcoin.script.flags import P2SH
from coincide_bitcoin.script.script import operations
from coincide_bitcoin.script.standard import p2pkh, p2sh
from coincide_bitcoin.script.verify import verify_transaction
from coincide_bitcoin.transaction import Input, Output, Transaction
from conformance.outcome import Judge, Outcome

# Facts that any explorer shows: weight, and number of transactions.
WHOLE = {"540107": (3_993_333, 230), "574200": (3_993_106, 3_315), "300025": (1_136_924, 461)}
CHECK_LIMIT = (1 << 224) - 1


def read_block(vectors: Path, name: str) -> bytes:
    """The bytes of one of the three blocks."""
    if name == "300025":
        return (vectors / "block300025.raw").read_bytes()
    return lzma.decompress((vectors / "blocks" / f"{name}.raw.xz").read_bytes())


def whole_blocks(vectors: Path) -> Iterator[Outcome]:
    """Parsed to the last byte; work, Merkle root, witness commitment, weight."""
    for name, facts in WHOLE.items():
        raw = read_block(vectors, name)
        block = Block.parse(raw)
        try:
            block.check(limit=MAIN_CONSENSUS.limit)
            check_commitment(block.transactions)
        except BitcoinError as error:
            yield Outcome(name, False, str(error))
            continue
        found = (block.weight(), len(block.transactions))
        yield Outcome(name, block.serialize() == raw and found == facts, f"has weight and transactions {found}")


def first_blocks(vectors: Path) -> Iterator[Outcome]:
    """Blocks 1 to 255 of the main net, checked in full: headers, work, coins, scripts."""
    raw = bz2.decompress((vectors / "blocks1-256.bz2").read_bytes())
    at = 0
    with Chain(":memory:", MAIN_CONSENSUS) as chain:
        while at < len(raw):
            length = int.from_bytes(raw[at + 4 : at + 8], "little")
            block = Block.parse(raw[at + 8 : at + 8 + length])
            at += 8 + length
            try:
                yield Outcome(block.id, chain.accept(block), "did not become the tip")
            except BitcoinError as error:
                yield Outcome(block.id, False, str(error))


def spent_scripts(vectors: Path) -> Iterator[Outcome]:
    """Inputs of block 300,025 whose output's script follows from what they show: a key or a redeem script."""
    block = Block.parse(read_block(vectors, "300025"))
    for transaction in block.transactions[1:]:
        spent = shown_outputs(transaction)
        for index, verdict in enumerate(verify_transaction(transaction, spent, flags=frozenset({P2SH}))):
            if spent[index].script_pubkey:
                yield Outcome(f"{transaction.txid_hex}:{index}", verdict.is_valid, verdict.meaning)


def shown_outputs(transaction: Transaction) -> list[Output]:
    """The spent outputs as far as the inputs show them; signatures from before segwit do not cover their values."""
    return [Output(0, _shown(one)) for one in transaction.inputs]


def _shown(one: Input) -> bytes:
    """The script of the output, from the last push; empty if the input shows signatures only."""
    pushes = list(operations(one.script_sig))
    data = pushes[-1].data or b""
    if data[:1] == b"\x30":
        return b""
    return p2sh(hash160(data)) if pushes[0].opcode == 0 else p2pkh(hash160(data))


def block_checks(vectors: Path) -> Iterator[Outcome]:
    """Bitcoin Core's checks of blocks and headers without context, with the clock that each case gives."""
    for name, expected in (("checkblock_valid", True), ("checkblock_invalid", False)):
        for case in json.loads((vectors / "vectors_extra" / f"{name}.json").read_text()):
            if len(case) > 1:
                comment, is_header, has_work, now, raw = case[:5]
                yield _checked(comment, is_header, has_work, now, bytes.fromhex(raw), expected)


def _checked(comment: str, is_header: bool, has_work: bool, now: int, raw: bytes, expected: bool) -> Outcome:
    try:
        header = BlockHeader.parse(raw[:80])
        if has_work:
            header.check_work(limit=CHECK_LIMIT)
            if header.time > now + 7200:
                raise RuleError("time-too-new", "more than two hours ahead")
        if not is_header:
            Block.parse(raw).check(limit=CHECK_LIMIT if has_work else (1 << 256) - 1)
        why, passed = "", True
    except (ParseError, RuleError) as error:
        why, passed = str(error), False
    return Outcome(comment, passed == expected, why)


def filters(vectors: Path) -> Iterator[Outcome]:
    """BIP 158's blocks of the test net: filter, header, and that every script is found."""
    for case in json.loads((vectors / "bips" / "bip-0158" / "testnet-19.json").read_text()):
        if len(case) == 1:
            continue
        height, block_id, raw, spent, previous, expected, header, _ = case
        block = Block.parse(bytes.fromhex(raw))
        outputs = [output.script_pubkey for one in block.transactions for output in one.outputs]
        scripts = scripts_of_block(outputs, map(bytes.fromhex, spent))
        made = CompactFilter.of_scripts(block.hash, scripts)
        passed = (
            block.id == block_id
            and made.serialize().hex() == expected
            and made.header(bytes.fromhex(previous)[::-1])[::-1].hex() == header
            and all(made.matches([script]) for script in scripts)
        )
        yield Outcome(str(height), passed)


LISTS: dict[str, Judge] = {
    "bip158": filters,
    "block-checks": block_checks,
    "blocks": whole_blocks,
    "blocks-1-255": first_blocks,
    "blocks-300025-inputs": spent_scripts,
}
