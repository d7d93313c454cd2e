"""Models: which events a model embeds, in which row, and what categories it and its baselines found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select, text, update

from coincide.catalog.rows import ModelRecord
from coincide.catalog.runs import now
from coincide.catalog.schema import CATEGORIES, EMBEDDINGS, MEMBERSHIPS, MODELS, TREES
from coincide.errors import CatalogError
from coincide.records import Category, Membership

_BY_MODEL = (TREES, MEMBERSHIPS, CATEGORIES, EMBEDDINGS)
_NEWEST_FIRST = text("rowid DESC")
_RECORD = tuple(MODELS.c[name] for name in ("id", "event_digest", "info_json", "status", "created_at", "run_id"))


def put_model(
    connection: Connection,
    model: ModelRecord,
    *,
    embeddings_rows: Sequence[int],
    categories: Mapping[str, Sequence[Category]],
    memberships: Mapping[str, Sequence[Membership]],
    run_id: int | None,
) -> None:
    """Store a model and make it the current one; one of the same id is replaced.

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
    _delete_model(connection, model.id)
    connection.execute(update(MODELS).where(MODELS.c.status == "current").values(status="old"))
    values = {"id": model.id, "run_id": run_id, "created_at": now(), "status": "current"}
    connection.execute(insert(MODELS).values(values | {"event_digest": model.event_digest, "info_json": model.info}))
    rows = [{"model_id": model.id, "row": row, "event_id": event_id} for row, event_id in enumerate(event_ids)]
    _insert_all(connection, EMBEDDINGS, rows)
    for method, found in categories.items():
        _insert_all(connection, CATEGORIES, [category_values(model.id, method, each) for each in found])
    for method, members in memberships.items():
        _insert_all(connection, MEMBERSHIPS, [_member_values(model.id, method, each) for each in members])


def current_model(connection: Connection) -> ModelRecord | None:
    """Return the model stored last, None if there is none."""
    return _one(connection, MODELS.c.status == "current")


def model(connection: Connection, model_id: str) -> ModelRecord | None:
    """Return a model by id, None if there is none."""
    return _one(connection, MODELS.c.id == model_id)


def models(connection: Connection) -> list[ModelRecord]:
    """Return all models, newest first."""
    return [ModelRecord(*row) for row in connection.execute(select(*_RECORD).order_by(_NEWEST_FIRST))]


def add_to_model_info(connection: Connection, model_id: str, facts: Mapping[str, Any]) -> None:
    """Add facts to what a model's maker wants to remember; one of the same name is replaced."""
    info = dict(connection.execute(select(MODELS.c.info_json).where(MODELS.c.id == model_id)).scalar_one())
    connection.execute(update(MODELS).where(MODELS.c.id == model_id).values(info_json={**info, **facts}))


def model_event_ids(connection: Connection, model_id: str) -> list[int]:
    """Return the ids of a model's events in row order."""
    statement = select(EMBEDDINGS.c.event_id).where(EMBEDDINGS.c.model_id == model_id).order_by(EMBEDDINGS.c.row)
    return list(connection.execute(statement).scalars())


def methods(connection: Connection, model_id: str) -> list[str]:
    """Return the methods that sorted a model's events, in alphabetical order."""
    statement = select(MEMBERSHIPS.c.method).distinct().where(MEMBERSHIPS.c.model_id == model_id)
    return list(connection.execute(statement.order_by(MEMBERSHIPS.c.method)).scalars())


def categories(connection: Connection, model_id: str, *, method: str) -> list[Category]:
    """Return the categories of one method by number."""
    columns = CATEGORIES.c
    statement = (
        select(columns.number, columns.size, columns.certainty, columns.medoid_event_id, columns.name)
        .where(columns.model_id == model_id, columns.method == method)
        .order_by(columns.number)
    )
    return [Category(*row) for row in connection.execute(statement)]


def name_categories(connection: Connection, model_id: str, names: Mapping[int, str | None], *, method: str) -> None:
    """Give categories of one method their names; None takes a name away."""
    columns = CATEGORIES.c
    for number, name in names.items():
        mine = (columns.model_id == model_id, columns.method == method, columns.number == int(number))
        connection.execute(update(CATEGORIES).where(*mine).values(name=name))


def memberships(connection: Connection, model_id: str, *, method: str) -> list[Membership]:
    """Return the memberships of one method in row order."""
    columns = MEMBERSHIPS.c
    same_event = (EMBEDDINGS.c.event_id == columns.event_id) & (EMBEDDINGS.c.model_id == columns.model_id)
    statement = (
        select(columns.event_id, columns.category, columns.certainty)
        .join_from(MEMBERSHIPS, EMBEDDINGS, same_event)
        .where(columns.model_id == model_id, columns.method == method)
        .order_by(EMBEDDINGS.c.row)
    )
    return [Membership(*row) for row in connection.execute(statement)]


def prune_models(connection: Connection, keep: int) -> list[str]:
    """Delete all but the `keep` newest models; the current one always stays.

    Returns
    -------
    The ids of the deleted models, newest first; their folders are the caller's to delete.
    """
    ids = list(connection.execute(select(MODELS.c.id).order_by(_NEWEST_FIRST)).scalars())
    current = current_model(connection)
    removed = [each for each in ids[max(keep, 0) :] if current is None or each != current.id]
    for each in removed:
        _delete_model(connection, each)
    return removed


def _check_members(event_ids: list[int], memberships: Mapping[str, Sequence[Membership]]) -> None:
    known = set(event_ids)
    for method, members in memberships.items():
        unknown = next((each.event_id for each in members if each.event_id not in known), None)
        if unknown is not None:
            raise CatalogError(
                f"a membership of method `{method}` must be of one of the model's {len(known)} events, "
                f"got event {unknown}. Give every event a row of embeddings first."
            )


def _delete_model(connection: Connection, model_id: str) -> None:
    for table in _BY_MODEL:
        connection.execute(delete(table).where(table.c.model_id == model_id))
    connection.execute(delete(MODELS).where(MODELS.c.id == model_id))


def _insert_all(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), rows)


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


def _member_values(model_id: str, method: str, member: Membership) -> dict[str, Any]:
    return {
        "model_id": model_id,
        "method": method,
        "event_id": int(member.event_id),
        "category": None if member.category is None else int(member.category),
        "certainty": float(member.certainty),
    }


def _one(connection: Connection, condition: Any) -> ModelRecord | None:
    row = connection.execute(select(*_RECORD).where(condition)).one_or_none()
    return None if row is None else ModelRecord(*row)
