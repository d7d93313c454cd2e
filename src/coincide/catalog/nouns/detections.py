"""Detections: what one way of looking (a digest of its settings) found in one recording.

Events are a function of the recording and the digest, so storing them again changes nothing, and keeps their
ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from sqlalchemy import Connection, delete, exists, func, insert, select

from coincide.catalog.sqlite.columns import finite, one_of
from coincide.catalog.sqlite.database import Database, insert_all
from coincide.catalog.sqlite.schema import DETECTIONS, EMBEDDINGS, EVENTS, MODELS
from coincide.errors import CatalogError
from coincide.records import Event

MOST_SNR_DB = 999.0
_FINITE = ("onset_s", "offset_s", "low_hz", "high_hz")


class Detections:
    """The detections of a catalog; a detection may have found no event."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, recording_id: int, digest: str, events: Sequence[Event], *, info: Mapping[str, Any]) -> None:
        """Store the events of one recording in place of those stored for the same digest; equal ones keep their ids.

        Raises
        ------
        CatalogError : other events are stored for the digest, and a model embeds them; or an event has no finite place.
        """
        self.put_all([(recording_id, events, info)], digest)

    def put_all(self, detections: Sequence[tuple[int, Sequence[Event], Mapping[str, Any]]], digest: str) -> None:
        """Store the events of many recordings, each with its id and info, all or none; see `put`."""
        rows = {number: [_event_values(each, number, digest) for each in events] for number, events, _ in detections}
        values = [
            {"recording_id": number, "digest": digest, "n_events": len(rows[number]), "info_json": info}
            for number, _, info in detections
        ]
        with self._database.writing(is_durable=False) as connection:
            stored = _stored(connection, rows, digest)
            new = {number: of_one for number, of_one in rows.items() if stored.get(number, []) != of_one}
            for number in new.keys() & stored.keys():
                _check_is_free(connection, number, digest)
                connection.execute(delete(EVENTS).where(EVENTS.c.recording_id == number, EVENTS.c.digest == digest))
            insert_all(connection, EVENTS, list(chain.from_iterable(new.values())))
            if values:
                connection.execute(insert(DETECTIONS).prefix_with("OR REPLACE"), values)

    def get(self, recording_id: int, digest: str) -> dict[str, Any] | None:
        """Return what was stored with a detection, None if there is no such detection."""
        columns = DETECTIONS.c
        statement = select(columns.info_json).where(columns.recording_id == recording_id, columns.digest == digest)
        with self._database.reading() as connection:
            return connection.execute(statement).scalar_one_or_none()

    def all(self, digest: str) -> dict[int, dict[str, Any]]:
        """Return what was stored with the detections of a digest, by recording."""
        columns = DETECTIONS.c
        statement = select(columns.recording_id, columns.info_json).where(columns.digest == digest)
        with self._database.reading() as connection:
            return {int(recording_id): info for recording_id, info in connection.execute(statement)}

    def count_events(self, digest: str) -> int:
        """Return the number of events of a digest."""
        counted = select(func.coalesce(func.sum(DETECTIONS.c.n_events), 0)).where(DETECTIONS.c.digest == digest)
        with self._database.reading() as connection:
            return int(connection.execute(counted).scalar_one())

    def prune(self, keep_digests: Iterable[str]) -> int:
        """Delete detections and events of other digests than these and those of stored models.

        Returns
        -------
        The number of events deleted.
        """
        used = select(MODELS.c.event_digest)
        kept = list(keep_digests)
        columns = DETECTIONS.c
        with self._database.writing(is_durable=False) as connection:
            old = delete(EVENTS).where(EVENTS.c.digest.not_in(kept), EVENTS.c.digest.not_in(used))
            n_deleted = connection.execute(old).rowcount
            connection.execute(delete(DETECTIONS).where(columns.digest.not_in(kept), columns.digest.not_in(used)))
        return n_deleted


def _event_values(event: Event, recording_id: int, digest: str) -> dict[str, Any]:
    return {
        "recording_id": int(recording_id),
        "digest": digest,
        "channel": int(event.channel),
        **finite("an event", {name: float(getattr(event, name)) for name in _FINITE}),
        # Above perfect silence the ratio is infinite, which no JSON and no table can hold.
        **finite("an event", {"snr_db": min(max(float(event.snr_db), -MOST_SNR_DB), MOST_SNR_DB)}),
    }


def _stored(connection: Connection, recording_ids: Iterable[int], digest: str) -> dict[int, list[dict[str, Any]]]:
    """Return what is stored for recordings, by their ids, in the order of the events; nothing for those without."""
    statement = select(EVENTS).where(one_of(EVENTS.c.recording_id, recording_ids), EVENTS.c.digest == digest)
    found: dict[int, list[dict[str, Any]]] = {}
    for row in connection.execute(statement.order_by(EVENTS.c.id)).mappings():
        values = {name: value for name, value in row.items() if name != "id"}
        found.setdefault(values["recording_id"], []).append(values)
    return found


def _check_is_free(connection: Connection, recording_id: int, digest: str) -> None:
    embedded = exists().where(
        EMBEDDINGS.c.event_id == EVENTS.c.id, EVENTS.c.recording_id == recording_id, EVENTS.c.digest == digest
    )
    if connection.execute(select(embedded)).scalar_one():
        raise CatalogError(
            f"the events of recording {recording_id} with digest `{digest}` belong to a stored model "
            "and cannot be replaced. Store new events under another digest."
        )
