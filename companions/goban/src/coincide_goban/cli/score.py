"""`coincide-goban score`: count a finished game."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from coincide_goban.rules.rules import PRESETS, preset


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", type=Path, help="a record")
    parser.add_argument("--rules", help=f"one of {', '.join(PRESETS)}; those of the record by default")
    parser.add_argument("--dead", default="", help="dead stones, such as C3,D4; their chains are removed")
    parser.add_argument("--judge", action="store_true", help="let playouts judge which stones are dead")
    parser.add_argument("--json", action="store_true", help="the result as one line of JSON")


def run(given: argparse.Namespace) -> None:
    from coincide_goban.board.points import point_from_name, point_name
    from coincide_goban.files import read_bytes
    from coincide_goban.records import game_of, read_sgf

    game = game_of(read_sgf(read_bytes(given.path), repair=True)[0], rules=preset(given.rules) if given.rules else None)
    named = [point_from_name(name, game.size) for name in given.dead.split(",") if name.strip()]
    dead = {stone for point in named if game.board.colors[point] in (1, 2) for stone in game.board.chain(point).stones}
    if given.judge:
        dead |= set(_judged(game))
    score = game.score(dead)
    names = sorted(point_name(point, game.size) for point in dead)
    if given.json:
        print(json.dumps({"result": str(score), "black": score.black, "white": score.white, "dead": names}))
        return
    print(game.board)
    if dead:
        print(f"dead: {' '.join(names)}")
    print(f"black {score.black:g}, white {score.white:g} ({game.rules.name} rules): {score}")


def _judged(game: object) -> list[int]:
    import numpy as np

    from coincide_goban.agents.searcher import dead_stones
    from coincide_goban.rules import Game
    from coincide_goban.search.monte_carlo import TreeSearch
    from coincide_goban.search.position import position_of

    assert isinstance(game, Game)
    search = TreeSearch(capacity=200_000, rng=np.random.default_rng(0))
    return dead_stones(game, search.choose(position_of(game), playouts=1000).ownership)
