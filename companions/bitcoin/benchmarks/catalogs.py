"""Catalogs of the product with many labels, and changes of them behind its back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from coincide.catalog import CatalogStore, StoredLabel
from coincide.catalog.folders import DATABASE_NAME, SEAL_NAME
from coincide.records import Recording

_AT = datetime(2026, 5, 1, 4, 30, tzinfo=UTC)


def make_catalog(folder: Path, n_labels: int) -> Path:
    """A catalog with so many labels, a second each, that Ana gave."""
    sound = Recording(0, "aa", "a.wav", "a.wav", 96_000, 1, 96_000 * (n_labels + 1), _AT, "guano", "SM4")
    with CatalogStore.open(folder, create=True) as store:
        store.recordings.put(sound)
        store.labels.put([_label(number) for number in range(n_labels)])
    return folder


def replace_label(catalog: Path, number: int, label: str) -> None:
    """Change a label in the database itself, and take away the seal that would tell."""
    (catalog / SEAL_NAME).unlink(missing_ok=True)
    with closing(sqlite3.connect(catalog / DATABASE_NAME)) as database, database:
        database.execute("UPDATE labels SET label = ? WHERE id = ?", (label, number))


def label_of(catalog: Path, number: int) -> str:
    """The label as the database has it."""
    with closing(sqlite3.connect(catalog / DATABASE_NAME)) as database:
        return database.execute("SELECT label FROM labels WHERE id = ?", (number,)).fetchone()[0]


def _label(number: int) -> StoredLabel:
    return StoredLabel(
        1,
        float(number),
        number + 1.0,
        f"call {number % 7}",
        None,
        None,
        0,
        None,
        None,
        "a.wav",
        "Ana",
        "imported",
        "t.txt",
        _AT,
    )
