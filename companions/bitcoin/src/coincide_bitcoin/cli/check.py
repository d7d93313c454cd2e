"""`coincide-bitcoin check [PROOF]`: whether a Merkle proof leads to a header with its work, and headers to others."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from coincide_bitcoin.block import BlockHeader, MerkleProof
from coincide_bitcoin.block.target import work_of
from coincide_bitcoin.chain import HeaderChain, consensus_of
from coincide_bitcoin.cli.chains import add_network, read_headers
from coincide_bitcoin.cli.inputs import read_bytes
from coincide_bitcoin.errors import FileError, InputError, ParseError, RuleError
from coincide_bitcoin.networks import network_named


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument("proof", metavar="PROOF", nargs="?", type=Path, help="a proof, from `prove`")
    parser.add_argument(
        "--headers", type=Path, metavar="FILE", help="file of raw headers, starting with the network's first"
    )
    parser.add_argument("--chain", type=Path, metavar="FILE", help="a chain, from `node`")
    add_network(parser)


def run(given: argparse.Namespace) -> int:
    """Print what holds; exit code 1 if something does not."""
    headers = read_headers(given) if given.headers or given.chain else None
    if given.proof is None and headers is None:
        raise InputError("expected a proof, --headers FILE or --chain FILE")
    if headers is not None:
        tip = headers.tip
        print(f"headers    {len(headers)}, up to height {tip.height} of {_time(tip.header.time)}")
        print(f"tip        {tip.id}")
        print(f"work       {tip.work} hashes")
    return 0 if given.proof is None else _check(given.proof, headers, given.network)


def _check(path: Path, headers: HeaderChain | None, network: str) -> int:
    txid, header, proof = _read(path)
    print(f"block      {header.id} of {_time(header.time)}")
    if proof.root(txid) != header.merkle_root:
        print(f"proof      does not lead to the Merkle root {header.merkle_root[::-1].hex()}")
        return 1
    print(f"proof      {len(proof.siblings)} hashes lead from {txid[::-1].hex()} to the Merkle root")
    try:
        header.check_work(limit=consensus_of(network_named(network)).limit)
    except RuleError as error:
        print(f"work       {error}")
        return 1
    print(f"work       the header alone took {work_of(header.bits)} hashes")
    if headers is None:
        print("place      not checked: give --headers or --chain to see that the block counts")
        return 0
    node = headers.get(header.hash)
    if node is None or not headers.is_best(node):
        print("place      the header is not in the best branch of these headers")
        return 1
    print(f"place      height {node.height}, with {headers.height - node.height + 1} blocks of work on it")
    return 0


def _read(path: Path) -> tuple[bytes, BlockHeader, MerkleProof]:
    try:
        facts: Any = json.loads(read_bytes(path))
        siblings = tuple([bytes.fromhex(one)[::-1] for one in facts["siblings"]])
        txid, header = bytes.fromhex(facts["txid"])[::-1], BlockHeader.parse(bytes.fromhex(facts["header"]))
        proof = MerkleProof(int(facts["index"]), siblings)
    except KeyError as error:
        raise FileError(f"{path}: expected a proof from `coincide-bitcoin prove`, but this lacks {error}") from None
    except (ValueError, TypeError, OverflowError, RecursionError, ParseError) as error:
        raise FileError(f"{path}: expected a proof from `coincide-bitcoin prove`: {error}") from None
    if len(txid) != 32 or any(len(one) != 32 for one in siblings) or not 0 <= proof.index < 1 << len(siblings):
        raise FileError(f"{path}: expected hashes of 32 bytes, and an index below 2^{len(siblings)}")
    return txid, header, proof


def _time(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S} UTC"
