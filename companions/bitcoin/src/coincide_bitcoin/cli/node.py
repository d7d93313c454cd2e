"""`coincide-bitcoin node --chain FILE`: serve a regtest chain, follow a node (Song 2019, ch. 10)."""

from __future__ import annotations

import argparse
import threading
from pathlib import Path

from coincide_bitcoin.chain import Chain, mine
from coincide_bitcoin.cli.chains import open_chain
from coincide_bitcoin.errors import InputError
from coincide_bitcoin.net import Node, connect, sync
from coincide_bitcoin.networks import REGTEST

_ANYONE = b"\x51"


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument("--chain", type=Path, required=True, metavar="FILE", help="the chain; created if missing")
    parser.add_argument(
        "--port", type=int, default=REGTEST.port, metavar="N", help=f"port (default {REGTEST.port}; 0 for any free one)"
    )
    parser.add_argument("--connect", metavar="HOST:PORT", help="a node to follow first")
    parser.add_argument("--mine", type=int, default=0, metavar="N", help="mine N blocks, whose coins anyone may spend")
    parser.add_argument("--once", action="store_true", help="exit after following and mining, without serving")


def run(given: argparse.Namespace) -> int:
    """Follow, mine, then serve until stopped."""
    if not 0 <= given.port <= 65535 or given.mine < 0:
        raise InputError("--port must be from 0 to 65535, and --mine at least 0")
    with open_chain(given.chain, REGTEST.name) as chain:
        if given.connect:
            _follow(chain, given.connect)
        for _ in range(given.mine):
            chain.accept(mine(chain.tip, _ANYONE))
        print(f"height {chain.height}, {chain.tip.id}", flush=True)
        if given.once:
            return 0
        with Node(chain, port=given.port) as node:
            print(f"serving on 127.0.0.1:{node.port}; stop with Ctrl-C", flush=True)
            threading.Event().wait()
    return 0


def _follow(chain: Chain, place: str) -> None:
    host, mark, port = place.rpartition(":")
    if not mark or not port.isdigit() or not 0 < int(port) < 65536:
        raise InputError(f"--connect must be HOST:PORT, got `{place}`")
    with connect(host, int(port), REGTEST) as peer:
        version = peer.shake_hands(chain.height)
        print(f"{version.user_agent.decode('ascii', errors='replace')} at height {version.height}", flush=True)
        sync(chain, peer)
