"""Deployments: which recorder stood where and when; clocks: what people said about what recorders' clocks showed."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, insert, select

from coincide.catalog.sqlite.columns import finite, now
from coincide.catalog.sqlite.database import Database, insert_all
from coincide.catalog.sqlite.schema import CLOCKS, DEPLOYMENTS
from coincide.records import ClockNote, Deployment

_POSITION = ("latitude", "longitude")
_PLAIN = ("site", "recorder", "folder", "timezone", "began_at", "ended_at", "source")
_FIELDS = ("site", "recorder", "folder", *_POSITION, "timezone", "began_at", "ended_at", "columns_json", "source", "id")
_DEPLOYMENT = tuple(DEPLOYMENTS.c[name] for name in _FIELDS)


class Deployments:
    """The deployments of a catalog."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def replace_all(self, deployments: Sequence[Deployment]) -> None:
        """Store deployments in place of all that were there."""
        at = now()
        rows = [
            {
                **{name: getattr(each, name) for name in _PLAIN},
                **finite("a deployment", {name: getattr(each, name) for name in _POSITION}),
                "columns_json": dict(each.columns),
                "created_at": at,
            }
            for each in deployments
        ]
        with self._database.writing() as connection:
            connection.execute(delete(DEPLOYMENTS))
            insert_all(connection, DEPLOYMENTS, rows)

    def all(self) -> list[Deployment]:
        """Return the deployments in the order of their table."""
        statement = select(*_DEPLOYMENT).order_by(DEPLOYMENTS.c.id)
        with self._database.reading() as connection:
            return [Deployment(*row) for row in connection.execute(statement)]


class Clocks:
    """What people said about clocks; a log that only grows."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, note: ClockNote) -> int:
        """Store a note; return its id."""
        values = {
            "recorder": note.recorder,
            "timezone": note.timezone,
            **finite("a clock", {"shift_s": note.shift_s}),
            "who": note.who,
            "created_at": now(),
        }
        with self._database.writing() as connection:
            return int(connection.execute(insert(CLOCKS).values(values)).lastrowid)

    def all(self) -> list[ClockNote]:
        """Return all notes, oldest first."""
        columns = CLOCKS.c
        statement = select(
            columns.recorder, columns.timezone, columns.shift_s, columns.who, columns.created_at, columns.id
        ).order_by(columns.id)
        with self._database.reading() as connection:
            return [ClockNote(*row) for row in connection.execute(statement)]
