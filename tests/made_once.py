"""Folders that are slow to make and only read: the first process of a run that needs one makes it for all of them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock


def shared_folder(factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of this run have in common; pytest-xdist gives each one a folder below it."""
    own = factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Return the folder of this name, which `make` has filled.

    Nobody may write into it, and that includes opening a catalog, beside which SQLite puts files for a moment. Take a
    copy with `own_copy`.
    """
    folder = shared_folder(factory) / "made" / name
    folder.parent.mkdir(exist_ok=True)
    done = folder.with_suffix(".done")
    with FileLock(folder.with_suffix(".lock")):
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            done.touch()
    return folder


def own_copy(factory: pytest.TempPathFactory, catalog: Path) -> Path:
    """Return a copy of a catalog for the tests of this process; its recordings stay where they are."""
    return Path(shutil.copytree(catalog, factory.mktemp(catalog.stem) / catalog.name))
