"""Detections and their events: what one way of looking (a digest of its settings) found in one recording.

Events are a function of the recording and the digest, so storing them again changes nothing, and keeps their
ids.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Select, delete, exists, func, insert, select

from coincide.catalog.columns import finite
from coincide.catalog.schema import DETECTIONS, EMBEDDINGS, EVENTS, MODELS
from coincide.errors import CatalogError
from coincide.records import Event

MOST_SNR_DB = 999.0
_FINITE = ("onset_s", "offset_s", "low_hz", "high_hz")
_EVENT_COLUMNS = tuple(column for column in EVENTS.columns if column.name != "digest")


def has_detection(connection: Connection, recording_id: int, digest: str) -> bool:
    """Say whether the events of a recording are stored; there may be none of them."""
    return detection_info(connection, recording_id, digest) is not None


def detection_info(connection: Connection, recording_id: int, digest: str) -> dict[str, Any] | None:
    """Return what was stored with a detection, None if there is no such detection."""
    columns = DETECTIONS.c
    statement = select(columns.info_json).where(columns.recording_id == recording_id, columns.digest == digest)
    return connection.execute(statement).scalar_one_or_none()


def detection_infos(connection: Connection, digest: str) -> dict[int, dict[str, Any]]:
    """Return what was stored with the detections of a digest, by recording."""
    columns = DETECTIONS.c
    rows = connection.execute(select(columns.recording_id, columns.info_json).where(columns.digest == digest))
    return {int(recording_id): info for recording_id, info in rows}


def put_detection(
    connection: Connection, recording_id: int, digest: str, found: Sequence[Event], *, info: Mapping[str, Any]
) -> None:
    """Store the events of one recording in place of those stored for the same digest.

    Raises
    ------
    CatalogError : other events are stored for the digest, and a model embeds them; or an event has no finite place.
    """
    rows = [_event_values(event, recording_id, digest) for event in found]
    stored = _stored(connection, recording_id, digest)
    if stored != rows:
        if stored:
            _check_is_free(connection, recording_id, digest)
            connection.execute(delete(EVENTS).where(EVENTS.c.recording_id == recording_id, EVENTS.c.digest == digest))
        if rows:
            connection.execute(insert(EVENTS), rows)
    values = {"recording_id": recording_id, "digest": digest, "n_events": len(rows), "info_json": info}
    connection.execute(insert(DETECTIONS).prefix_with("OR REPLACE").values(values))


def events(connection: Connection, digest: str, *, recording_id: int | None) -> list[Event]:
    """Return the events of a digest by recording, channel and onset."""
    statement = select(*_EVENT_COLUMNS).where(EVENTS.c.digest == digest)
    if recording_id is not None:
        statement = statement.where(EVENTS.c.recording_id == recording_id)
    columns = EVENTS.c
    return _read(connection, statement.order_by(columns.recording_id, columns.channel, columns.onset_s, columns.id))


def events_by_id(connection: Connection, ids: Iterable[int]) -> dict[int, Event]:
    """Return events by id, in the order of `ids`; an unknown id is left out."""
    wanted = [int(each) for each in ids]
    # One text parameter, because SQLite limits the number of parameters.
    listed = func.json_each(json.dumps(wanted)).table_valued("value")
    statement = select(*_EVENT_COLUMNS).where(EVENTS.c.id.in_(select(listed.c.value)))
    found = {event.id: event for event in _read(connection, statement)}
    return {each: found[each] for each in wanted if each in found}


def event_by_id(connection: Connection, event_id: int) -> Event | None:
    """Return an event, None if there is none."""
    found = _read(connection, select(*_EVENT_COLUMNS).where(EVENTS.c.id == event_id))
    return found[0] if found else None


def count_events(connection: Connection, digest: str) -> int:
    """Return the number of events of a digest."""
    counted = select(func.coalesce(func.sum(DETECTIONS.c.n_events), 0)).where(DETECTIONS.c.digest == digest)
    return int(connection.execute(counted).scalar_one())


def prune_detections(connection: Connection, keep_digests: Iterable[str]) -> int:
    """Delete detections and events of other digests than these and those of stored models.

    Returns
    -------
    The number of events deleted.
    """
    used = select(MODELS.c.event_digest)
    kept = list(keep_digests)
    statement = delete(EVENTS).where(EVENTS.c.digest.not_in(kept), EVENTS.c.digest.not_in(used))
    n_deleted = connection.execute(statement).rowcount
    columns = DETECTIONS.c
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


def _stored(connection: Connection, recording_id: int, digest: str) -> list[dict[str, Any]]:
    statement = select(EVENTS).where(EVENTS.c.recording_id == recording_id, EVENTS.c.digest == digest)
    stored = connection.execute(statement.order_by(EVENTS.c.id)).mappings()
    return [{name: value for name, value in row.items() if name != "id"} for row in stored]


def _check_is_free(connection: Connection, recording_id: int, digest: str) -> None:
    embedded = exists().where(
        EMBEDDINGS.c.event_id == EVENTS.c.id, EVENTS.c.recording_id == recording_id, EVENTS.c.digest == digest
    )
    if connection.execute(select(embedded)).scalar_one():
        raise CatalogError(
            f"the events of recording {recording_id} found with digest `{digest}` belong to a stored model "
            "and cannot be replaced by others. Store events that were found differently under another digest."
        )


def _read(connection: Connection, statement: Select[Any]) -> list[Event]:
    return [Event(*row) for row in connection.execute(statement)]
