# /// script
# requires-python = ">=3.11"
# dependencies = ["coincide-goban"]
# ///
"""A short match, a record and a picture: scripts/demo goban.

Plays two games on 9x9 against GNU Go at level 1, or against plain UCT where GNU Go is not installed, and reviews the
last one.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from coincide_goban.cli.app import main
from coincide_goban.match.referee import Outcome
from coincide_goban.match.series import Conditions, Result, play_series

OUT = Path("goban-demo")
GAMES = 2


def tell(index: int, outcome: Outcome, result: Result) -> None:
    print(outcome.game.board)
    print(
        f"game {index + 1}: {outcome.result} after {len(outcome.game.turns)} moves; rave:2000 wins {result.rate}\n",
        flush=True,
    )


def demo() -> None:
    opponent = "gnugo:1"
    if shutil.which("gnugo") is None:
        opponent = "uct:2000"
        print("GNU Go is not installed (on Debian: apt install gnugo); plain UCT plays instead", file=sys.stderr)
    print(
        f"rave:2000 against {opponent}, {GAMES} games; the first start on a machine compiles for half a minute\n",
        flush=True,
    )
    folder = OUT / opponent.replace(":", "-")
    play_series(Conditions(first="rave:2000", second=opponent), games=GAMES, folder=folder, on_game=tell)
    main(["review", str(folder / f"game-{GAMES - 1:04d}.sgf"), "--out", str(OUT / "win-rate.svg"), "--playouts", "500"])
    print(f"records: {folder}/*.sgf; win rate: {OUT / 'win-rate.svg'}")


demo()
