"""Everything that this library raises on purpose, by what a person can do about it.

    SmallWorldError
    ├── InputError            your input cannot be used: change it (also a ValueError)
    │   └── SettingsError     a parameter is unknown or out of its range
    └── IndexFileError        a saved index is damaged or newer: build it again

Messages say what was expected, what was received, and what to do.
"""

from __future__ import annotations


class SmallWorldError(Exception):
    """Root of all errors that this library raises on purpose."""


class InputError(SmallWorldError, ValueError):
    """The input cannot be used."""


class SettingsError(InputError):
    """A parameter is unknown or out of its range."""


class IndexFileError(SmallWorldError):
    """A saved index is damaged or was written by a newer version."""
