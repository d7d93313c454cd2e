"""The command `coincide-rays`: exit code 0, or 1 with one line of error, or 2 for a wrong option."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence

from coincide_rays.errors import RaysError

COMMANDS = {
    "render": "draw a scene file, and its true geometry if you ask for it",
    "show": "draw the tree of a scene file",
    "truth": "make labeled pictures of random scenes",
    "povray": "write a scene file for POV-Ray",
}
# What the help of each command shows, after the name of the program.
EXAMPLES = {
    "render": "render scene.yml --out scene.png --samples 16",
    "show": "show scene.yml",
    "truth": "truth --count 1000 --out labeled --seed 1",
    "povray": "povray scene.yml --out scene.pov",
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and leave with its exit code."""
    parser = make_parser()
    given = parser.parse_args(arguments)
    if given.version:
        from importlib.metadata import version

        print(version("coincide-rays"))
        return
    if given.command is None:
        parser.print_help()
        return
    try:
        importlib.import_module(f"coincide_rays.cli.{given.command}").run(given)
    except RaysError as error:
        print(f"error: {error}", file=sys.stderr)
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        print("stopped; nothing was written", file=sys.stderr)
        raise SystemExit(130) from None


def make_parser() -> argparse.ArgumentParser:
    """Return what reads the command line."""
    parser = argparse.ArgumentParser(
        prog="coincide-rays", description="A ray tracer that knows what it drew.", epilog=_example("render")
    )
    parser.add_argument("--version", action="store_true", help="print the version")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for name, text in COMMANDS.items():
        command = commands.add_parser(
            name, help=text, description=f"{text[0].upper()}{text[1:]}.", epilog=_example(name)
        )
        importlib.import_module(f"coincide_rays.cli.{name}").add_options(command)
    return parser


def _example(command: str) -> str:
    return f"Example: coincide-rays {EXAMPLES[command]}"
