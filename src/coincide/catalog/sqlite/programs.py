"""What a database runs by itself: triggers, views and tables of extensions, none of which we have but some triggers.

Somebody else may have made a catalog, with a seal that fits. So each is compared with what the migrations make.
"""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from functools import cache
from pathlib import Path

from coincide.catalog.storage import damaged

Schema = dict[tuple[str, str], str]
"""SQL by kind and name."""
# Only what has no pages of its own: tables of extensions have none.
_PROGRAMS = "SELECT type, name, sql FROM sqlite_master WHERE type IN ('trigger', 'view') OR coalesce(rootpage, 0) = 0"


def check_programs(connection: sqlite3.Connection, folder: Path, *, steps: Sequence[Sequence[str]]) -> None:
    """Check that a database runs nothing but what the steps of its version made.

    Raises
    ------
    DamagedCatalogError : it has other triggers, or views, or tables of an extension.
    """
    for wrong in foreign_programs(connection, steps=steps):
        raise damaged(wrong, folder)


def foreign_programs(connection: sqlite3.Connection, *, steps: Sequence[Sequence[str]]) -> list[str]:
    """Return what a database runs that its steps did not make, in sentences."""
    expected = _programs(tuple(itertools.chain(*steps)))
    found = schema_of(connection.execute(_PROGRAMS).fetchall())
    return [
        f"the {kind} `{name}` is not one of ours"
        for (kind, name), sql in found.items()
        if expected.get((kind, name)) != sql
    ]


def schema_of(rows: Iterable[Sequence[object]]) -> Schema:
    """Return the SQL of rows of kind, name and SQL, without spaces and quotes: those of a dump differ."""
    return {(str(kind), str(name)): "".join(str(sql).replace('"', "").split()) for kind, name, sql in rows}


@cache
def _programs(statements: tuple[str, ...]) -> Schema:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as made:
        for statement in statements:
            made.execute(statement)
        return schema_of(made.execute(_PROGRAMS).fetchall())
