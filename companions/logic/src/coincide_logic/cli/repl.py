"""`coincide-logic repl`: queries line by line; `;` asks for more, `[user].` begins clauses, `trace.` traces."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from coincide_logic.cli.answers import read_text
from coincide_logic.errors import HaltError, LogicError
from coincide_logic.prolog import Answer, Prolog

_HELP = """A query ends with a full stop. After an answer, ; asks for more and Enter for none.
[user].   begins clauses, until a line with end_of_file.
trace.  notrace.  halt."""


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("program", type=Path, nargs="?", help="a file to load first")


def run(given: argparse.Namespace) -> int:
    kb = Prolog(read_text(given.program) if given.program else "")
    print("coincide-logic: help. says how this works")
    while (text := _read("?- ")) is not None:
        try:
            _obey(kb, text)
        except HaltError:
            break
        except LogicError as error:
            print(f"error: {error}")
        except KeyboardInterrupt:
            print("stopped")
    return 0


def _obey(kb: Prolog, text: str) -> None:
    command = text.rstrip(" .\n")
    if command == "help":
        print(_HELP)
    elif command in ("trace", "notrace"):
        kb.trace(sys.stdout.write if command == "trace" else None)
    elif command == "[user]":
        lines = iter(lambda: _line("|: "), None)
        kb.consult("".join(_until_end(lines)))
    elif command:
        _show(kb.ask(text))


def _until_end(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        if line.strip(" .\n") == "end_of_file":
            return
        yield line


def _show(answers: Iterator[Answer]) -> None:
    for answer in answers:
        if (_line(f"{answer} ") or "").strip() != ";":
            return
    print("false")


def _read(prompt: str) -> str | None:
    """A query, which may take several lines; None at the end of the input."""
    text = ""
    while not text.rstrip().endswith("."):
        line = _line(prompt if not text else "|  ")
        if line is None:
            return None
        text += line
        if not text.strip():
            return ""
    return text


def _line(prompt: str) -> str | None:
    try:
        return input(prompt) + "\n"
    except EOFError:
        print()
        return None
