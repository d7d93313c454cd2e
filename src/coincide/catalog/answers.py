"""Answers: an append-only log of what people said to questions; undoing marks, and deletes nothing.

What an answer says about its event is a label too, with ``asked`` as its road, so that exports and every other reader
of labels see it. The label follows the log: it is that of the newest answer that holds.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from coincide.catalog.labels import put_labels
from coincide.catalog.rows import Span, StoredAnswer, StoredLabel
from coincide.catalog.runs import inserted_id, now
from coincide.catalog.schema import ANSWERS, LABELS, RECORDINGS

ASKED = "asked"
_NAMING = ("name", "noise")
_COLUMNS = (
    "recording_id",
    "channel",
    "onset_s",
    "offset_s",
    "shown_json",
    "size",
    "question",
    "answer",
    "name",
    "who",
    "strategy",
    "model_id",
    "session",
    "answered_at",
    "undone_at",
    "id",
)
_STORED = tuple(ANSWERS.c[name] for name in _COLUMNS)


def put_answer(connection: Connection, answer: StoredAnswer) -> int:
    """Store an answer, and the label that it gives its event; return its id."""
    values = {
        **_span_values(answer.span),
        "session": answer.session,
        "model_id": answer.model_id,
        "question": answer.question,
        "size": int(answer.size),
        "shown_json": {
            "members": [list(_span_values(member).values()) for member in answer.members],
            **({"facts": dict(answer.facts)} if answer.facts else {}),
        },
        "answer": answer.answer,
        "name": answer.name,
        "who": answer.who,
        "strategy": answer.strategy,
        "answered_at": answer.answered_at,
    }
    answer_id = inserted_id(connection, insert(ANSWERS).values(values))
    _renew_label(connection, answer)
    return answer_id


def undo_answer(connection: Connection, answer_id: int) -> None:
    """Mark an answer as taken back; its event gets the label that it had before."""
    known = answer_by_id(connection, answer_id)
    if known is not None and known.undone_at is None:
        connection.execute(update(ANSWERS).where(ANSWERS.c.id == answer_id).values(undone_at=now()))
        _renew_label(connection, known)


def redo_answer(connection: Connection, answer_id: int) -> None:
    """Let an answer hold again that was taken back."""
    connection.execute(update(ANSWERS).where(ANSWERS.c.id == answer_id).values(undone_at=None))
    known = answer_by_id(connection, answer_id)
    if known is not None:
        _renew_label(connection, known)


def answer_by_id(connection: Connection, answer_id: int) -> StoredAnswer | None:
    """Return an answer, also one that was taken back; None if there is none."""
    row = connection.execute(select(*_STORED).where(ANSWERS.c.id == answer_id)).one_or_none()
    return None if row is None else _read(row)


def answers(connection: Connection, *, undone: bool) -> list[StoredAnswer]:
    """Return the answers that hold, oldest first; with those taken back if `undone`."""
    statement = select(*_STORED).order_by(ANSWERS.c.id)
    rows = connection.execute(statement if undone else statement.where(ANSWERS.c.undone_at.is_(None)))
    return [_read(row) for row in rows]


def _renew_label(connection: Connection, answer: StoredAnswer) -> None:
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
        put_labels(connection, [_label(connection, _read(newest))])


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
