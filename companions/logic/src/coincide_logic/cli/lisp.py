"""`coincide-logic lisp [PROGRAM ...]`: run programs, or read Lisp line by line."""

from __future__ import annotations

import argparse
from pathlib import Path

from coincide_logic.cli.answers import read_text
from coincide_logic.errors import LispError
from coincide_logic.lisp import Lisp


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "programs",
        type=Path,
        nargs="*",
        metavar="PROGRAM",
        help="files to run, in this order; without one, Lisp is read line by line",
    )
    parser.add_argument("--eval", metavar="FORM", help="a form to run after the programs; its value is printed")
    parser.add_argument("--seed", type=int, default=0, help="seed of random numbers (default 0)")


def run(given: argparse.Namespace) -> int:
    lisp = Lisp(seed=given.seed)
    for program in given.programs:
        lisp.evaluate(read_text(program))
    if given.eval:
        print(lisp.run(given.eval))
    elif not given.programs:
        _talk(lisp)
    return 0


def _talk(lisp: Lisp) -> None:
    text = ""
    while True:
        try:
            text += input("> " if not text else "  ") + "\n"
        except EOFError:
            print()
            return
        try:
            if text.strip():
                print(lisp.run(text))
        except LispError as error:
            if "has no end" in str(error):
                continue
            print(f"error: {error}")
        text = ""
