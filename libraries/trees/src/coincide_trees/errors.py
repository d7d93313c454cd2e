"""Everything that `coincide_trees` raises on purpose.

    TreesError
    ├── InputError               your input cannot be used: change it (also a `ValueError`)
    │   └── FileError            a file holds no trees, no model, no picture or no sentences
    └── MissingPackageError      an extra is not installed

Messages say what was expected, what was received, and what to do.
"""

from __future__ import annotations


class TreesError(Exception):
    """Root of all errors that `coincide_trees` raises on purpose."""


class InputError(TreesError, ValueError):
    """The input cannot be used."""


class FileError(InputError):
    """A file does not hold what it should."""


class MissingPackageError(TreesError):
    """A package that only some functions need is not installed."""
