"""Paths as a person gives them.

An empty text is `Path(".")`, the current folder, in Python. Nobody means that: it comes from a variable that is not
set, as in ``coincide learn "$NIGHT"``.
"""

from __future__ import annotations

import os
from pathlib import Path

from coincide.errors import InputError

EMPTY = "expected a path, got an empty text. Write `.` for the current folder."


def given_path(given: str | os.PathLike[str]) -> Path:
    """Return the path that a person gave.

    Raises
    ------
    InputError : it is empty, or no path.
    """
    if isinstance(given, os.PathLike):
        return Path(given)
    if not isinstance(given, str):  # pyright: ignore[reportUnnecessaryIsInstance]  # in Python, it may be anything
        raise InputError(f"expected a path, such as 'night.wav', got {given!r}.")
    if not given:
        raise InputError(EMPTY)
    return Path(given)
