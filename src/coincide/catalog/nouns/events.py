"""Events: what the detections found, by digest or by id; `Detections.put` stores them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from coincide.catalog.sqlite.columns import one_of
from coincide.catalog.sqlite.connect import driver_of
from coincide.catalog.sqlite.database import Database
from coincide.catalog.sqlite.schema import EVENTS
from coincide.record_arrays import EventArray
from coincide.records import Event

_COLUMNS = tuple(column for column in EVENTS.columns if column.name != "digest")

# Plain SQL, read without SQLAlchemy, which takes twice as long for a million rows.
_OF_MODEL = f"""
SELECT {", ".join(f"e.{column.name}" for column in _COLUMNS)}
FROM embeddings m JOIN events e ON e.id = m.event_id WHERE m.model_id = ? ORDER BY m."row"
"""


class Events:
    """The events of a catalog."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self, digest: str, *, recording_id: int | None = None) -> list[Event]:
        """Return the events of a digest by recording, channel and onset; of one recording if given."""
        columns = EVENTS.c
        statement = select(*_COLUMNS).where(columns.digest == digest)
        if recording_id is not None:
            statement = statement.where(columns.recording_id == recording_id)
        statement = statement.order_by(columns.recording_id, columns.channel, columns.onset_s, columns.id)
        with self._database.reading() as connection:
            return [Event(*row) for row in connection.execute(statement)]

    def of_model(self, model_id: str) -> EventArray:
        """Return the events of a model in row order; one that is missing is left out."""
        with self._database.reading() as connection:
            return EventArray.from_numbers(driver_of(connection).execute(_OF_MODEL, (model_id,)))

    def get(self, event_id: int) -> Event | None:
        """Return an event, None if there is none."""
        return self.by_id([event_id]).get(event_id)

    def by_id(self, ids: Iterable[int]) -> dict[int, Event]:
        """Return events by id, in the order of `ids`; an unknown id is left out."""
        wanted = [int(each) for each in ids]
        statement = select(*_COLUMNS).where(one_of(EVENTS.c.id, wanted))
        with self._database.reading() as connection:
            found = {row.id: Event(*row) for row in connection.execute(statement)}
        return {each: found[each] for each in wanted if each in found}
