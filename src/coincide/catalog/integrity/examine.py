"""Reads every row of a database, and says all that is wrong with it: what `coincide check` does in full.

Opening a catalog compares its seal and looks at no more than it needs. This asks SQLite for the structure of every
page, compares tables, indexes and triggers with those that the migrations make, and reads every value as what its
column holds.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, Float, Integer, Table, Text
from sqlalchemy.dialects.sqlite import dialect
from sqlalchemy.exc import OperationalError
from sqlalchemy.types import TypeDecorator

from coincide.catalog.sqlite.connect import driver_of
from coincide.catalog.sqlite.migrations import STEPS, newest_catalog
from coincide.catalog.sqlite.programs import Schema, foreign_programs, schema_of
from coincide.catalog.sqlite.schema import METADATA
from coincide.catalog.storage import damaged

_DIALECT = dialect()
_MOST = 5
"""Most problems of one kind that are listed one by one."""
_WORDS = {
    ("runs", "status"): ("running", "finished", "failed", "interrupted"),
    ("files", "status"): ("present", "missing", "quarantined"),
    ("models", "status"): ("current", "old"),
    ("answers", "question"): ("category", "boundary", "edges"),
    ("answers", "answer"): ("name", "noise", "mixed", "skip", "one", "two", "drawn"),
    ("checks", "answer"): ("yes", "no", "other", "skip"),
}


def examine(connection: Connection) -> list[str]:
    """Return what is wrong with a database, in sentences; nothing if it is whole.

    Raises
    ------
    DBAPIError : it is so damaged that it cannot be read to its end; see `storage_errors`.
    """
    found = [str(row[0]) for row in connection.exec_driver_sql(f"PRAGMA integrity_check({_MOST})")]
    if found != ["ok"]:
        return [f"SQLite reports: {'; '.join(found)}"]
    different = _different_schema(connection)
    if different:
        return different
    return [
        *_dangling(connection),
        *(each for table in METADATA.tables.values() for each in _bad_values(connection, table)),
    ]


def check_structure(connection: Connection, folder: Path) -> None:
    """Check the structure of every page, all references and the kinds of all numbers: a second for a million events.

    Raises
    ------
    DamagedCatalogError : they are not as SQLite and the migrations left them.
    """
    found = str(connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one())
    if found != "ok":
        raise damaged(found, folder)
    for wrong in (*_dangling(connection), *_texts_for_numbers(connection)):
        raise damaged(wrong, folder)


@cache
def _expected_schema() -> Schema:
    with closing(newest_catalog()) as fresh:
        return schema_of(fresh.execute(_SCHEMA).fetchall())


def _different_schema(connection: Connection) -> list[str]:
    found = schema_of(tuple(row) for row in connection.exec_driver_sql(_SCHEMA))
    different = [
        f"the {kind} `{name}` is {'missing' if (kind, name) not in found else 'not the expected one'}"
        for (kind, name), text in _expected_schema().items()
        if found.get((kind, name)) != text
    ]
    return different or foreign_programs(driver_of(connection), steps=STEPS)


# What a foreign key would say, see `coincide.catalog.sqlite.schema`.
_STRAY_MEMBERSHIP = """
SELECT s.event_id FROM memberships s JOIN groupings g ON g.id = s.grouping_id WHERE NOT EXISTS (
    SELECT 1 FROM embeddings e WHERE e.event_id = s.event_id AND e.model_id = g.model_id) LIMIT 1
"""

_SCHEMA = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"


def _dangling(connection: Connection) -> Iterator[str]:
    try:
        found = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(_MOST)
    except OperationalError as error:  # a changed bit in the schema, which is text: a column has another name
        yield f"its references cannot be checked ({error.orig})"
        return
    for table, row, target, _ in found:
        place = "a row" if row is None else f"row {row}"
        yield f"{place} of `{table}` refers to a row of `{target}` that is missing"
    stray = connection.exec_driver_sql(_STRAY_MEMBERSHIP).first()
    if stray is not None:
        yield f"a row of `memberships` refers to event {stray[0]}, which its model does not have"


def _texts_for_numbers(connection: Connection) -> Iterator[str]:
    """Ask SQLite, which types values and not columns: a changed bit can make a number a text."""
    for table in METADATA.tables.values():
        numbers = [column.name for column in table.columns if isinstance(column.type, Integer | Float)]
        are_texts = " OR ".join(f"typeof(\"{name}\") IN ('text', 'blob')" for name in numbers)
        if numbers and connection.exec_driver_sql(f'SELECT 1 FROM "{table.name}" WHERE {are_texts} LIMIT 1').first():
            yield f"a number in `{table.name}` is a text"


def _bad_values(connection: Connection, table: Table) -> Iterator[str]:
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    n_bad = 0
    has_row_ids = table.dialect_options["sqlite"]["with_rowid"]
    place = "rowid" if has_row_ids else " || ', ' || ".join(f'"{column.name}"' for column in table.primary_key)
    for row in connection.exec_driver_sql(f'SELECT {place}, {names} FROM "{table.name}"'):
        for column, value in zip(table.columns, row[1:], strict=True):
            wrong = _wrong(table, column, value)
            if wrong is not None:
                n_bad += 1
                if n_bad <= _MOST:
                    yield f"`{column.name}` in row {row[0]} of `{table.name}` {wrong}"
    if n_bad > _MOST:
        yield f"{n_bad - _MOST:,} more values of `{table.name}` are wrong"


def _wrong(table: Table, column: Column[Any], value: Any) -> str | None:
    if value is None:
        return None if column.nullable else "has no value"
    kind = column.type
    if isinstance(kind, Integer):
        return None if isinstance(value, int) else f"must be a whole number, found {value!r}"
    if isinstance(kind, Float):
        is_number = isinstance(value, int | float) and math.isfinite(value)
        return None if is_number else f"must be a finite number, found {value!r}"
    words = _WORDS.get((table.name, column.name))
    if words is not None and value not in words:
        return f"must be one of {', '.join(words)}, found {value!r}"
    try:
        if isinstance(kind, TypeDecorator):
            kind.process_result_value(value, _DIALECT)
    except (ValueError, TypeError, RecursionError) as error:
        return f"cannot be read ({error})"
    is_no_text = isinstance(kind, Text) and not isinstance(value, str)
    return f"must be text, found {value!r}" if is_no_text else None
