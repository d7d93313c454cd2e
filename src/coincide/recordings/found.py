"""What a scan finds, on this computer or elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from coincide.recordings.places import Place
from coincide.records import FileState, Problem

CATALOG_SUFFIX = ".coincide"
CATALOG_FILE = "catalog.sqlite"


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file with the ending of a sound file; it has not been opened.

    Attributes
    ----------
    name : path relative to the scanned folder, with forward slashes.
    state : its state in the file system.
    """

    path: Place
    name: str
    state: FileState


@dataclass(frozen=True, slots=True)
class ScanResult:
    """The contents of a folder.

    Attributes
    ----------
    files : sound files, sorted by name, folder by folder.
    problems : folders and files that cannot be read, and sound of unsupported kinds, sorted by path.
    n_other_files : files that are not sound, hidden ones not counted.
    """

    files: list[FoundFile]
    problems: list[Problem]
    n_other_files: int
