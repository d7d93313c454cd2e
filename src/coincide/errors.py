"""Everything that `coincide` raises on purpose, by what a person can do about it.

    CoincideError
    ├── InputError            what you gave cannot be used: change it
    │   ├── RecordingError    one recording cannot be read (it is quarantined, the run goes on)
    │   ├── AnnotationError   an annotation table cannot be read
    │   └── SettingsError     a setting is unknown or out of its range
    ├── NothingFoundError     the input is fine and holds too little to learn from
    ├── CatalogError          the catalog cannot be opened, read or written
    │   ├── CatalogBusyError      another command is writing to it
    │   └── CatalogVersionError   it was written by a newer version
    └── IndexFileError        a saved index is damaged or newer (it can be rebuilt)

Messages say what was expected, what came, and what to do.
"""

from __future__ import annotations


class CoincideError(Exception):
    """Root of all errors that `coincide` raises on purpose."""


class InputError(CoincideError):
    """What was given cannot be used."""


class RecordingError(InputError):
    """One recording cannot be read.

    Attributes
    ----------
    kind : one word for tables: ``unreadable``, ``corrupt``, ``truncated``, ``empty``, ``silent``, ``nan``,
        ``short`` or ``name``.
    """

    def __init__(self, message: str, *, kind: str) -> None:
        super().__init__(message)
        self.kind = kind


class AnnotationError(InputError):
    """An annotation table cannot be read."""


class SettingsError(InputError):
    """A setting is unknown or out of its range."""


class NothingFoundError(CoincideError):
    """The input is fine and holds too little to learn from."""


class CatalogError(CoincideError):
    """The catalog cannot be opened, read or written."""


class CatalogBusyError(CatalogError):
    """Another command is writing to the catalog."""


class CatalogVersionError(CatalogError):
    """The catalog was written by a newer version of `coincide`."""


class IndexFileError(CoincideError):
    """A saved index is damaged or was written by a newer version."""
