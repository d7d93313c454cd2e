"""`coincide-goban ladder`: players all against all, or each against the next, on one scale."""

from __future__ import annotations

import argparse
import itertools
import json
from pathlib import Path

from coincide_goban.agents.catalog import EXAMPLES

DEFAULT = ("random", "minimax:2", "uct:1000", "rave:1000")


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("players", nargs="*", default=list(DEFAULT), help=f"such as {EXAMPLES}")
    parser.add_argument("--games", type=int, default=200, help="games of each pair (default 200)")
    parser.add_argument("--neighbors", action="store_true", help="each plays only the next one, in the order given")
    parser.add_argument("--size", type=int, default=9, help="points per side (default 9)")
    parser.add_argument(
        "--openings", type=int, default=2, help="random moves at the start of each pair of games (default 2)"
    )
    parser.add_argument("--out", type=Path, help="folder for the records; a stopped ladder continues there")
    parser.add_argument("--seed", type=int, default=0, help="seed of all random choices (default 0)")
    parser.add_argument("--json", action="store_true", help="one line of JSON per player")


def run(given: argparse.Namespace) -> None:
    from coincide_goban.match.ladder import ladder
    from coincide_goban.match.series import Conditions, Result, play_series

    names = list(dict.fromkeys(given.players))
    pairs = list(itertools.pairwise(names)) if given.neighbors else list(itertools.combinations(names, 2))
    results: dict[tuple[str, str], Result] = {}
    for first, second in pairs:
        conditions = Conditions(
            first=first, second=second, size=given.size, opening_moves=given.openings, seed=given.seed
        )
        folder = None if given.out is None else given.out / f"{first}-{second}".replace(":", "_").replace(" ", "_")
        results[first, second] = play_series(conditions, games=given.games, folder=folder)
        if not given.json:
            print(f"{first} against {second}: {results[first, second].rate}", flush=True)
    for rung in ladder(results):
        if given.json:
            print(json.dumps({"player": rung.name, "elo": rung.elo.value, "low": rung.elo.low, "high": rung.elo.high}))
        else:
            print(
                f"{rung.name:16} {rung.elo.value:+6.0f} [{rung.elo.low:+.0f}, {rung.elo.high:+.0f}]  {rung.games} games"
            )
