"""Labels: what people and programs said about stretches of recordings, kept whatever is learned anew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.dialects.sqlite import insert

from coincide.catalog.columns import finite
from coincide.catalog.rows import StoredLabel
from coincide.catalog.schema import LABELS

_COLUMNS = (
    "recording_id",
    "onset_s",
    "offset_s",
    "label",
    "low_hz",
    "high_hz",
    "channel",
    "category",
    "confidence",
    "recording",
    "who",
    "how",
    "source",
    "created_at",
    "run_id",
)
_FLOATS = ("onset_s", "offset_s", "low_hz", "high_hz", "confidence")


def put_labels(connection: Connection, labels: Sequence[StoredLabel]) -> tuple[int, int]:
    """Store labels; those with a known recording, channel, times, label and person change nothing.

    Returns
    -------
    How many were new and how many known.
    """
    n_before = count_labels(connection)
    if labels:
        connection.execute(insert(LABELS).on_conflict_do_nothing(), [_values(label) for label in labels])
    n_new = count_labels(connection) - n_before
    return n_new, len(labels) - n_new


def labels(connection: Connection) -> list[StoredLabel]:
    """Return all labels by recording, onset and id."""
    statement = select(*(LABELS.c[name] for name in (*_COLUMNS, "id")))
    rows = connection.execute(statement.order_by(LABELS.c.recording_id, LABELS.c.onset_s, LABELS.c.id))
    return [StoredLabel(*row) for row in rows]


def delete_labels(connection: Connection, *, source: str) -> int:
    """Delete the labels that came from `source`; return how many."""
    return connection.execute(delete(LABELS).where(LABELS.c.source == source)).rowcount


def count_labels(connection: Connection) -> int:
    """Return how many labels there are."""
    return int(connection.execute(select(func.count()).select_from(LABELS)).scalar_one())


def _values(label: StoredLabel) -> dict[str, Any]:
    values = {name: getattr(label, name) for name in _COLUMNS}
    floats = {name: None if values[name] is None else float(values[name]) for name in _FLOATS}
    return values | finite("a label", floats)
