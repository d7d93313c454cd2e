"""`coincide-goban gtp`: answer a front end."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from coincide_goban.errors import UsageError
from coincide_goban.rules.rules import PRESETS, preset

if TYPE_CHECKING:
    import numpy as np

    from coincide_goban.gtp.engine import GrowingSearch

_PLAYOUTS = 5000
# An evaluation, with the 20 playouts it comes with, takes about as long as 25 playouts.
_EVALUATIONS = 200
_BETWEEN_REPORTS = 240
SHIPPED = "shipped"


def add_options(parser: argparse.ArgumentParser) -> None:
    add_network_option(parser)
    parser.add_argument(
        "--playouts",
        type=int,
        help=f"playouts per move or, with --network, evaluations of 20 playouts each, unless the front end sets a "
        f"clock; {_PLAYOUTS} or {_EVALUATIONS} if not given",
    )
    parser.add_argument("--threads", type=int, help="playouts that run at once, 1 if not given; not with --network")
    parser.add_argument(
        "--device",
        help="run the network with torch on this device, such as cuda or cpu; with NumPy if not given; needs --network",
    )
    parser.add_argument("--rules", default="chinese", help=f"one of {', '.join(PRESETS)}")
    parser.add_argument(
        "--size", type=int, default=9, help="points per side, unless the front end sets another size (default 9)"
    )
    parser.add_argument("--seed", type=int, default=0, help="seed of all random choices (default 0)")


def run(given: argparse.Namespace) -> None:
    import numpy as np

    from coincide_goban.gtp.engine import Engine
    from coincide_goban.gtp.server import Server

    rng = np.random.default_rng(given.seed)
    check_device(given)
    if given.network is None:
        threads = 1 if given.threads is None else given.threads
        make_search, playouts = search_with_playouts(threads, rng), _PLAYOUTS
    elif given.threads is not None:
        raise UsageError(f"--threads works only without a network; leave out `--threads {given.threads}` or --network")
    else:
        make_search, playouts = search_with_network(given.network, given.device, rng), _EVALUATIONS
    engine = Engine(
        make_search,
        rules=preset(given.rules),
        playouts=playouts if given.playouts is None else given.playouts,
        size=given.size,
        between_reports=_BETWEEN_REPORTS if given.network is None else _BETWEEN_REPORTS // 20,
    )
    Server(engine, sys.stdin, sys.stdout).run()


def add_network_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--network",
        nargs="?",
        const=SHIPPED,
        metavar="FILE",
        help="let this network advise the search; without FILE, the bundled one, which learned on 9x9",
    )


def check_device(given: argparse.Namespace) -> None:
    """Check that there is a network to run on the device that was chosen."""
    if given.network is None and given.device is not None:
        raise UsageError(f"--device works only with a network; leave out `--device {given.device}`, or give --network")


def search_with_playouts(threads: int, rng: np.random.Generator) -> Callable[[], GrowingSearch]:
    """Makes tree searches with playouts alone."""
    from coincide_goban.search.monte_carlo import TreeSearch

    return lambda: TreeSearch(threads=threads, rng=rng)


def search_with_network(name: str, device: str | None, rng: np.random.Generator) -> Callable[[], GrowingSearch]:
    """Makes tree searches that a network advises, by its file or `SHIPPED`."""
    from coincide_goban.agents.catalog import open_network
    from coincide_goban.search.advised import AdvisedSearch

    network = open_network("" if name == SHIPPED else name, device)
    return lambda: AdvisedSearch(network, rng=rng)
