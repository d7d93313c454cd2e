"""Categories and memberships: how a model or a baseline sorted the model's events, and what people changed by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, bindparam, delete, select, update

from coincide.catalog.sqlite.columns import one_of
from coincide.catalog.sqlite.connect import driver_of
from coincide.catalog.sqlite.database import Database, insert_all
from coincide.catalog.sqlite.schema import CATEGORIES, MEMBERSHIPS, MODELS
from coincide.record_arrays import MembershipArray
from coincide.records import UNSURE, Category, Membership

DEFAULT_METHOD = "coincide"
# Plain SQL, read without SQLAlchemy: its rows are no tuples, and take two to ten times as long.
_MEMBERSHIPS = """
SELECT s.event_id, coalesce(s.category, ?), s.certainty
FROM embeddings m JOIN memberships s ON s.event_id = m.event_id AND s.model_id = m.model_id AND s.method = ?
WHERE m.model_id = ? ORDER BY m."row"
"""


@dataclass(frozen=True, slots=True)
class Regrouping:
    """How the categories of a model change.

    Attributes
    ----------
    members : events that get another category, by its number.
    categories : new rows, or new contents of old ones.
    removed : numbers of categories that are no more.
    moved : what becomes of the numbers that the model itself gives, as a whole.
    """

    members: Mapping[int, Sequence[int]]
    categories: Sequence[Category]
    removed: Sequence[int] = ()
    moved: Mapping[int, int] = field(default_factory=dict[int, int])


class Categories:
    """The categories of the models of a catalog, by method: ``coincide`` or the name of a baseline."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self, model_id: str, *, method: str = DEFAULT_METHOD) -> list[Category]:
        """Return the categories of one method by number."""
        columns = CATEGORIES.c
        statement = (
            select(columns.number, columns.size, columns.certainty, columns.medoid_event_id, columns.name)
            .where(columns.model_id == model_id, columns.method == method)
            .order_by(columns.number)
        )
        with self._database.reading() as connection:
            return [Category(*row) for row in connection.execute(statement)]

    def memberships(self, model_id: str, *, method: str = DEFAULT_METHOD) -> MembershipArray:
        """Return which event is in which category by one method, in row order."""
        with self._database.reading() as connection:
            return MembershipArray.from_numbers(driver_of(connection).execute(_MEMBERSHIPS, (UNSURE, method, model_id)))

    def of_events(self, model_id: str, event_ids: Iterable[int]) -> dict[int, int | None]:
        """Return the category of some events by id, None for unsure; an event that was not sorted is left out."""
        columns = MEMBERSHIPS.c
        mine = (*_ours(MEMBERSHIPS, model_id), one_of(columns.event_id, event_ids))
        with self._database.reading() as connection:
            rows = connection.execute(select(columns.event_id, columns.category).where(*mine))
            return {row.event_id: row.category for row in rows}

    def methods(self, model_id: str) -> list[str]:
        """Return the methods that sorted a model's events, in alphabetical order."""
        statement = select(MEMBERSHIPS.c.method).distinct().where(MEMBERSHIPS.c.model_id == model_id)
        with self._database.reading() as connection:
            return list(connection.execute(statement.order_by(MEMBERSHIPS.c.method)).scalars())

    def name(self, model_id: str, names: Mapping[int, str | None]) -> None:
        """Give categories their names, None for no name; others keep theirs."""
        mine = (*_ours(CATEGORIES, model_id), CATEGORIES.c.number == bindparam("of_number"))
        rows = [{"of_number": int(number), "name": name} for number, name in names.items()]
        with self._database.writing() as connection:
            if rows:
                connection.execute(update(CATEGORIES).where(*mine).values(name=bindparam("name")), rows)

    def regroup(self, model_id: str, change: Regrouping) -> None:
        """Move events between categories, or change nothing."""
        with self._database.writing() as connection:
            _move_members(connection, model_id, change.members)
            _replace(connection, model_id, change)
            info = connection.execute(select(MODELS.c.info_json).where(MODELS.c.id == model_id)).scalar_one()
            moved = {str(old): int(new) for old, new in change.moved.items()}
            changed = {**info, "moved": moved}
            connection.execute(update(MODELS).where(MODELS.c.id == model_id).values(info_json=changed))


def category_values(model_id: str, method: str, category: Category) -> dict[str, Any]:
    """Return the row of a category."""
    return {
        "model_id": model_id,
        "method": method,
        "number": int(category.number),
        "size": int(category.size),
        "certainty": float(category.certainty),
        "medoid_event_id": int(category.medoid_event_id),
        "name": category.name,
    }


def member_values(model_id: str, method: str, member: Membership) -> dict[str, Any]:
    """Return the row of a membership."""
    return {
        "model_id": model_id,
        "method": method,
        "event_id": int(member.event_id),
        "category": None if member.category is None else int(member.category),
        "certainty": float(member.certainty),
    }


def _move_members(connection: Connection, model_id: str, members: Mapping[int, Sequence[int]]) -> None:
    mine = _ours(MEMBERSHIPS, model_id)
    for number, event_ids in members.items():
        moving = update(MEMBERSHIPS).where(*mine, one_of(MEMBERSHIPS.c.event_id, event_ids))
        connection.execute(moving.values(category=int(number)))


def _replace(connection: Connection, model_id: str, change: Regrouping) -> None:
    mine = _ours(CATEGORIES, model_id)
    gone = [*change.removed, *(each.number for each in change.categories)]
    connection.execute(delete(CATEGORIES).where(*mine, one_of(CATEGORIES.c.number, gone)))
    insert_all(connection, CATEGORIES, [category_values(model_id, DEFAULT_METHOD, each) for each in change.categories])


def _ours(table: Table, model_id: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Return the conditions that rows are of a model and not of its baselines."""
    return table.c.model_id == model_id, table.c.method == DEFAULT_METHOD
