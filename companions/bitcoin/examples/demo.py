# /// script
# requires-python = ">=3.11"
# dependencies = ["coincide-bitcoin"]
# ///
"""What `scripts/demo bitcoin` shows: a chain of one's own, every type of output, a reorganisation, one transaction."""

from __future__ import annotations

import os
import sys
import tempfile
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from coincide_bitcoin.backend import PURE, Backend, for_signing
from coincide_bitcoin.block import Block
from coincide_bitcoin.chain import Chain, mine
from coincide_bitcoin.cli.app import main
from coincide_bitcoin.errors import SigningError
from coincide_bitcoin.script.standard import kind_of
from coincide_bitcoin.transaction import OutPoint
from coincide_bitcoin.wallet import Wallet
from examples.showcase.chain import FUNDING_HEIGHT, SPENDING_HEIGHT, Showcase, build
from examples.showcase.outputs import MASTER

FOLDER = Path("bitcoin-demo")
EXPLAINED = "Taproot, by two keys of a script"


def show() -> None:
    """Make everything anew in the folder `bitcoin-demo`."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=FOLDER) as fresh:
        with Chain(Path(fresh) / "chain.db") as chain:
            made = build(chain, backend=_signing_backend())
            show_spending(chain, made)
            show_reorganisation(chain)
        (Path(fresh) / "chain.db").replace(FOLDER / "chain.db")
    index = [one.name for one in made.types].index(EXPLAINED)
    path = FOLDER / "transaction.hex"
    path.write_text(made.spending[index].serialize().hex() + "\n", encoding="ascii")
    print(f"\nOne of these transactions, {EXPLAINED}, byte by byte:\n", flush=True)
    main(["decode", str(path)])
    say_what_next()


def show_spending(chain: Chain, made: Showcase) -> None:
    print(f"A chain of {chain.height} blocks on regtest. Block {FUNDING_HEIGHT} makes one output of each type, and the")
    print(f"blocks from {SPENDING_HEIGHT} on spend them, one each:\n")
    for height, (one, spending) in enumerate(zip(made.types, made.spending, strict=True), SPENDING_HEIGHT):
        print(f"  {height}  {kind_of(one.script_pubkey):<18} {one.name:<40} {spending.txid_hex[:16]}...")


def show_reorganisation(chain: Chain) -> None:
    """A longer branch from before the spending overtakes, so that the outputs are there again."""
    funding = _block_at(chain, FUNDING_HEIGHT).transactions[1]
    old, fork = chain.tip, chain.node_at(SPENDING_HEIGHT - 1)
    point = OutPoint(funding.txid, 0)
    was_spent, node = chain.coin(point) is None, fork
    while node.work <= old.work:
        block = mine(node, b"\x51", extra=1)
        chain.accept(block)
        node = chain.headers.extend(block.header)
    undone, is_spent = old.height - fork.height, chain.coin(point) is None
    print(f"\nA branch from block {fork.height} overtakes at height {chain.height}: {undone} blocks are undone.")
    print(f"The first output was {'spent' if was_spent else 'there'}, and is {'spent' if is_spent else 'there'} now.")
    wallet = Wallet()
    wallet.watch(f"combo({MASTER.derive((0, 1)).public_key.sec.hex()})")
    wallet.scan(chain)
    print(f"A wallet that watches its key sees {wallet.balance} satoshi.")


def say_what_next() -> None:
    program, chain = os.path.relpath(Path(sys.executable).with_name("coincide-bitcoin")), FOLDER / "chain.db"
    print("\nTry next:")
    for words, text in (
        (f"node --chain {chain}", "serve this chain on loopback"),
        (f"check --chain {chain}", "its headers, with their work"),
        (f"stamp FILE --chain {chain}", "stamp a file, then verify-stamp FILE.ots"),
        ("derive FILE", "the addresses of mnemonic words in a file"),
        ("decode ANYTHING", "what it is, byte by byte"),
    ):
        print(f"  {program} {words:<36} {text}")


def _signing_backend() -> Backend:
    """libsecp256k1, or pure Python: the keys of the demonstration are known to everybody."""
    try:
        return for_signing()
    except SigningError:
        warnings.simplefilter("ignore")
        print("libsecp256k1 is not installed, so signatures are made in pure Python.")
        return PURE


def _block_at(chain: Chain, height: int) -> Block:
    block = chain.block(chain.node_at(height))
    assert block is not None
    return block


if __name__ == "__main__":
    show()
