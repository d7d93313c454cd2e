"""`coincide-goban analysis`: answer KaTrain, which speaks KataGo's analysis protocol."""

from __future__ import annotations

import argparse
import sys

from coincide_goban.cli.gtp import add_network_option, check_device, search_with_network, search_with_playouts
from coincide_goban.errors import UsageError

_VISITS = 200
_PLAYOUTS_PER_VISIT = 20


def add_options(parser: argparse.ArgumentParser) -> None:
    add_network_option(parser)
    parser.add_argument(
        "--visits",
        type=int,
        default=_VISITS,
        help=f"visits of a query that names no number; one is {_PLAYOUTS_PER_VISIT} playouts and, with --network, an "
        f"evaluation (default {_VISITS})",
    )
    parser.add_argument("--device", help="run the network with torch on this device, such as cuda; needs --network")
    parser.add_argument("--seed", type=int, default=0, help="seed of all random choices (default 0)")


def run(given: argparse.Namespace) -> None:
    import numpy as np

    from coincide_goban.gtp.commands import version
    from coincide_goban.gtp.katago.server import AnalysisServer

    if given.visits < 1:
        raise UsageError(f"--visits must be at least 1, got {given.visits}")
    check_device(given)
    rng = np.random.default_rng(given.seed)
    if given.network is None:
        search, per_visit = search_with_playouts(1, rng)(), _PLAYOUTS_PER_VISIT
    else:
        search, per_visit = search_with_network(given.network, given.device, rng)(), 1
    AnalysisServer(
        search, sys.stdin, sys.stdout, visits=given.visits, per_visit=per_visit, version=version(), rng=rng
    ).run()
