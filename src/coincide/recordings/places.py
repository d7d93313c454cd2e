"""Where a recording or a folder is: a path of this computer, or an address that fsspec reaches.

Both are read alike: `open` gives a file, `file_state` what tells whether it changed. The catalog stores the text of a
place, and `place_of` reads it back.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterable, Sequence
from pathlib import Path

from coincide.paths import given_path
from coincide.recordings.remote.address import checked, is_address
from coincide.recordings.remote.path import RemotePath
from coincide.records import FileState
from coincide.servers import may_be_asked, remember

Place = Path | RemotePath
_SHARED = re.compile(r"(?!/[/?][?.]/[a-z]:(?!.*/\.\.))(?:/[/?][?.]/(?:UNC/)?|//)([^/]*)", re.IGNORECASE | re.DOTALL)
r"""Paths of shared folders; `\\?\UNC\nas` and `\??\UNC\nas` are `\\nas`, and `\\?\C:\a` is `C:\a`."""


def place_of(text: str) -> Place:
    """Return the place that a catalog stores.

    A computer whose shared folder nobody here has named is an address, and not asked: Windows would log in to it.
    """
    if is_address(text):
        return RemotePath(text)
    share = share_of(text)
    if share is None or may_be_asked(share):
        return Path(text)
    return RemotePath(_SHARED.sub(lambda _: share, text.replace("\\", "/"), count=1))


def share_of(path: str, *, is_windows: bool = os.name == "nt") -> str | None:
    r"""Return the computer that shares the folder of a path, None for a path of this computer.

    Examples
    --------
    >>> share_of(r"\\nas\reef\a.wav", is_windows=True)
    'file://nas'
    """
    found = _SHARED.match(path.replace("\\", "/")) if is_windows else None
    return None if found is None else f"file://{found[1]}"


def given_place(given: str | Path | RemotePath) -> Place:
    """Return the path or address that a person gave; from then on, its server may be asked.

    Raises
    ------
    InputError : neither a path nor an address, or one that carries a secret or cannot be one.
    """
    if isinstance(given, str) and is_address(given):
        given = RemotePath(checked(given))
    if isinstance(given, RemotePath):
        remember(given.origin)
        return given
    return _named(given_path(given))


def given_places(given: str | Place | Sequence[str | Place]) -> tuple[Place, ...]:
    """Return the paths and addresses that a person gave, one or several.

    Raises
    ------
    InputError : one is neither a path nor an address, or carries a secret or cannot be one.
    """
    several = given if isinstance(given, Iterable) and not isinstance(given, (str, bytes)) else (given,)
    return tuple(given_place(one) for one in several)


def file_state(place: Place) -> FileState:
    """Ask for the state of a file.

    Raises
    ------
    OSError : this computer cannot tell, or it is a device or a pipe, which a catalog may name and which has no end.
    RecordingError : kind ``unreadable``: a server cannot.
    """
    if isinstance(place, RemotePath):
        return place.state()
    status = place.stat()
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, "no file")
    return FileState.of(status)


def may_be_there(place: Place) -> bool:
    """Say whether a recording may still be where it was. The network is not asked, so all addresses may be."""
    return isinstance(place, RemotePath) or place.is_file()


def settled(place: Place) -> Place:
    """Return a place that works from any folder, with links resolved."""
    # A letter of a drive may stand for a shared folder.
    return place if isinstance(place, RemotePath) else _named(place.resolve())


def lies_in(place: str, folder: Place) -> bool:
    """Say whether a place is a folder or lies in it."""
    if isinstance(folder, RemotePath):
        return f"{place}/".startswith(f"{folder}/")
    return not is_address(place) and Path(place).is_relative_to(folder)


def _named(path: Path) -> Path:
    """Remember the computer that shares a folder which a person gave."""
    if share := share_of(str(path)):
        remember(share)
    return path
