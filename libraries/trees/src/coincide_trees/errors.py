"""Everything that `coincide_trees` raises on purpose.

    TreesError
    ├── InputError               what you gave cannot be used: change it (also a `ValueError`)
    │   └── FileError            a file holds no trees, no model, no picture or no sentences
    └── MissingPackageError      an extra is not installed

Messages say what was expected, what came, and what to do.
"""

from __future__ import annotations


class TreesError(Exception):
    """Root of all errors that `coincide_trees` raises on purpose."""


class InputError(TreesError, ValueError):
    """What was given cannot be used."""


class FileError(InputError):
    """A file cannot be read as what it should hold."""


class MissingPackageError(TreesError):
    """A package that only some functions need is not installed."""
