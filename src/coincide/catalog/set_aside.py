"""Damaged things are set aside, never deleted: a person may still want what is in them."""

from __future__ import annotations

import os
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
    place = _free(folder / DAMAGED_NAME / datetime.now(UTC).strftime(_TIME), path.relative_to(folder))
    place.parent.mkdir(parents=True, exist_ok=True)
    path.rename(place)
    return place


def _free(at: Path, inside: Path) -> Path:
    places = (at.with_name(f"{at.name}-{number}") / inside for number in count(2))
    return next(place for place in chain([at / inside], places) if not os.path.lexists(place))
