"""Which sound files a folder holds, in an order that is the same on every machine.

The walk keeps its own stack, so nesting may be as deep as the disk allows. Real folders come before linked
ones, and each is entered once, known by device and inode: a link to a parent ends the walk instead of
looping, and a file that is reachable both ways is named by its real place. Hidden names (AppleDouble
`._x.wav`, `.Trash`) and catalogs are skipped. No path is resolved, since Python 3.11 fails on a link that leads to
itself; what the system says about one name is the problem of that name.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from coincide.errors import InputError
from coincide.recordings.faults import printable, unreadable_because
from coincide.recordings.formats import SOUND_SUFFIXES, is_sound_name, unread_sound
from coincide.recordings.found import CATALOG_FILE, CATALOG_SUFFIX, FoundFile, ScanResult
from coincide.recordings.places import Place
from coincide.recordings.remote.listing import find_listed, find_remote, holds_addresses
from coincide.recordings.remote.path import RemotePath
from coincide.records import FileState, Problem


def find_sound_files(folder: Place, *, exclude: Collection[Path] = ()) -> ScanResult:
    """Find all sound files below a folder.

    Parameters
    ----------
    folder : the folder, one sound file, or a text file with addresses of recordings.
    exclude : folders and files to leave out.

    Returns
    -------
    The files, and the problems met on the way. Links are followed, and each folder is entered once.

    Raises
    ------
    InputError : `folder` does not exist, cannot be entered, or is a file that is not sound.
    """
    if isinstance(folder, RemotePath):
        return find_remote(folder)
    if folder.is_file():
        return find_listed(folder) if holds_addresses(folder) else _single_file(folder)
    _check_folder(folder)
    walk = _Walk(root=folder, excluded=frozenset(_identities(exclude)))
    walk.run()
    return ScanResult(
        files=sorted(walk.files, key=lambda file: file.name.split("/")),
        problems=sorted(walk.problems, key=lambda problem: problem.path),
        n_other_files=walk.n_other_files,
    )


def is_one_recording(place: Place) -> bool:
    """Say whether a place is one recording, not a folder or a list of addresses; the name of an address decides."""
    if isinstance(place, RemotePath):
        return is_sound_name(place.name)
    return place.is_file() and not holds_addresses(place)


def _single_file(path: Path) -> ScanResult:
    if not is_sound_name(path.name):
        endings = " ".join(sorted(SOUND_SUFFIXES))
        reason = unread_sound(path)
        remedy = "Give the folder that holds the recordings." if reason is None else f"{reason[:1].upper()}{reason[1:]}"
        raise InputError(f"expected a folder or a sound file ({endings}), got `{printable(str(path))}`. {remedy}")
    found = FoundFile(path, path.name, FileState.of(path.stat()))
    if _is_utf8(path.name):
        return ScanResult([found], [], 0)
    return ScanResult([], [_name_problem(path)], 0)


def missing(place: Path) -> InputError:
    """Return the error that a place of recordings does not exist."""
    what = "recording" if is_sound_name(place.name) else "folder"
    return InputError(
        f"the {what} `{printable(str(place))}` does not exist. Check the spelling, and that the disk is connected."
    )


def _check_folder(folder: Path) -> None:
    shown = printable(str(folder))
    try:
        with os.scandir(folder):
            return
    except FileNotFoundError:
        raise missing(folder) from None
    except NotADirectoryError:
        message = f"expected a folder or a sound file, got `{shown}`. Give the folder that holds the recordings."
    except OSError as error:
        message = f"the folder `{shown}` {unreadable_because(error)}"
    raise InputError(message)


@dataclass(slots=True)
class _Walk:
    """The state of one scan."""

    root: Path
    excluded: frozenset[tuple[int, int]]
    files: list[FoundFile] = field(default_factory=list[FoundFile])
    problems: list[Problem] = field(default_factory=list[Problem])
    n_other_files: int = 0
    real: deque[Path] = field(default_factory=deque[Path])
    linked: deque[Path] = field(default_factory=deque[Path])
    seen: set[tuple[int, int]] = field(default_factory=set[tuple[int, int]])

    def run(self) -> None:
        self.real.append(self.root)
        while self.real or self.linked:
            folder = self.real.popleft() if self.real else self.linked.popleft()
            try:
                self._enter(folder)
            except OSError as error:
                self.problems.append(_unreadable(folder, error))

    def _enter(self, folder: Path) -> None:
        status = folder.stat()
        if (status.st_dev, status.st_ino) in self.seen:
            return
        self.seen.add((status.st_dev, status.st_ino))
        with os.scandir(folder) as scan:
            entries = sorted(scan, key=lambda entry: entry.name)
        if folder != self.root and _is_catalog(folder, entries):
            return
        for entry in entries:
            if not entry.name.startswith("."):
                self._sort(entry)

    def _sort(self, entry: os.DirEntry[str]) -> None:
        path = Path(entry.path)
        try:
            status = path.stat()
        except OSError as error:
            self._note_unreadable(path, error)
            return
        if (status.st_dev, status.st_ino) in self.excluded:
            return
        if stat.S_ISDIR(status.st_mode):
            (self.linked if entry.is_symlink() else self.real).append(path)
        elif is_sound_name(entry.name):
            self._add(path, status)
        elif stat.S_ISREG(status.st_mode) and (reason := unread_sound(path)) is not None:
            self.problems.append(Problem(printable(str(path)), "unsupported", reason, True))
        else:
            self.n_other_files += 1

    def _note_unreadable(self, path: Path, error: OSError) -> None:
        """Tell about a name that leads nowhere, if it may be sound or a folder of sound."""
        if is_sound_name(path.name) or path.suffix == "":
            self.problems.append(_unreadable(path, error))
        else:
            self.n_other_files += 1

    def _add(self, path: Path, status: os.stat_result) -> None:
        name = path.relative_to(self.root).as_posix()
        if not stat.S_ISREG(status.st_mode):
            reason = "expected a regular file, got a device or a pipe"
            self.problems.append(Problem(printable(str(path)), "unreadable", reason, True))
        elif not _is_utf8(name):
            self.problems.append(_name_problem(path))
        else:
            self.files.append(FoundFile(path, name, FileState.of(status)))


def _identities(paths: Collection[Path]) -> Iterator[tuple[int, int]]:
    for path in paths:
        with contextlib.suppress(OSError):
            status = path.stat()
            yield status.st_dev, status.st_ino


def _is_catalog(folder: Path, entries: list[os.DirEntry[str]]) -> bool:
    return folder.suffix == CATALOG_SUFFIX or any(entry.name == CATALOG_FILE for entry in entries)


def _is_utf8(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _name_problem(path: Path) -> Problem:
    reason = "its name is not valid UTF-8, so tables cannot hold it. Rename the file."
    return Problem(printable(str(path)), "name", reason, True)


def _unreadable(path: Path, error: OSError) -> Problem:
    is_broken_link = path.is_symlink() and isinstance(error, FileNotFoundError)
    reason = "the link points nowhere" if is_broken_link else unreadable_because(error)
    return Problem(printable(str(path)), "unreadable", reason, True)
