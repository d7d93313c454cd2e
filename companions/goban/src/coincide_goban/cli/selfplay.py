"""`coincide-goban selfplay FOLDER`: games of the search against itself."""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from coincide_goban.errors import UsageError
from coincide_goban.files import read_bytes

if TYPE_CHECKING:
    import numpy as np

    from coincide_goban.learn.selfplay import Search


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="folder for the games; a stopped run continues there")
    parser.add_argument(
        "--network", type=Path, help="search with this network and noise at the root, as AlphaZero does"
    )
    parser.add_argument("--games", type=int, default=1500, help="number of games in all (default 1500)")
    parser.add_argument("--playouts", type=int, default=800, help="playouts per move (default 800)")
    parser.add_argument(
        "--full", type=float, default=1.0, help="share of moves with all playouts; the others get a fifth (default 1)"
    )
    parser.add_argument("--size", type=int, default=9, help="points per side (default 9)")
    parser.add_argument("--komi", type=float, default=7.5, help="points for white (default 7.5)")
    parser.add_argument("--seed", type=int, default=0, help="seed of all random choices (default 0)")


def run(given: argparse.Namespace) -> None:
    from coincide_goban.learn.selfplay import make_games

    if not 0 < given.full <= 1:
        raise UsageError(f"--full is a share of moves, above 0 and at most 1; got {given.full:g}")
    shards = make_games(
        given.folder,
        _search_maker(given),
        games=given.games,
        size=given.size,
        komi=given.komi,
        playouts=given.playouts,
        full_share=given.full,
        network="" if given.network is None else hashlib.sha256(read_bytes(given.network)).hexdigest()[:12],
        seed=given.seed,
    )
    for n in shards:
        print(f"{n} of {given.games} games", flush=True)


def _search_maker(given: argparse.Namespace) -> Callable[[np.random.Generator], Search]:
    """What makes the search of a game: with a network if one is given, else with playouts."""
    if given.network is None:
        from coincide_goban.search.monte_carlo import TreeSearch

        return lambda rng: TreeSearch(capacity=150 * given.playouts, rng=rng)
    from coincide_goban.network.forward import Network
    from coincide_goban.network.store import load_network
    from coincide_goban.search.guided import GuidedSearch, GuidedSettings

    network = Network(*load_network(given.network))
    settings = GuidedSettings(noise=0.25)
    return lambda rng: GuidedSearch(network, settings, capacity=max(400 * given.playouts, 10_000), rng=rng)
