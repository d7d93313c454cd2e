"""Commands to copy, as short as they can be in the current folder: paths from there, and no catalog found anyway."""

from __future__ import annotations

import os
import re
from pathlib import Path


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
