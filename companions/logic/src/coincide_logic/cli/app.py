"""The command `coincide-logic`: exit code 0, or 1 with one line of error or no answer, or 2 for a wrong option."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from types import ModuleType

from coincide_logic.errors import HaltError, LogicError

# Each is the module of its name, with `add_options(parser)` and `run(given) -> int`, the exit code.
COMMANDS: dict[str, str] = {
    "ask": "answer a question about a catalog of coincide",
    "run": "load a Prolog program and answer a query",
    "repl": "read Prolog queries line by line and answer them",
    "lisp": "run Lisp programs, or read Lisp line by line",
}
# What the help of each command shows, after the name of the program.
EXAMPLES = {
    "ask": 'ask demo.coincide "category(Call, 3), dawn(Call)"',
    "run": 'run queens.pl --goal "queens(8, Qs)" --limit 3',
    "repl": "repl queens.pl",
    "lisp": 'lisp patterns.lisp eliza.lisp --eval "(answer \'(no))"',
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and leave with its exit code."""
    parser = make_parser()
    given = parser.parse_args(arguments)
    if given.version:
        from importlib.metadata import version

        print(version("coincide-logic"))
        return
    if given.command is None:
        parser.print_help()
        return
    try:
        code = _module(given.command).run(given)
    except HaltError as halt:
        raise SystemExit(halt.status) from None
    except LogicError as error:
        print(f"error: {error}", file=sys.stderr)
        raise SystemExit(1) from None
    except BrokenPipeError:
        # Who reads has seen enough, as `head` does; nothing more may be written, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        raise SystemExit(130) from None
    if code:
        raise SystemExit(code)


def _module(command: str) -> ModuleType:
    return importlib.import_module(f"coincide_logic.cli.{command}")


def make_parser() -> argparse.ArgumentParser:
    """Return what reads the command line."""
    parser = argparse.ArgumentParser(
        prog="coincide-logic", description="Prolog, and the Lisp of PAIP.", epilog=_example("ask")
    )
    parser.add_argument("--version", action="store_true", help="print the version")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for name, text in COMMANDS.items():
        command = commands.add_parser(
            name, help=text, description=text[0].upper() + text[1:] + ".", epilog=_example(name)
        )
        _module(name).add_options(command)
    return parser


def _example(command: str) -> str:
    return f"Example: coincide-logic {EXAMPLES[command]}"
