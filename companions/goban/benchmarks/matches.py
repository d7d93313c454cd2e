"""Beside GNU Go: what is legal, what breathes, who wins. Series are kept and go on where they were stopped."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from random_games import played

from benchmarks.rows import Row
from coincide_goban.board.points import COLOR_NAMES, point_from_name, point_name
from coincide_goban.gtp.client import GtpProcess
from coincide_goban.match.series import Conditions, play_series

# First player, second player, floor and aim of its share of wins.
SERIES = (
    ("rave:20000", "gnugo:1", "85%", "97%"),
    ("rave:20000", "gnugo:10", "55%", "80%"),
    ("puct:200", "gnugo:10", "50%", "80%"),
    ("puct:200", "rave:1000", "50%", "60%"),
    ("advised:200", "gnugo:10", "50%", "80%"),
    ("advised:40", "rave:1000", "50%", "60%"),  # equal CPU time
    ("advised:200", "rave:1000", "50%", ""),
    ("rave:1000", "uct:1000", "50%", ""),
    ("uct:1000", "random", "50%", ""),
)


def legality(*, quick: bool) -> Iterator[Row]:
    if shutil.which("gnugo") is None:
        yield Row("legality", "GNU Go is not installed", "not measured", "0", "0")
        return
    games, every = (9, 5) if quick else (1000, 5)
    differences = asked = 0
    with GtpProcess(["gnugo", "--mode", "gtp", "--level", "1"]) as gnugo:
        for seed in range(games):
            size = (9, 13, 19)[seed % 3]
            gnugo.ask(f"boardsize {size}")
            for game, point in played(size, seed=seed, moves=size * size):
                color = COLOR_NAMES[game.to_play]
                if len(game.turns) % (every * size) == 0:
                    names = gnugo.ask(f"all_legal {color}").split()
                    differences += set(game.legal()) != {point_from_name(name, size) for name in names}
                    asked += 1
                    for chain in game.board.chains():
                        answer = gnugo.ask(f"countlib {point_name(min(chain.stones), size)}")
                        differences += len(chain.liberties) != int(answer)
                        asked += 1
                gnugo.ask(f"play {color} {point_name(point, size)}")
    yield Row("legal moves and liberties beside GNU Go", f"differences in {asked:,}", str(differences), "0", "0")


def series(folder: Path, *, quick: bool) -> Iterator[Row]:
    for first, second, floor, aim in SERIES:
        if "gnugo" in second and shutil.which("gnugo") is None:
            yield Row(f"{first} against {second}", "GNU Go is not installed", "not measured", floor, aim)
            continue
        conditions = Conditions(first=first, second=second)
        place = folder / f"{first}-{second}".replace(":", "_")
        result = play_series(conditions, games=4 if quick else 200, folder=place)
        yield Row(f"{first} against {second}", f"wins of {result.games}", f"{result.wins:g}: {result.rate}", floor, aim)
