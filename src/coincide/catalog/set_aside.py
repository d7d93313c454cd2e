"""Damaged things are set aside, never deleted: a person may still want what is in them.

So is a copy of what is changed on the word of something else.
"""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from itertools import chain, count
from pathlib import Path

from coincide.catalog.folders import DAMAGED_NAME

_TIME = "%Y-%m-%dT%H%M%SZ"


def set_aside(folder: Path, path: Path) -> Path:
    """Move a damaged file or folder of a catalog into its ``damaged/<UTC time>/``, under the path that it had.

    Parameters
    ----------
    folder : the catalog.
    path : inside of it; it exists.

    Returns
    -------
    Where it is now.

    Raises
    ------
    OSError : it cannot be moved; inside `storage_errors` this becomes a `CatalogError`.
    """
    place = _place(folder, path)
    path.rename(place)
    return place


def copy_aside(folder: Path, path: Path) -> Path:
    """Copy a file of a catalog to where `set_aside` would move it; returns where the copy is.

    Raises
    ------
    OSError : the disk is full or fails.
    """
    return Path(shutil.copy2(path, _place(folder, path)))


def _place(folder: Path, path: Path) -> Path:
    place = _free(folder / DAMAGED_NAME / datetime.now(UTC).strftime(_TIME), path.relative_to(folder))
    place.parent.mkdir(parents=True, exist_ok=True)
    return place


def _free(at: Path, inside: Path) -> Path:
    places = (at.with_name(f"{at.name}-{number}") / inside for number in count(2))
    return next(place for place in chain([at / inside], places) if not os.path.lexists(place))
