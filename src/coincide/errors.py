"""Everything that `coincide` raises on purpose, by what a person can do about it.

    CoincideError
    ├── InputError            what you gave cannot be used: change it
    │   ├── RecordingError    one recording cannot be read (it is quarantined, the run goes on)
    │   ├── AnnotationError   an annotation table cannot be read
    │   ├── NoSuchError       nothing has that number; look again at what there is
    │   └── SettingsError     a setting is unknown or out of its range
    ├── NothingFoundError     the input is fine and holds too little to learn from
    ├── CatalogError          the catalog cannot be opened, read or written
    │   ├── CatalogBusyError      another command is writing to it
    │   ├── DamagedCatalogError   its database is damaged, lost or an old copy: `coincide check --repair`
    │   ├── NotLearnedError       it is sound, and nothing was learned yet
    │   └── CatalogVersionError   it was written by a newer version
    ├── IndexFileError        a saved index is damaged or newer (it can be rebuilt)
    ├── MissingPackageError   a package that this needs is not installed: install the extra that brings it
    ├── ModelFileError        weights that somebody else made are missing, damaged or cannot be fetched
    └── ExportError           the recognizer cannot leave this machine: another runtime would say something else

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


class NoSuchError(InputError):
    """Nothing in the catalog has the number that was given."""


class SettingsError(InputError):
    """A setting is unknown or out of its range."""


class NothingFoundError(CoincideError):
    """The input is fine and holds too little to learn from."""


class CatalogError(CoincideError):
    """The catalog cannot be opened, read or written."""


class CatalogBusyError(CatalogError):
    """Another command is writing to the catalog."""


class DamagedCatalogError(CatalogError):
    """The database of the catalog is damaged, lost or an old copy.

    Attributes
    ----------
    cause : what is wrong with it, in a few words.
    """

    def __init__(self, message: str, *, cause: str) -> None:
        super().__init__(message)
        self.cause = cause


class NotLearnedError(CatalogError):
    """Nothing was learned yet."""


class CatalogVersionError(CatalogError):
    """The catalog was written by a newer version of `coincide`."""


class IndexFileError(CoincideError):
    """A saved index is damaged or was written by a newer version."""


class MissingPackageError(CoincideError):
    """A package that this needs is not installed."""


class ModelFileError(CoincideError):
    """Weights that somebody else made are missing, damaged or cannot be fetched."""


class ExportError(CoincideError):
    """The recognizer cannot be written so that other runtimes say the same."""
