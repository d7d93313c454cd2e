"""What people change by hand: events move from category to category, or get a label as a group.

Each change is one transaction, with a run that says who did what and keeps how it was before, so that it can be taken
back.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, delete, func, insert, select, update

from coincide.catalog.labels import put_labels
from coincide.catalog.models import category_values
from coincide.catalog.rows import StoredLabel
from coincide.catalog.schema import CATEGORIES, EVENTS, LABELS, MEMBERSHIPS, MODELS, RECORDINGS
from coincide.records import Category

SELECTED = "selected"
"""By which road a label came that a person gave to events chosen by hand."""


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


def regroup(connection: Connection, model_id: str, change: Regrouping, *, method: str) -> None:
    """Change the categories of one method."""
    for number, event_ids in change.members.items():
        listed = func.json_each(json.dumps([int(each) for each in event_ids])).table_valued("value")
        mine = and_(MEMBERSHIPS.c.model_id == model_id, MEMBERSHIPS.c.method == method)
        connection.execute(
            update(MEMBERSHIPS)
            .where(mine, MEMBERSHIPS.c.event_id.in_(select(listed.c.value)))
            .values(category=int(number))
        )
    gone = [*change.removed, *(each.number for each in change.categories)]
    mine = and_(CATEGORIES.c.model_id == model_id, CATEGORIES.c.method == method)
    connection.execute(delete(CATEGORIES).where(mine, CATEGORIES.c.number.in_([int(each) for each in gone])))
    rows = [category_values(model_id, method, each) for each in change.categories]
    if rows:
        connection.execute(insert(CATEGORIES), rows)
    info: dict[str, Any] = dict(
        connection.execute(select(MODELS.c.info_json).where(MODELS.c.id == model_id)).scalar_one()
    )
    info["moved"] = {str(old): int(new) for old, new in change.moved.items()}
    connection.execute(update(MODELS).where(MODELS.c.id == model_id).values(info_json=info))


def selected_labels(connection: Connection, event_ids: Sequence[int]) -> list[tuple[int, int, str]]:
    """Return id, event and text of the labels that people gave to these events by selecting them."""
    listed = func.json_each(json.dumps([int(each) for each in event_ids])).table_valued("value")
    same = and_(*(LABELS.c[name] == EVENTS.c[name] for name in ("recording_id", "channel", "onset_s", "offset_s")))
    statement = (
        select(LABELS.c.id, EVENTS.c.id, LABELS.c.label)
        .select_from(EVENTS.join(LABELS, same))
        .where(EVENTS.c.id.in_(select(listed.c.value)), LABELS.c.how == SELECTED)
    )
    return [(int(row[0]), int(row[1]), str(row[2])) for row in connection.execute(statement)]


def label_selected(
    connection: Connection, event_ids: Sequence[int], label: str, *, who: str, run_id: int, at: datetime
) -> None:
    """Give events a label in place of the one that they got by selecting; an empty one only takes that away."""
    old = [label_id for label_id, _, _ in selected_labels(connection, event_ids)]
    listed = func.json_each(json.dumps(old)).table_valued("value")
    connection.execute(delete(LABELS).where(LABELS.c.id.in_(select(listed.c.value))))
    if label:
        put_labels(connection, _labels(connection, event_ids, label, who=who, run_id=run_id, at=at))


def _labels(
    connection: Connection, event_ids: Sequence[int], label: str, *, who: str, run_id: int, at: datetime
) -> list[StoredLabel]:
    listed = func.json_each(json.dumps([int(each) for each in event_ids])).table_valued("value")
    columns = (EVENTS.c.recording_id, EVENTS.c.onset_s, EVENTS.c.offset_s, EVENTS.c.low_hz, EVENTS.c.high_hz)
    statement = (
        select(*columns, EVENTS.c.channel, RECORDINGS.c.last_name)
        .select_from(EVENTS.join(RECORDINGS, RECORDINGS.c.id == EVENTS.c.recording_id))
        .where(EVENTS.c.id.in_(select(listed.c.value)))
    )
    return [
        StoredLabel(
            recording_id=recording_id,
            onset_s=onset_s,
            offset_s=offset_s,
            label=label,
            low_hz=low_hz,
            high_hz=high_hz,
            channel=channel,
            category=None,
            confidence=None,
            recording=name,
            who=who,
            how=SELECTED,
            source=f"selection {run_id}",
            created_at=at,
            run_id=run_id,
        )
        for recording_id, onset_s, offset_s, low_hz, high_hz, channel, name in connection.execute(statement)
    ]
