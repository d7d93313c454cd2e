"""Models: which events a model embeds, in which row, and what categories it and its baselines found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, delete, insert, select, text, update

from coincide.catalog.nouns.categories import add_memberships, category_values
from coincide.catalog.rows import ModelRecord
from coincide.catalog.sqlite.columns import now
from coincide.catalog.sqlite.connect import driver_of
from coincide.catalog.sqlite.database import Database, insert_all
from coincide.catalog.sqlite.schema import CATEGORIES, EMBEDDINGS, GROUPINGS, MEMBERSHIPS, MODELS, TREES
from coincide.catalog.sqlite.whole_numbers import whole_numbers
from coincide.errors import CatalogError
from coincide.record_arrays import MembershipArray
from coincide.records import Category, Membership

_BY_MODEL = (TREES, GROUPINGS, CATEGORIES, EMBEDDINGS)
_NEWEST_FIRST = text("rowid DESC")
_RECORD = tuple(MODELS.c[name] for name in ("id", "event_digest", "info_json", "status", "created_at", "run_id"))

# Plain SQL, read without SQLAlchemy, which takes four times as long.
_N_EVENTS = "SELECT count(*) FROM embeddings WHERE model_id = ?"
_ROWS = {"row": '"row"', "event_id": "event_id"}
_FROM = "FROM embeddings WHERE model_id = ?"
_LAST_ROW = 'SELECT max("row") FROM embeddings'


class Models:
    """The models of a catalog; the one stored last is the current one."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(
        self,
        model: ModelRecord,
        *,
        embeddings_rows: Sequence[int],
        categories: Mapping[str, Sequence[Category]],
        memberships: Mapping[str, Sequence[Membership]],
        run_id: int | None = None,
    ) -> None:
        """Store a model with all its rows and make it the current one, or change nothing; one of its id is replaced.

        Parameters
        ----------
        embeddings_rows : event ids in the order of the rows of the model's embeddings.
        categories, memberships : by method; ``coincide`` or the name of a baseline.

        Raises
        ------
        CatalogError : a membership is of an event that has no row.
        """
        event_ids = [int(event_id) for event_id in embeddings_rows]
        _check_members(event_ids, memberships)
        values = {"id": model.id, "run_id": run_id, "created_at": now(), "status": "current"}
        values |= {"event_digest": model.event_digest, "info_json": model.info}
        rows = [{"model_id": model.id, "row": row, "event_id": event_id} for row, event_id in enumerate(event_ids)]
        with self._database.writing() as connection:
            _delete(connection, model.id)
            connection.execute(update(MODELS).where(MODELS.c.status == "current").values(status="old"))
            connection.execute(insert(MODELS).values(values))
            insert_all(connection, EMBEDDINGS, rows)
            for method, found in categories.items():
                insert_all(connection, CATEGORIES, [category_values(model.id, method, each) for each in found])
            for method, members in memberships.items():
                add_memberships(connection, model.id, method, members)

    def current(self) -> ModelRecord | None:
        """Return the model stored last, None if there is none."""
        return self._one(MODELS.c.status == "current")

    def get(self, model_id: str) -> ModelRecord | None:
        """Return a model, None if there is none."""
        return self._one(MODELS.c.id == model_id)

    def all(self) -> list[ModelRecord]:
        """Return all models, newest first."""
        with self._database.reading() as connection:
            return [ModelRecord(*row) for row in connection.execute(select(*_RECORD).order_by(_NEWEST_FIRST))]

    def event_ids(self, model_id: str) -> NDArray[np.int64]:
        """Return the ids of a model's events in row order, (n,)."""
        with self._database.reading() as connection:
            found = whole_numbers(connection, _ROWS, _FROM, (model_id,), key='"row"', last=_LAST_ROW)
        return found["event_id"][np.argsort(found["row"], kind="stable")]

    def n_events(self, model_id: str) -> int:
        """Return how many rows a model has."""
        with self._database.reading() as connection:
            return int(driver_of(connection).execute(_N_EVENTS, (model_id,)).fetchone()[0])

    def add_info(self, model_id: str, facts: Mapping[str, Any]) -> None:
        """Add facts to the `info` of a model; one of the same name is replaced."""
        with self._database.writing() as connection:
            info = dict(connection.execute(select(MODELS.c.info_json).where(MODELS.c.id == model_id)).scalar_one())
            connection.execute(update(MODELS).where(MODELS.c.id == model_id).values(info_json={**info, **facts}))

    def prune(self, keep: int) -> list[str]:
        """Delete all but the `keep` newest models; the current one always stays.

        Returns
        -------
        The ids of the deleted models, newest first; their folders are the caller's to delete.
        """
        with self._database.writing(is_durable=False) as connection:
            removed = [each.id for each in self.all()[max(keep, 0) :] if each.status != "current"]
            for each in removed:
                _delete(connection, each)
        return removed

    def _one(self, condition: Any) -> ModelRecord | None:
        with self._database.reading() as connection:
            row = connection.execute(select(*_RECORD).where(condition)).one_or_none()
        return None if row is None else ModelRecord(*row)


def _check_members(event_ids: list[int], memberships: Mapping[str, Sequence[Membership]]) -> None:
    for method, members in memberships.items():
        sorted_ids = MembershipArray.of(members).event_ids
        unknown = sorted_ids[~np.isin(sorted_ids, event_ids)]
        if len(unknown) > 0:
            raise CatalogError(
                f"a membership of method `{method}` must be of one of the model's {len(set(event_ids))} events, "
                f"got event {unknown[0]}. Give every event a row of embeddings first."
            )


def _delete(connection: Connection, model_id: str) -> None:
    groupings = select(GROUPINGS.c.id).where(GROUPINGS.c.model_id == model_id)
    connection.execute(delete(MEMBERSHIPS).where(MEMBERSHIPS.c.grouping_id.in_(groupings)))
    for table in _BY_MODEL:
        connection.execute(delete(table).where(table.c.model_id == model_id))
    connection.execute(delete(MODELS).where(MODELS.c.id == model_id))
