"""The command `coincide-goban`: exit code 0, or 1 with one line of error, or 2 for a wrong option."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

from coincide_goban.errors import GobanError

COMMANDS = {
    "play": "play against the program, in the terminal or a browser",
    "gtp": "answer a Go front end over standard input and output",
    "analysis": "answer KaTrain in KataGo's analysis protocol, over standard input and output",
    "match": "let two players play a series, and print the win rate with its interval",
    "ladder": "let all players play each other, and rank them on one scale",
    "review": "draw the win rate along a game and name its worst moves",
    "score": "count a finished game",
    "sgf": "check records, and repair what is broken",
    "selfplay": "let the search play against itself, as lessons for a network",
    "train": "train a network on lessons, on records or on its own games",
}
# What the help of each command shows, after the name of the program.
EXAMPLES = {
    "play": "play --web",
    "gtp": "gtp --playouts 5000",
    "analysis": "analysis --network",
    "match": "match rave:1000 gnugo:1 --games 200 --out series",
    "ladder": "ladder random minimax:2 uct:1000 --out ladder",
    "review": "review game.sgf",
    "score": "score game.sgf --judge",
    "sgf": "sgf check records.zip --repair whole",
    "selfplay": "selfplay games --games 1500 --playouts 800",
    "train": "train games --out training",
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and leave with its exit code."""
    # The products of so small a network gain nothing from threads, which would only wait for each other.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    parser = make_parser()
    given = parser.parse_args(arguments)
    if given.version:
        from importlib.metadata import version

        print(version("coincide-goban"))
        return
    if given.command is None:
        parser.print_help()
        return
    try:
        if getattr(given, "komi", None) is not None:
            from coincide_goban.rules import check_komi

            check_komi(given.komi)
        importlib.import_module(f"coincide_goban.cli.{given.command}").run(given)
    except GobanError as error:
        print(f"error: {error}", file=sys.stderr)
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        print("stopped; what was finished is kept", file=sys.stderr)
        raise SystemExit(130) from None


def make_parser() -> argparse.ArgumentParser:
    """Return what reads the command line."""
    parser = argparse.ArgumentParser(
        prog="coincide-goban", description="A Go program, from the rules to self-play.", epilog=_example("play")
    )
    parser.add_argument("--version", action="store_true", help="print the version")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for name, text in COMMANDS.items():
        command = commands.add_parser(
            name, help=text, description=f"{text[0].upper()}{text[1:]}.", epilog=_example(name)
        )
        importlib.import_module(f"coincide_goban.cli.{name}").add_options(command)
    return parser


def _example(command: str) -> str:
    return f"Example: coincide-goban {EXAMPLES[command]}"
