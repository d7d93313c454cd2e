"""Answers: an append-only log of what people said to questions; undoing marks, and deletes nothing.

What an answer says about its event is a label too, with ``asked`` as its road, so that exports and every other reader
of labels see it. The label follows the log: it is that of the newest answer that holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from coincide.catalog.nouns.labels import Labels
from coincide.catalog.rows import Span, StoredAnswer, StoredLabel
from coincide.catalog.sqlite.columns import now, one_of
from coincide.catalog.sqlite.database import Database
from coincide.catalog.sqlite.schema import ANSWERS, EVENTS, LABELS, RECORDINGS

ASKED = "asked"
_NAMING = ("name", "noise")
_SPAN = tuple(field.name for field in fields(Span))
_PLAIN = tuple(field.name for field in fields(StoredAnswer) if field.name not in ("span", "members", "facts"))
_STORED = tuple(ANSWERS.c[name] for name in (*_SPAN, "shown_json", *_PLAIN))


class Answers:
    """The answers of a catalog."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, answer: StoredAnswer) -> int:
        """Store an answer, and the label that it gives its event; return its id."""
        values = {
            **_span_values(answer.span),
            **{name: getattr(answer, name) for name in _PLAIN if name not in ("id", "undone_at")},
            "size": int(answer.size),
            "shown_json": {
                "members": [list(_span_values(member).values()) for member in answer.members],
                **({"facts": dict(answer.facts)} if answer.facts else {}),
            },
        }
        with self._database.writing() as connection:
            answer_id = int(connection.execute(insert(ANSWERS).values(values)).lastrowid)
            self._renew_label(connection, answer)
        return answer_id

    def undo(self, answer_id: int) -> None:
        """Mark an answer as taken back; its event gets the label that it had before."""
        with self._database.writing() as connection:
            known = self.get(answer_id)
            if known is not None and known.undone_at is None:
                _set_undone(connection, answer_id, now())
                self._renew_label(connection, known)

    def redo(self, answer_id: int) -> None:
        """Let an answer hold again that was taken back."""
        with self._database.writing() as connection:
            known = self.get(answer_id)
            if known is not None:
                _set_undone(connection, answer_id, None)
                self._renew_label(connection, known)

    def renew_labels(self, event_ids: Iterable[int]) -> None:
        """Give events the labels of their answers again, which a selection with the same text had replaced."""
        places = select(*(EVENTS.c[name] for name in _SPAN)).where(one_of(EVENTS.c.id, event_ids))
        with self._database.writing() as connection:
            spans = {Span(*row) for row in connection.execute(places)}
            for answer in self.all():
                if answer.span in spans:
                    self._renew_label(connection, answer)

    def get(self, answer_id: int) -> StoredAnswer | None:
        """Return an answer, also one that was taken back; None if there is none."""
        with self._database.reading() as connection:
            row = connection.execute(select(*_STORED).where(ANSWERS.c.id == answer_id)).one_or_none()
        return None if row is None else _read(row)

    def all(self, *, undone: bool = False) -> list[StoredAnswer]:
        """Return the answers that hold, oldest first; with those taken back if `undone`."""
        statement = select(*_STORED).order_by(ANSWERS.c.id)
        with self._database.reading() as connection:
            rows = connection.execute(statement if undone else statement.where(ANSWERS.c.undone_at.is_(None)))
            return [_read(row) for row in rows]

    def _renew_label(self, connection: Connection, answer: StoredAnswer) -> None:
        """Give the event of an answer the label of the newest answer about it by the same person, or none."""
        at = _span_values(answer.span)
        mine = [LABELS.c[name] == value for name, value in at.items()]
        connection.execute(delete(LABELS).where(*mine, LABELS.c.who == answer.who, LABELS.c.how == ASKED))
        columns = ANSWERS.c
        same = [columns[name] == value for name, value in at.items()]
        statement = (
            select(*_STORED)
            .where(*same, columns.who == answer.who, columns.undone_at.is_(None), columns.answer.in_(_NAMING))
            .order_by(columns.id.desc())
            .limit(1)
        )
        newest = connection.execute(statement).first()
        if newest is not None:
            Labels(self._database).put([_label(connection, _read(newest))])


def _set_undone(connection: Connection, answer_id: int, at: datetime | None) -> None:
    connection.execute(update(ANSWERS).where(ANSWERS.c.id == answer_id).values(undone_at=at))


def _label(connection: Connection, answer: StoredAnswer) -> StoredLabel:
    named = select(RECORDINGS.c.last_name).where(RECORDINGS.c.id == answer.span.recording_id)
    return StoredLabel(
        recording_id=answer.span.recording_id,
        onset_s=answer.span.onset_s,
        offset_s=answer.span.offset_s,
        label=answer.name,
        low_hz=None,
        high_hz=None,
        channel=answer.span.channel,
        category=None,
        confidence=None,
        recording=str(connection.execute(named).scalar_one()),
        who=answer.who,
        how=ASKED,
        source=f"answer {answer.id}",
        created_at=answer.answered_at,
        run_id=answer.session,
    )


def _span_values(span: Span) -> dict[str, Any]:
    return {
        "recording_id": int(span.recording_id),
        "channel": int(span.channel),
        "onset_s": float(span.onset_s),
        "offset_s": float(span.offset_s),
    }


def _read(row: Row[Any]) -> StoredAnswer:
    recording_id, channel, onset_s, offset_s, shown, *rest = tuple(row)
    return StoredAnswer(
        Span(recording_id, channel, onset_s, offset_s),
        tuple(Span(*member) for member in shown["members"]),
        *rest,
        facts=shown.get("facts", {}),
    )
