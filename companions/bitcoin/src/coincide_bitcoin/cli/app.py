"""The command `coincide-bitcoin`: exit code 0, or 1 with one line of error, or 2 for a wrong option."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from types import ModuleType

from coincide_bitcoin.errors import BitcoinError

# Each is the module of its name, with `add_options(parser)` and `run(given) -> int`, the exit code.
COMMANDS: dict[str, str] = {
    "decode": "identify hex, text or a file, and explain every byte of it",
    "verify": "say whether each input of a transaction may spend its output, and which operation fails",
    "derive": "list the addresses of mnemonic words, of an extended key or of a descriptor",
    "prove": "prove that a block holds a transaction",
    "check": "check a proof from `prove`, and headers with their work",
    "stamp": "prove that a file existed before a block, optionally with a signature",
    "verify-stamp": "say what an OpenTimestamps proof proves",
    "node": "serve a regtest chain on loopback, optionally following another node",
}
# What the help of each command shows, after the name of the program.
EXAMPLES = {
    "decode": "decode transaction.hex",
    "verify": "verify transaction.hex --prevouts spent.json",
    "derive": "derive words.txt --count 5",
    "prove": "prove block.hex TXID",
    "check": "check proof.json --headers headers.hex",
    "stamp": "stamp labels.csv --block block.hex",
    "verify-stamp": "verify-stamp labels.csv.ots labels.csv",
    "node": "node --chain chain.dat --mine 3",
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and leave with its exit code."""
    parser = make_parser()
    given = parser.parse_args(arguments)
    if given.version:
        from importlib.metadata import version

        print(version("coincide-bitcoin"))
        return
    if given.command is None:
        parser.print_help()
        return
    try:
        code = _module(given.command).run(given)
    except BitcoinError as error:
        print(f"error: {error}", file=sys.stderr)
        raise SystemExit(1) from None
    except BrokenPipeError:
        # Whoever reads has seen enough, as `head` does; nothing more may be written, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        raise SystemExit(130) from None
    if code:
        raise SystemExit(code)


def _module(command: str) -> ModuleType:
    return importlib.import_module(f"coincide_bitcoin.cli.{command.replace('-', '_')}")


def make_parser() -> argparse.ArgumentParser:
    """Return what reads the command line."""
    parser = argparse.ArgumentParser(
        prog="coincide-bitcoin", description="Bitcoin's rules: parse, verify, explain.", epilog=_example("decode")
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
    return f"Example: coincide-bitcoin {EXAMPLES[command]}"
