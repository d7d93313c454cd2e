"""Categories and memberships: how a model or a baseline sorted the model's events, and what people changed by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Connection, bindparam, delete, insert, select, update

from coincide.catalog.sqlite.columns import one_of
from coincide.catalog.sqlite.connect import driver_of
from coincide.catalog.sqlite.database import Database, insert_all
from coincide.catalog.sqlite.schema import CATEGORIES, GROUPINGS, MEMBERSHIPS, MODELS
from coincide.record_arrays import MembershipArray
from coincide.records import UNSURE, Category, Membership

DEFAULT_METHOD = "coincide"
# Plain SQL, read without SQLAlchemy: its rows are no tuples, and take two to ten times as long.
_MEMBERSHIPS = f"""
SELECT s.event_id, coalesce(s.category, {UNSURE}), s.certainty
FROM groupings g JOIN memberships s ON s.grouping_id = g.id WHERE g.model_id = ? AND g.method = ? ORDER BY s.event_id
"""
_EVENT_IDS = 'SELECT event_id FROM embeddings WHERE model_id = ? ORDER BY "row"'
_ADD_MEMBERSHIP = f"INSERT INTO memberships VALUES (?, ?, nullif(?, {UNSURE}), ?)"


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

    def memberships(
        self, model_id: str, *, method: str = DEFAULT_METHOD, event_ids: NDArray[np.int64] | None = None
    ) -> MembershipArray:
        """Return which event is in which category by one method, in row order; one that was not sorted is left out.

        Parameters
        ----------
        event_ids : of the model in row order, where they have been read already; see `Models.event_ids`.
        """
        with self._database.reading() as connection:
            driver = driver_of(connection)
            by_id = MembershipArray.from_numbers(driver.execute(_MEMBERSHIPS, (model_id, method)))
            if event_ids is None:
                rows = driver.execute(_EVENT_IDS, (model_id,))
                event_ids = np.fromiter(chain.from_iterable(rows), dtype=np.int64)
        places = np.searchsorted(by_id.event_ids, event_ids)
        places = places[np.isin(event_ids, by_id.event_ids)]
        return by_id.take(places)

    def of_events(self, model_id: str, event_ids: Iterable[int]) -> dict[int, int | None]:
        """Return the category of some events by id, None for unsure; an event that was not sorted is left out."""
        columns = MEMBERSHIPS.c
        mine = (_is_ours(model_id), one_of(columns.event_id, event_ids))
        with self._database.reading() as connection:
            rows = connection.execute(select(columns.event_id, columns.category).where(*mine))
            return {row.event_id: row.category for row in rows}

    def methods(self, model_id: str) -> list[str]:
        """Return the methods that sorted a model's events, in alphabetical order."""
        statement = select(GROUPINGS.c.method).where(GROUPINGS.c.model_id == model_id).order_by(GROUPINGS.c.method)
        with self._database.reading() as connection:
            return list(connection.execute(statement).scalars())

    def name(self, model_id: str, names: Mapping[int, str | None]) -> None:
        """Give categories their names, None for no name; others keep theirs."""
        mine = (*_ours(model_id), CATEGORIES.c.number == bindparam("of_number"))
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


def add_memberships(connection: Connection, model_id: str, method: str, members: Sequence[Membership]) -> None:
    """Store which event is in which category by one method that a model has no memberships of."""
    grouping = connection.execute(insert(GROUPINGS).values(model_id=model_id, method=method)).inserted_primary_key
    assert grouping is not None
    columns = MembershipArray.of(members)
    values = (columns.event_ids.tolist(), columns.categories.tolist(), columns.certainties.tolist())
    rows = [(grouping.id, *each) for each in zip(*values, strict=True)]
    if rows:
        connection.exec_driver_sql(_ADD_MEMBERSHIP, rows)


def _move_members(connection: Connection, model_id: str, members: Mapping[int, Sequence[int]]) -> None:
    for number, event_ids in members.items():
        moving = update(MEMBERSHIPS).where(_is_ours(model_id), one_of(MEMBERSHIPS.c.event_id, event_ids))
        connection.execute(moving.values(category=int(number)))


def _replace(connection: Connection, model_id: str, change: Regrouping) -> None:
    mine = _ours(model_id)
    gone = [*change.removed, *(each.number for each in change.categories)]
    connection.execute(delete(CATEGORIES).where(*mine, one_of(CATEGORIES.c.number, gone)))
    insert_all(connection, CATEGORIES, [category_values(model_id, DEFAULT_METHOD, each) for each in change.categories])


def _ours(model_id: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Return the conditions that categories are of a model and not of its baselines."""
    return CATEGORIES.c.model_id == model_id, CATEGORIES.c.method == DEFAULT_METHOD


def _is_ours(model_id: str) -> ColumnElement[bool]:
    """Return the condition that memberships are of a model and not of its baselines."""
    mine = select(GROUPINGS.c.id).where(GROUPINGS.c.model_id == model_id, GROUPINGS.c.method == DEFAULT_METHOD)
    return MEMBERSHIPS.c.grouping_id == mine.scalar_subquery()
