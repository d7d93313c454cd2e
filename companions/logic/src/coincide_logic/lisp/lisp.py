"""A Lisp interpreter as a Python object."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib.resources import files
from inspect import signature

from coincide_logic.errors import LispError
from coincide_logic.lisp.data import Primitive, Value
from coincide_logic.lisp.evaluator import Evaluator
from coincide_logic.lisp.exits import Leaving
from coincide_logic.lisp.functions import Library
from coincide_logic.lisp.numbers import numeric_functions
from coincide_logic.lisp.printer import print_value
from coincide_logic.lisp.reader import Symbols, read_all
from coincide_logic.lisp.sequences import OPTIONS, Sequences
from coincide_logic.lisp.special import SPECIAL

_DEEPEST = 10_000  # of Python's own calls, of which each of Lisp's that is no tail call takes about four


class Lisp:
    """An interpreter with its symbols.

    Parameters
    ----------
    write : gets what programs print; the standard output if there is none.
    seed : of `random`.

    Examples
    --------
    >>> Lisp().run("(mapcar #'(lambda (x) (* x x)) '(1 2 3))")
    '(1 4 9)'
    """

    def __init__(self, *, write: Callable[[str], object] | None = None, seed: int = 0) -> None:
        self._symbols = Symbols()
        self._evaluator = Evaluator(self._symbols, SPECIAL)
        library = Library(self._evaluator, write or _write_out, seed)
        functions = numeric_functions(self._symbols("T")) | Sequences(self._evaluator).functions() | library.functions()
        for name, function in functions.items():
            self._symbols(name).function = Primitive(name, function, _keywords(function))
        self._symbols("MAKE-HASH-TABLE").function = Primitive("MAKE-HASH-TABLE", library.make_table, ("test",))
        self.evaluate(files("coincide_logic.lisp").joinpath("prelude.lisp").read_text("utf-8"))

    def evaluate(self, text: str) -> Value:
        """Run each form of a text; the value of the last.

        Raises
        ------
        LispError : the text cannot be read, or a form cannot be run.
        """
        value: Value = None
        limit = sys.getrecursionlimit()
        sys.setrecursionlimit(max(limit, _DEEPEST))
        try:
            for form in read_all(text, self._symbols):
                value = self._evaluator.evaluate(form)
        except RecursionError:
            raise LispError("calls are nested too deep; put the recursive call last, or use a loop") from None
        except Leaving as leaving:
            raise LispError(f"throw: nothing catches {print_value(leaving.tag)}") from None
        finally:
            sys.setrecursionlimit(limit)
        return value

    def run(self, text: str) -> str:
        """Run each form of a text; the value of the last as text."""
        return print_value(self.evaluate(text))


def _keywords(function: Callable[..., Value]) -> tuple[str, ...]:
    try:
        names = signature(function).parameters
    except ValueError:
        return ()
    return tuple(name for name in OPTIONS if name.replace("-", "_") in names)


def _write_out(text: str) -> None:
    sys.stdout.write(text)
