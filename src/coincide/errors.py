"""Everything that `coincide` raises on purpose, by what a person can do about it.

    CoincideError
    ├── InputError            your input cannot be used: change it
    │   ├── RecordingError    one recording cannot be read (it is quarantined, the run goes on)
    │   ├── AnnotationError   an annotation table cannot be read
    │   ├── NoSuchError       nothing has that number; look again at what there is
    │   └── SettingsError     a setting is unknown or out of its range
    ├── NothingFoundError     the input is fine but holds too little to learn from
    ├── CatalogError          the catalog cannot be opened, read or written
    │   ├── CatalogBusyError      another command is writing to it
    │   ├── DamagedCatalogError   its database is damaged, lost or an old copy: `coincide check --repair`
    │   ├── NotLearnedError       it is intact, but nothing has been learned yet
    │   └── CatalogVersionError   it was written by a newer version
    ├── MissingPackageError   a package that this needs is not installed: install the extra that brings it
    ├── WorkerError           workers cannot be started or reached, or have another version
    ├── ModelFileError        pretrained weights are missing, damaged or cannot be downloaded
    └── ExportError           the recognizer cannot be exported: another runtime would give other results

Messages say what was expected, what was received, and what to do. The libraries have trees of their own; `ON_PURPOSE`
holds the root of each, for those who print messages to people.
"""

from __future__ import annotations

from functools import partial
from typing import Self

from coincide_smallworld.errors import SmallWorldError
from coincide_trees import TreesError


class CoincideError(Exception):
    """Root of all errors that `coincide` raises on purpose."""


class InputError(CoincideError):
    """The input cannot be used."""


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

    def __reduce__(self) -> tuple[object, ...]:
        # Copies are made by position alone otherwise; a worker process sends what it could not read.
        return partial(RecordingError, kind=self.kind), self.args


class AnnotationError(InputError):
    """An annotation table cannot be read."""


class NoSuchError(InputError):
    """Nothing in the catalog has this number."""


class SettingsError(InputError):
    """A setting is unknown or out of its range."""


class NothingFoundError(CoincideError):
    """The input is fine but holds too little to learn from."""


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
    """Nothing has been learned yet."""


class CatalogVersionError(CatalogError):
    """The catalog was written by a newer version of `coincide`."""


class MissingPackageError(CoincideError):
    """A package that this needs is not installed."""

    @classmethod
    def of(cls, who_needs: str, *packages: str, extra: str, otherwise: str = "") -> Self:
        """Return the error for packages that an extra brings.

        Parameters
        ----------
        who_needs : what needs them, with its verb, such as ``pictures need``.
        otherwise : what else a person can do, as the end of a sentence.
        """
        named, are = " and ".join(f"`{each}`" for each in packages), "are" if len(packages) > 1 else "is"
        instead = f", or {otherwise}" if otherwise else ""
        return cls(
            f"{who_needs} {named}, which {are} not installed here. Install the extra: `pip install "
            f"'coincide[{extra}]'`{instead}."
        )


class WorkerError(CoincideError):
    """Workers cannot be started or reached, or have another version of `coincide`."""


class ModelFileError(CoincideError):
    """Pretrained weights are missing, damaged or cannot be downloaded."""


class ExportError(CoincideError):
    """The recognizer cannot be exported, since other runtimes would give other results."""


ON_PURPOSE = (CoincideError, SmallWorldError, TreesError)
"""What is raised on purpose by the product or by its libraries: its message is all that a person needs."""
