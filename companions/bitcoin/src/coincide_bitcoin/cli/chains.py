"""Headers and chains that the user names: files of raw headers, or chains in SQLite."""

from __future__ import annotations

import argparse
from pathlib import Path

from coincide_bitcoin.block import BlockHeader
from coincide_bitcoin.block.header import HEADER_BYTES
from coincide_bitcoin.chain import Chain, HeaderChain, consensus_of
from coincide_bitcoin.cli.inputs import read_bytes
from coincide_bitcoin.errors import FileError, InputError, RuleError
from coincide_bitcoin.networks import network_named


def add_network(parser: argparse.ArgumentParser) -> None:
    """Add the option of the network."""
    parser.add_argument(
        "--network", choices=["main", "test", "regtest"], default="regtest", help="network (default regtest)"
    )


def open_chain(path: Path, network: str) -> Chain:
    """The chain in a file, which is made if it is not there."""
    return Chain(path, consensus_of(network_named(network)))


def read_headers(given: argparse.Namespace) -> HeaderChain:
    """Headers from `--headers FILE` or `--chain FILE`, checked from the network's first block on.

    Raises
    ------
    InputError : neither is given.
    FileError : the file cannot be read, or a header in it breaks a rule.
    """
    if given.headers is not None:
        return _headers_of(given.headers, given.network)
    if given.chain is None:
        raise InputError("expected headers to check against: --headers FILE, or --chain FILE")
    if not Path(given.chain).is_file():
        raise FileError(f"{given.chain}: there is no such chain")
    with open_chain(given.chain, given.network) as chain:
        return chain.headers


def _headers_of(path: Path, network: str) -> HeaderChain:
    data = read_bytes(path)
    if not data or len(data) % HEADER_BYTES:
        raise FileError(f"{path}: expected headers of {HEADER_BYTES} bytes one after the other, got {len(data)} bytes")
    headers = HeaderChain(consensus_of(network_named(network)))
    for at in range(0, len(data), HEADER_BYTES):
        header = BlockHeader.parse(data[at : at + HEADER_BYTES])
        if at == 0 and header == headers.tip.header:
            continue
        try:
            headers.extend(header)
        except RuleError as error:
            raise FileError(f"{path}: header {at // HEADER_BYTES}: {error}") from None
    return headers
