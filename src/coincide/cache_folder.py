"""Where `coincide` keeps what it can make or get again: a folder of the user, outside of recordings and catalogs.

It may be deleted at any time. `compiled` in it holds loops for this machine, the rest are weights that others made.
"""

from __future__ import annotations

import os
from pathlib import Path


def cache_folder() -> Path:
    """Return the folder, which need not exist; `RuntimeError` where the user has no home folder."""
    caches = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    return (Path(caches) if caches else Path.home() / ".cache") / "coincide"
