"""Song 2019, chapter 9: block headers and blocks, byte by byte."""

from __future__ import annotations

from datetime import UTC, datetime

from coincide_bitcoin.block import Block, BlockHeader
from coincide_bitcoin.block.target import target_of, work_of
from coincide_bitcoin.errors import ParseError, RuleError
from coincide_bitcoin.explain.explanation import Explanation, Row, Subject, row
from coincide_bitcoin.explain.transaction import field_meaning
from coincide_bitcoin.wire import Field, Reader

_HEADER = (("version", 4), ("previous block", 32), ("merkle root", 32), ("time", 4), ("bits", 4), ("nonce", 4))


def explain_header(subject: Subject) -> Explanation:
    """Explain a block header.

    Raises
    ------
    ParseError : not 80 bytes.
    """
    data = subject.bytes_of("a block header")
    header = BlockHeader.parse(data)
    return Explanation("block header", _header_facts(header), tuple(_header_rows(header, data)))


def explain_block(subject: Subject) -> Explanation:
    """Explain a block with its transactions.

    Raises
    ------
    ParseError : it is none.
    """
    data = subject.bytes_of("a block")
    reader = Reader(data, keep_fields=True)
    block = Block.read(reader)
    reader.finish()
    if not block.transactions:
        raise ParseError("a block must have a transaction", len(data) - 1)
    assert reader.fields is not None
    rows = [*_header_rows(block.header, data), *_transaction_rows(reader.fields[1:], data)]
    facts = _header_facts(block.header) | {
        "transactions": str(len(block.transactions)),
        "size": f"{len(data)} bytes",
        "weight": str(block.weight()),
        "merkle root": "as in the header" if block.merkle_root() == block.header.merkle_root else "another",
    }
    return Explanation("block", facts, tuple(rows))


def _header_facts(header: BlockHeader) -> dict[str, str]:
    try:
        reached = int.from_bytes(header.hash, "little") <= target_of(header.bits)
        work = f"{'meets' if reached else 'misses'} its target, which takes {work_of(header.bits)} hashes on average"
    except RuleError as error:
        work = error.why
    return {"hash": header.id, "proof of work": work}


def _target(bits: int) -> str:
    try:
        return f"target {target_of(bits):064x}"
    except RuleError:
        return "no target"


def _header_rows(header: BlockHeader, data: bytes) -> list[Row]:
    meanings = {
        "version": f"{header.version:#x}",
        "previous block": header.previous[::-1].hex(),
        "merkle root": header.merkle_root[::-1].hex(),
        "time": f"{datetime.fromtimestamp(header.time, UTC):%Y-%m-%d %H:%M:%S} UTC",
        "bits": _target(header.bits),
        "nonce": str(header.nonce),
    }
    rows: list[Row] = []
    start = 0
    for name, length in _HEADER:
        piece = data[start : start + length]
        rows.append(Row(start, length, "header", name, piece.hex(), meanings[name]))
        start += length
    return rows


def _transaction_rows(fields: list[Field], data: bytes) -> list[Row]:
    """Rows of all transactions; each one begins with its version."""
    rows: list[Row] = []
    number = -1
    for field in fields:
        number += field.name == "version"
        one = row(field, data, field_meaning(field))
        section = field.section if number < 0 else f"transaction {number}"
        if number >= 0 and field.section != "transaction":
            section += f", {field.section}"
        rows.append(Row(one.offset, one.length, section, one.name, one.hex, one.meaning))
    return rows
