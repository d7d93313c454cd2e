"""What goes wrong, by what one can do about it.

LogicError
├── PrologError    a program threw a term; `term` is the ball, such as `error(type_error(integer, a), _)`
├── LimitError     a query used up its steps, seconds or memory; no `catch/3` stops it
├── HaltError      a program asked to end; `status` is the exit code it wants
├── LispError      a Lisp program cannot go on
└── FileError      a file or catalog cannot be read
"""

from __future__ import annotations

from typing import Any


class LogicError(Exception):
    """The root of all errors of this package."""


class PrologError(LogicError):
    """A term that was thrown and not caught.

    Attributes
    ----------
    term : the ball, a copy that no backtracking changes.
    """

    def __init__(self, term: Any) -> None:
        super().__init__(term)
        self.term = term

    def __str__(self) -> str:
        from coincide_logic.prolog.text.messages import explain

        return explain(self.term)


class LimitError(LogicError):
    """A query reached its limit.

    Attributes
    ----------
    kind : `steps`, `seconds` or `memory_mb`.
    limit : what was allowed.
    """

    def __init__(self, kind: str, limit: float) -> None:
        super().__init__(f"the query was stopped: it may use {kind}={limit:g}; allow more, or ask for less")
        self.kind = kind
        self.limit = limit


class HaltError(LogicError):
    """A program asked to end, by halt/0 or halt/1.

    Attributes
    ----------
    status : the exit code that it wants.
    """

    def __init__(self, status: int) -> None:
        super().__init__(f"the program asked to end with exit code {status}")
        self.status = status


class LispError(LogicError):
    """A Lisp program cannot go on."""


class FileError(LogicError):
    """A file or catalog cannot be read."""
