"""`coincide-goban match A B`: a series of games."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from coincide_goban.agents.catalog import EXAMPLES
from coincide_goban.rules.rules import PRESETS


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("first", help=f"a player: {EXAMPLES}")
    parser.add_argument("second", help="its opponent")
    parser.add_argument("--games", type=int, default=200, help="number of games, with alternating colors (default 200)")
    parser.add_argument("--size", type=int, default=9, help="points per side (default 9)")
    parser.add_argument("--komi", type=float, default=7.5, help="points for white (default 7.5)")
    parser.add_argument("--rules", default="chinese", help=f"one of {', '.join(PRESETS)}")
    parser.add_argument(
        "--openings", type=int, default=0, help="random moves at the start of each pair of games (default 0)"
    )
    parser.add_argument("--out", type=Path, help="folder for the records; a stopped series continues there")
    parser.add_argument(
        "--device", help="run networks with torch on this device, such as cuda or cpu; with NumPy if not given"
    )
    parser.add_argument("--seed", type=int, default=0, help="seed of all random choices (default 0)")
    parser.add_argument("--json", action="store_true", help="the result as one line of JSON")


def run(given: argparse.Namespace) -> None:
    from coincide_goban.match.referee import Outcome
    from coincide_goban.match.series import Conditions, Result, play_series

    conditions = Conditions(
        first=given.first,
        second=given.second,
        size=given.size,
        komi=given.komi,
        rules=given.rules,
        opening_moves=given.openings,
        seed=given.seed,
    )

    def tell(index: int, outcome: Outcome, result: Result) -> None:
        if not given.json:
            moves = len(outcome.game.turns)
            print(f"game {index + 1}: {outcome.result}, {moves} moves; {given.first} wins {result.rate}", flush=True)

    result = play_series(conditions, games=given.games, folder=given.out, on_game=tell, device=given.device)
    rate, elo = result.rate, result.elo
    if given.json:
        print(
            json.dumps(
                {"games": result.games, "wins": result.wins, "rate": rate.value, "low": rate.low, "high": rate.high}
            )
        )
    else:
        print(
            f"{given.first} against {given.second}: {result.wins:g} of {result.games}, {rate}; Elo {elo.value:+.0f} "
            f"[{elo.low:+.0f}, {elo.high:+.0f}]"
        )
        if result.games < 200:
            print("fewer than 200 games: the interval is the result, not the share")
