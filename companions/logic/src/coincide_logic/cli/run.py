"""`coincide-logic run PROGRAM --goal QUERY`: load a program, answer a query."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from coincide_logic.cli.answers import add_limits, limits_of, print_answers, read_text
from coincide_logic.prolog import Prolog


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("program", type=Path, help="a file of clauses and directives")
    parser.add_argument("--goal", metavar="QUERY", help="the query to answer; without it, only directives run")
    parser.add_argument("--trace", action="store_true", help="print each call, exit, redo and fail")
    parser.add_argument(
        "--occurs-check", action="store_true", help="refuse unifications that put a variable inside itself"
    )
    add_limits(parser)


def run(given: argparse.Namespace) -> int:
    kb = Prolog(read_text(given.program), occurs_check=given.occurs_check)
    if given.trace:
        kb.trace(sys.stderr.write)
    return print_answers(kb.ask(given.goal, **limits_of(given)), as_json=given.json) if given.goal else 0
