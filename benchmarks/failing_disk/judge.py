"""Whether a catalog is whole: it opens, its parts fit together, and what a person was told is stored is there."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

from coincide.catalog import CatalogStore
from coincide.errors import CoincideError
from coincide.learned.model_files import damaged_files


def faults(catalog: Path, confirmed: Sequence[str], labels_before: int) -> Iterator[str]:
    """Yield what is wrong with a catalog.

    Parameters
    ----------
    confirmed : names that a person was told are stored.
    labels_before : labels that were there before.
    """
    try:
        with CatalogStore.open(catalog) as store:
            names = _names_said(store)
            yield from (f"`{name}` was confirmed and is not there" for name in confirmed if name not in names)
            if len(store.labels.all()) < labels_before:
                yield f"{len(store.labels.all())} labels of {labels_before} are left"
            yield from (f"damaged: {file.path.name}: {file.reason}" for file in damaged_files(store))
    except CoincideError as error:
        yield f"cannot be opened: {error}"
        return
    yield from _of_database(catalog / "catalog.sqlite")


def _names_said(store: CatalogStore) -> set[str]:
    """Return every name that a person gave to anything."""
    checks = (check for sample in store.samples.all() for check in store.samples.checks(sample.id))
    return {
        *(answer.name for answer in store.answers.all()),
        *(label.label for label in store.labels.all()),
        *(deployment.site for deployment in store.deployments.all()),
        *(check.said for check in checks),
    }


def _of_database(path: Path) -> Iterator[str]:
    connection = sqlite3.connect(path)
    try:
        said = [row[0] for row in connection.execute("PRAGMA integrity_check")]
        yield from (f"integrity: {line}" for line in said if line != "ok")
        if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
            yield "rows point to nothing"
    except sqlite3.Error as error:
        yield f"SQLite says {error}"
    finally:
        connection.close()
