"""Commands and paths to copy, as short as they can be in the current folder."""

from __future__ import annotations

import os
import re
from pathlib import Path


def shown_path(path: Path, *, here: Path) -> str:
    """Return a path as a person in the folder `here` would type it."""
    whole = path.absolute()
    return str(whole.relative_to(here)) if whole.is_relative_to(here) else str(path)


def shortened_command(command: str, *, catalog: Path, here: Path) -> str:
    """Return a command that does the same when it is typed in the folder `here`.

    Parameters
    ----------
    catalog : that the command is about, with its whole path.
    here : the current folder, with its whole path.
    """
    # A path that would begin with a dash would be taken for an option.
    short = re.sub(rf"(?<=[\s']){re.escape(str(here) + os.sep)}(?!-)", "", command)
    if list(here.glob("*.coincide")) == [catalog]:
        short = re.sub(rf" --catalog '?{re.escape(catalog.name)}'?(?=\s|$)", "", short)
    return short
