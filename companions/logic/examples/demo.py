# /// script
# requires-python = ">=3.11"
# dependencies = ["coincide-logic"]
# ///
"""What `scripts/demo logic` shows: puzzles solved in Prolog, and programs of PAIP in Lisp."""

from __future__ import annotations

from pathlib import Path
from time import process_time

from coincide_logic import Lisp, Prolog

FOLDER = Path(__file__).parent
PUZZLES = (("zebra.pl", "zebra(Owner, Drinker)", 1), ("queens.pl", "queens(8, Queens)", 3))
PROGRAMS = (
    ("patterns.lisp eliza.lisp", "(talk '((hello) (I want a computer) (because my mother has one) (no)))"),
    ("gps.lisp", "(plan '(tap-works power money) '(content) *kitchen*)"),
    (
        "patterns.lisp student.lisp",
        "(student '((Ann is 3 more than twice Bob) (Bob is half of Cy) (Cy is 10 minus 2)))",
    ),
    ("unify.lisp", "(all-answers '(ancestor ann ?who))"),
    ("search.lisp", "(way-to 'eyle)"),
    ("noughts.lisp", "(play '(x - - - o - - - x) 'o)"),
)


def show_prolog() -> None:
    """Solve two puzzles and say how long it took."""
    for name, query, limit in PUZZLES:
        begun = process_time()
        print(f"?- {query}.   % {name}")
        for answer in Prolog((FOLDER / "prolog" / name).read_text()).ask(query, limit=limit):
            print(f"   {answer}")
        print(f"   {process_time() - begun:.2f} s\n")


def show_lisp() -> None:
    """Run a form of each program and print its value."""
    for files, form in PROGRAMS:
        lisp = Lisp()
        for name in files.split():
            lisp.evaluate((FOLDER / "lisp" / name).read_text())
        print(f"> {form}   ; {files}")
        print(f"{lisp.run(form)}\n")


if __name__ == "__main__":
    show_prolog()
    show_lisp()
