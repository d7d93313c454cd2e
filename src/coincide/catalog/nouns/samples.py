"""Samples: events drawn at random, and what people said about them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, delete, select
from sqlalchemy.dialects.sqlite import insert

from coincide.catalog.rows import Span, StoredCheck, StoredSample
from coincide.catalog.sqlite.columns import finite
from coincide.catalog.sqlite.database import Database
from coincide.catalog.sqlite.schema import CHECKS, SAMPLES

_SAMPLE = tuple(SAMPLES.c[name] for name in ("model_id", "seed", "design_json", "who", "created_at", "id"))
_CHECK = ("sample_id", "item", "name", "score", "answer", "said", "who", "answered_at")
_SPAN = ("recording_id", "channel", "onset_s", "offset_s")


class Samples:
    """The samples of a catalog, and the checks of their items; one for each item and person."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, sample: StoredSample) -> int:
        """Store a sample; return its id."""
        values = {
            "model_id": sample.model_id,
            "seed": int(sample.seed),
            "design_json": sample.design,
            "who": sample.who,
            "created_at": sample.created_at,
        }
        with self._database.writing() as connection:
            return int(connection.execute(insert(SAMPLES).values(values)).lastrowid)

    def all(self) -> list[StoredSample]:
        """Return all samples, oldest first."""
        with self._database.reading() as connection:
            return [StoredSample(*row) for row in connection.execute(select(*_SAMPLE).order_by(SAMPLES.c.id))]

    def get(self, sample_id: int) -> StoredSample | None:
        """Return a sample, None if there is none."""
        with self._database.reading() as connection:
            row = connection.execute(select(*_SAMPLE).where(SAMPLES.c.id == sample_id)).one_or_none()
        return None if row is None else StoredSample(*row)

    def put_check(self, check: StoredCheck) -> None:
        """Store what a person said about an item, in place of what the same person said before."""
        span = {name: getattr(check.span, name) for name in _SPAN}
        values = {**span, **{name: getattr(check, name) for name in _CHECK}}
        values |= finite("a check", {name: float(values[name]) for name in ("onset_s", "offset_s", "score")})
        renewed = {name: values[name] for name in ("answer", "said", "answered_at")}
        statement = insert(CHECKS).values(values)
        with self._database.writing() as connection:
            connection.execute(
                statement.on_conflict_do_update(index_elements=["sample_id", "item", "who"], set_=renewed)
            )

    def take_back(self, sample_id: int, item: int, who: str) -> None:
        """Forget what a person said about an item; the journal keeps that it was said."""
        columns = CHECKS.c
        mine = (columns.sample_id == sample_id, columns.item == item, columns.who == who)
        with self._database.writing() as connection:
            connection.execute(delete(CHECKS).where(*mine))

    def checks(self, sample_id: int) -> list[StoredCheck]:
        """Return what people said about a sample, in the order of saying."""
        columns = CHECKS.c
        statement = select(*(columns[name] for name in (*_SPAN, *_CHECK, "id"))).where(columns.sample_id == sample_id)
        with self._database.reading() as connection:
            return [_read(row) for row in connection.execute(statement.order_by(columns.answered_at, columns.id))]


def _read(row: Row[Any]) -> StoredCheck:
    recording_id, channel, onset_s, offset_s, sample_id, item, *rest = tuple(row)
    return StoredCheck(sample_id, item, Span(recording_id, channel, onset_s, offset_s), *rest)
