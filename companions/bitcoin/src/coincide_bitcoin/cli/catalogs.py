"""The labels of a catalog as a file to be stamped; the product is asked for, and may be missing."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType

from coincide_bitcoin.errors import InputError


def digest_file(catalog: Path) -> Path:
    """Digest the labels of a catalog into a file beside it.

    Raises
    ------
    InputError : the product is not installed.
    FileError : the file is there already, or the catalog cannot be read.
    """
    out = catalog.absolute().with_suffix(".digest.json")
    _bridge().write_digest(catalog, out)
    return out


def changed_since(catalog: Path, saved: Path) -> list[str]:
    """Name each label that has changed since; errors are those of `digest_file`."""
    return _bridge().changed_since(catalog, saved)


def _bridge() -> ModuleType:
    try:
        return importlib.import_module("coincide_bitcoin.bridge")
    except ModuleNotFoundError:
        raise InputError("labels of a catalog are digested by `coincide`, which is not installed here") from None
