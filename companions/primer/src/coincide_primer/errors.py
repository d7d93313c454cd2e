"""Errors a user can do something about.

PrimerError
├── InputError       an argument has a value that makes no sense; also a ValueError
├── FileError        a file cannot be read or written, or does not hold a network
└── GradientError    a derivative differs from finite differences; names the operation
"""

from __future__ import annotations


class PrimerError(Exception):
    """Anything a user of the primer can repair."""


class InputError(PrimerError, ValueError):
    """An argument has a value that makes no sense."""


class FileError(PrimerError):
    """A file cannot be read or written, or does not hold a network."""


class GradientError(PrimerError):
    """A derivative is not the slope that finite differences measure.

    Attributes
    ----------
    operation : name of the first operation whose rule is wrong.
    difference : largest absolute difference between its derivative and the measured slope.
    """

    def __init__(self, message: str, *, operation: str, difference: float) -> None:
        super().__init__(message)
        self.operation = operation
        self.difference = difference
