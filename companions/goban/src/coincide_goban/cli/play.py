"""`coincide-goban play`: a game against the program."""

from __future__ import annotations

import argparse

from coincide_goban.agents.catalog import EXAMPLES
from coincide_goban.rules.rules import PRESETS


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--against", default="rave:5000", help=f"the opponent: {EXAMPLES}")
    parser.add_argument("--color", choices=["black", "white"], default="black", help="your color (default black)")
    parser.add_argument("--size", type=int, default=9, help="points per side (default 9)")
    parser.add_argument("--komi", type=float, help="points for white; those of the rules by default")
    parser.add_argument("--rules", default="chinese", help=f"one of {', '.join(PRESETS)}")
    parser.add_argument("--web", action="store_true", help="play in a browser, on this computer only")
    parser.add_argument("--port", type=int, default=8123, help="port for --web (default 8123)")
    parser.add_argument(
        "--device", help="run a network with torch on this device, such as cuda or cpu; with NumPy if not given"
    )
    parser.add_argument("--seed", type=int, default=0, help="seed of all random choices (default 0)")


def run(given: argparse.Namespace) -> None:
    import numpy as np

    from coincide_goban.agents.catalog import make_agent
    from coincide_goban.board import BLACK, WHITE
    from coincide_goban.rules import Game
    from coincide_goban.rules.rules import preset

    game = Game(given.size, rules=preset(given.rules), komi=given.komi)
    rng = np.random.default_rng(given.seed)
    agent = make_agent(given.against, rng=rng, is_friendly=True, device=given.device)
    human = BLACK if given.color == "black" else WHITE
    try:
        if given.web:
            from coincide_goban.web.server import serve

            serve(game, agent, human, port=given.port)
        else:
            from coincide_goban.cli.terminal import play_in_terminal

            play_in_terminal(game, agent, human)
    finally:
        agent.close()
