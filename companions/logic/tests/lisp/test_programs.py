"""The programs of the book, as written here."""

from __future__ import annotations

from pathlib import Path

import pytest

from coincide_logic import Lisp

PROGRAMS = Path(__file__).parents[2] / "examples" / "lisp"


def run(files: str, form: str, *, seed: int = 0) -> tuple[str, str]:
    """The value of a form after some files, and what was printed."""
    pieces: list[str] = []
    lisp = Lisp(write=pieces.append, seed=seed)
    for name in files.split():
        lisp.evaluate((PROGRAMS / f"{name}.lisp").read_text())
    return lisp.run(form), "".join(pieces)


@pytest.mark.parametrize(
    ("files", "form", "value"),
    [
        ("patterns", "(match '(a ?x c) '(a b c))", "((?X . B))"),
        ("patterns", "(match '(?x is ?x) '(a is b))", "NO-MATCH"),
        ("patterns", "(match '((?* ?x) a b) '(a a b a b))", "((?X A A B))"),
        ("patterns eliza", "(answer '(hello there))", "(HELLO WHAT BRINGS YOU HERE)"),
        ("patterns eliza", "(answer '(you hate me))", "(WHY DO YOU SAY THAT I HATE YOU)"),
        ("patterns eliza", "(answer '(I feel lost in my town))", "(DO YOU OFTEN FEEL LOST IN YOUR TOWN)"),
        (
            "gps",
            "(plan '(tap-works power money) '(content) *kitchen*)",
            "(FILL-KETTLE BOIL-WATER BUY-LEAVES BREW WASH-CUP DRINK-TEA)",
        ),
        ("gps", "(plan '(power leaves) '(content) *kitchen*)", "NO-PLAN"),
        ("gps", "(plan '(money) '(leaves money) *kitchen*)", "NO-PLAN"),
        ("patterns student", "(translate '(the cost is 3 plus twice the weight))", "(= COST (+ 3 (* 2 WEIGHT)))"),
        (
            "patterns student",
            "(student '((Ann is 3 more than twice Bob) (Bob is half of Cy) (Cy is 10 minus 2)))",
            "((CY 8) (BOB 4) (ANN 11))",
        ),
        ("patterns student", "(student '((x plus 3 is 10) (y is 6 divided by x)))", "((X 7) (Y 6/7))"),
        ("patterns student", "(student '((10 is 4 less than x) (20 percent of y is x)))", "((X 14) (Y 70))"),
        ("unify", "(unify '(f ?x b) '(f a ?y))", "((?Y . B) (?X . A))"),
        ("unify", "(unify '(?x ?y) '((f ?y) (f ?x)))", "FAIL"),
        ("unify", "(all-answers '(ancestor ?who dee))", "((ANCESTOR CY DEE) (ANCESTOR ANN DEE) (ANCESTOR BOB DEE))"),
        ("unify", "(length (all-answers '(joined ?x ?y (1 2 3))))", "4"),
        ("search", "(breadth-first 1 #'(lambda (n) (= n 12)) #'halves)", "12"),
        ("search", "(way-to 'eyle)", "(ARUN BEX COLE DORN EYLE)"),
        ("search", "(depth-first '(arun) #'(lambda (way) (eq (first way) 'dorn)) #'steps)", "(DORN COLE BEX ARUN)"),
        ("search", "(best-first 1 #'(lambda (n) (= n 12)) #'halves #'(lambda (n) (abs (- n 12))) 3)", "12"),
        ("noughts", "(best-place '(x o x - o - - - -) 'x)", "7"),
        ("noughts", "(best-place '(x x - o o - - - -) 'x)", "2"),
        ("noughts", "(play '(x - - - o - - - x) 'o)", "DRAW"),
    ],
)
def test_a_program_gives_its_answer(files, form, value):
    assert run(files, form)[0] == value


def test_eliza_prints_both_sides_of_the_talk():
    _, printed = run("patterns eliza", "(talk '((hello) (you see me)))")
    assert printed == "> HELLO\nHELLO WHAT BRINGS YOU HERE\n> YOU SEE ME\nWHY DO YOU SAY THAT I SEE YOU\n"
