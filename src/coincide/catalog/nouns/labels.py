"""Labels: what people and programs said about stretches of recordings, kept when a new model is learned.

A label that a person gave to events chosen by hand is ``selected``: it belongs to its event, and the next one takes its
place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, delete, func, select
from sqlalchemy.dialects.sqlite import insert

from coincide.catalog.rows import StoredLabel
from coincide.catalog.sqlite.columns import finite, now, one_of
from coincide.catalog.sqlite.database import Database
from coincide.catalog.sqlite.schema import EVENTS, LABELS, RECORDINGS

SELECTED = "selected"
"""By which road a label came that a person gave to events chosen by hand."""

_COLUMNS = tuple(field.name for field in fields(StoredLabel) if field.name != "id")
_FLOATS = ("onset_s", "offset_s", "low_hz", "high_hz", "confidence")


@dataclass(frozen=True, slots=True)
class Selection:
    """Events that a person chose by hand and gave one label.

    Attributes
    ----------
    run_id : of the change that gave it.
    """

    event_ids: Sequence[int]
    label: str
    who: str
    run_id: int
    created_at: datetime


class Labels:
    """The labels of a catalog."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, labels: Sequence[StoredLabel]) -> tuple[int, int]:
        """Store labels; those with a known recording, channel, times, label and person change nothing.

        Returns
        -------
        How many were new and how many known.
        """
        with self._database.writing() as connection:
            n_before = _count(connection)
            if labels:
                connection.execute(insert(LABELS).on_conflict_do_nothing(), [_values(label) for label in labels])
            n_new = _count(connection) - n_before
        return n_new, len(labels) - n_new

    def all(self) -> list[StoredLabel]:
        """Return all labels by recording, onset and id."""
        statement = select(*(LABELS.c[name] for name in (*_COLUMNS, "id")))
        statement = statement.order_by(LABELS.c.recording_id, LABELS.c.onset_s, LABELS.c.id)
        with self._database.reading() as connection:
            return [StoredLabel(*row) for row in connection.execute(statement)]

    def count(self) -> int:
        """Return how many labels there are."""
        with self._database.reading() as connection:
            return _count(connection)

    def delete(self, *, source: str) -> int:
        """Delete the labels that came from `source`; return how many."""
        with self._database.writing() as connection:
            return connection.execute(delete(LABELS).where(LABELS.c.source == source)).rowcount

    def selected(self, event_ids: Sequence[int]) -> list[Selection]:
        """Return the labels that these events got by being selected, by the change that gave them."""
        found: dict[tuple[str, str, int, datetime], list[int]] = {}
        with self._database.reading() as connection:
            for event_id, _, given in _selected(connection, event_ids):
                found.setdefault(given, []).append(event_id)
        return [Selection(events, *given) for given, events in found.items()]

    def put_selected(self, event_ids: Sequence[int], label: str, *, who: str, run_id: int) -> None:
        """Give events a label in place of the one that they got by being selected; an empty one takes that away."""
        with self._database.writing() as connection:
            old = [label_id for _, label_id, _ in _selected(connection, event_ids)]
            connection.execute(delete(LABELS).where(one_of(LABELS.c.id, old)))
            if label:
                self.put(list(_of_events(connection, Selection(event_ids, label, who, run_id, now()))))

    def put_back(self, selection: Selection) -> None:
        """Give events the label again that they had, of the person who gave it."""
        with self._database.writing() as connection:
            self.put(list(_of_events(connection, selection)))


def _count(connection: Connection) -> int:
    return int(connection.execute(select(func.count()).select_from(LABELS)).scalar_one())


def _values(label: StoredLabel) -> dict[str, Any]:
    values = {name: getattr(label, name) for name in _COLUMNS}
    floats = {name: None if values[name] is None else float(values[name]) for name in _FLOATS}
    return values | finite("a label", floats)


def _selected(
    connection: Connection, event_ids: Sequence[int]
) -> Iterator[tuple[int, int, tuple[str, str, int, datetime]]]:
    """Yield event, id, and text, person, run and time of the labels that events got by being selected."""
    same = and_(*(LABELS.c[name] == EVENTS.c[name] for name in ("recording_id", "channel", "onset_s", "offset_s")))
    columns = LABELS.c
    statement = (
        select(EVENTS.c.id, columns.id, columns.label, columns.who, columns.run_id, columns.created_at)
        .select_from(EVENTS.join(LABELS, same))
        .where(one_of(EVENTS.c.id, event_ids), LABELS.c.how == SELECTED)
    )
    for event_id, label_id, label, who, run_id, created_at in connection.execute(statement):
        yield int(event_id), int(label_id), (label, who, run_id, created_at)


def _of_events(connection: Connection, selection: Selection) -> Iterator[StoredLabel]:
    columns = (EVENTS.c.recording_id, EVENTS.c.onset_s, EVENTS.c.offset_s, EVENTS.c.low_hz, EVENTS.c.high_hz)
    statement = (
        select(*columns, EVENTS.c.channel, RECORDINGS.c.last_name)
        .select_from(EVENTS.join(RECORDINGS, RECORDINGS.c.id == EVENTS.c.recording_id))
        .where(one_of(EVENTS.c.id, selection.event_ids))
    )
    for recording_id, onset_s, offset_s, low_hz, high_hz, channel, name in connection.execute(statement):
        yield StoredLabel(
            recording_id=recording_id,
            onset_s=onset_s,
            offset_s=offset_s,
            label=selection.label,
            low_hz=low_hz,
            high_hz=high_hz,
            channel=channel,
            category=None,
            confidence=None,
            recording=name,
            who=selection.who,
            how=SELECTED,
            source=f"selection {selection.run_id}",
            created_at=selection.created_at,
            run_id=selection.run_id,
        )
