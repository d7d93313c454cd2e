"""`coincide-bitcoin stamp FILE`: an OpenTimestamps proof that a block holds the file's digest, or that of a signature.

The block is given with `--block`, after its transaction was mined; on a regtest chain of one's own it is made at once.
"""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

from coincide_bitcoin.block import Block
from coincide_bitcoin.chain import Chain, mine
from coincide_bitcoin.cli.catalogs import digest_file
from coincide_bitcoin.cli.chains import add_network, open_chain
from coincide_bitcoin.cli.files import write_new
from coincide_bitcoin.cli.inputs import read_bytes, subject_named
from coincide_bitcoin.errors import FileError, InputError, ParseError
from coincide_bitcoin.keys import PrivateKey
from coincide_bitcoin.networks import REGTEST, network_named
from coincide_bitcoin.script.standard import null_data
from coincide_bitcoin.stamps import Stamp, Witness, stamp_by

PROVES = "It proves that the file existed before that block. It does not prove who made it, when, or that it is true."


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument(
        "file", metavar="FILE", type=Path, help="the file to stamp, or a catalog, whose labels are stamped"
    )
    parser.add_argument("--block", metavar="BLOCK", help="a block that holds the file's SHA-256 in a transaction")
    parser.add_argument("--height", type=int, metavar="N", help="height of that block")
    parser.add_argument("--chain", type=Path, metavar="FILE", help="a regtest chain, on which a block is mined")
    parser.add_argument(
        "--sign", type=Path, metavar="KEYFILE", help="file with a private key in WIF; FILE.witness is stamped"
    )
    parser.add_argument("--about", default="", metavar="TEXT", help="text that the signature covers")
    parser.add_argument("--out", type=Path, metavar="FILE", help="where the proof goes; FILE.ots if not given")
    add_network(parser)


def run(given: argparse.Namespace) -> int:
    """Write the proof, and the witness if there is a signature."""
    if (given.chain is None) == (given.block is None):
        raise InputError("expected either --block with --height, or --chain")
    path = digest_file(given.file) if given.file.is_dir() else given.file
    data = read_bytes(path)
    if given.sign is not None:
        data = _witness(data, given).to_json()
        path = path.with_name(f"{path.name}.witness")
    out = given.out or path.with_name(f"{path.name}.ots")
    if out.exists():
        raise FileError(f"{out}: the file is there already; choose another name with --out, or move it away")
    stamp, block_id, height = _stamp(hashlib.sha256(data).digest(), given)
    if given.sign is not None:
        write_new(path, data)
        print(f"signed  {path}")
    write_new(out, stamp.serialize())
    print(f"stamped {out}, by block {height}, {block_id}")
    print(PROVES)
    return 0


def _witness(data: bytes, given: argparse.Namespace) -> Witness:
    try:
        key = PrivateKey.from_wif(read_bytes(given.sign).decode("ascii").strip(), network_named(given.network))
    except (UnicodeDecodeError, ParseError) as error:
        raise FileError(f"{given.sign}: expected a private key in WIF: {error}") from None
    return Witness.sign(hashlib.sha256(data).digest(), key, about=given.about)


def _stamp(digest: bytes, given: argparse.Namespace) -> tuple[Stamp, str, int]:
    if given.chain is not None:
        if given.network != REGTEST.name:
            raise InputError("blocks are made on regtest only; give the block with --block and --height")
        with open_chain(given.chain, given.network) as chain:
            block = _mined(chain, digest)
            return stamp_by(block, chain.height, digest), block.id, chain.height
    if given.height is None or given.height < 0:
        raise InputError("expected the height of the block, as --height N")
    block = Block.parse(subject_named(given.block).bytes_of("a block"))
    return stamp_by(block, given.height, digest), block.id, given.height


def _mined(chain: Chain, digest: bytes) -> Block:
    """A block whose coinbase pays nothing and carries the digest; nobody's coins are needed on a chain of one's own."""
    block = mine(chain.tip, null_data(digest))
    chain.accept(block)
    return block
