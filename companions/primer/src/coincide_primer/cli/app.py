"""The command `coincide-primer`: exit code 0, or 1 with one line of error, or 2 for a wrong option."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence

from coincide_primer.errors import PrimerError

COMMANDS = {
    "demo": "train a network and boosted trees on handwritten digits, and draw how it went",
    "graph": "compute an expression and its derivatives, and draw the computation",
}
# What the help of each command shows, after the name of the program.
EXAMPLES = {
    "demo": "demo --convolution",
    "graph": 'graph "a * b + 1" a=2 b=3',
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and leave with its exit code."""
    parser = make_parser()
    given = parser.parse_args(arguments)
    if given.version:
        from importlib.metadata import version

        print(version("coincide-primer"))
        return
    if given.command is None:
        parser.print_help()
        return
    try:
        importlib.import_module(f"coincide_primer.cli.{given.command}").run(given)
    except PrimerError as error:
        print(f"error: {error}", file=sys.stderr)
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        print("stopped; nothing was written", file=sys.stderr)
        raise SystemExit(130) from None


def make_parser() -> argparse.ArgumentParser:
    """Return what reads the command line."""
    parser = argparse.ArgumentParser(
        prog="coincide-primer", description="Gradients and boosted trees from scratch.", epilog=_example("demo")
    )
    parser.add_argument("--version", action="store_true", help="print the version")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for name, text in COMMANDS.items():
        command = commands.add_parser(
            name, help=text, description=f"{text[0].upper()}{text[1:]}.", epilog=_example(name)
        )
        importlib.import_module(f"coincide_primer.cli.{name}").add_options(command)
    return parser


def _example(command: str) -> str:
    return f"Example: coincide-primer {EXAMPLES[command]}"
