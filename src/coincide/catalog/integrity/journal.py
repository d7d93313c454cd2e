"""The journal of labels: what people said, as text beside the database, since it cannot be computed again.

`labels.jsonl` has one line for each row that was stored, changed or removed of what people say: labels, answers, where
recorders stood, what their clocks showed, and checks of a sample; the last line about a row says how it is now. A line
says all that is needed to store its row in an empty catalog: each recording with its content hash, name, rate, channels
and length. It has a number, the number of the line before it, a token, and a checksum:

    {"sum":"1f6c...","seq":7,"after":6,"token":"9c41...","at":"2024-05-01T04:30:00+02:00","kind":"label","id":3,
     "row":{...},"recordings":{"1":{...}}}

The database draws a new token with every change, and keeps the last one. So a journal belongs to a database if it has
the line of the database's last change with the database's token: that of another catalog has not, nor that of a copy
which went on by itself.

Triggers of the database note each change in the table `journal`, in the same transaction. After it the lines are
appended and forced to the disk. The next writer appends those that a killed one did not get to, and cuts off a line
that it did not end. So the database is never behind the journal; where it is, it is an old copy or has lost its log.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, cast

from sqlalchemy import Column, Connection, Table
from sqlalchemy.dialects.sqlite import dialect

from coincide.catalog.sqlite.columns import AnyText, JsonText, now
from coincide.catalog.sqlite.schema import ANSWERS, CHECKS, CLOCKS, DEPLOYMENTS, LABELS, RECORDINGS, SAMPLES

START = "start"
# A sample comes before its checks, which refer to it.
KINDS: Mapping[str, Table] = {
    "label": LABELS,
    "answer": ANSWERS,
    "deployment": DEPLOYMENTS,
    "clock": CLOCKS,
    "sample": SAMPLES,
    "check": CHECKS,
}
_RUNS = ("run_id", "session")
"""Which run wrote a row is not in the journal: runs tell how results were computed, and are lost with them."""
_RECORDING = tuple(column for column in RECORDINGS.columns if column.name not in ("id", "added_run"))
_LINE = re.compile(rb'\{"sum":"([0-9a-f]{16})",(.*)\}\Z', re.DOTALL)
_DIALECT = dialect()
_BATCH = 1000
_NEWEST = "SELECT max(seq), kind, row_id FROM journal WHERE seq > ? GROUP BY kind, row_id ORDER BY max(seq)"


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One line.

    Attributes
    ----------
    seq, after : its number, and that of the line before it; 0 before the first.
    token : of the database when the line was made; None from older versions.
    kind, id : which row of which table, one of `KINDS`; ``start`` for none. A newer version may have more kinds.
    row : its values by column, as JSON; None if it was removed.
    recordings : facts about the recordings that the row refers to, by id.
    """

    seq: int
    after: int
    token: str | None
    kind: str
    id: int
    row: Mapping[str, Any] | None
    recordings: Mapping[int, Mapping[str, Any]]

    @property
    def is_newer(self) -> bool:
        """Whether it says what only a newer version understands."""
        return self.kind not in _COLUMNS or not (self.row or {}).keys() <= _COLUMNS[self.kind]


@dataclass(slots=True)
class JournalState:
    """What people said, after some lines.

    Attributes
    ----------
    rows : of each kind, by id.
    recordings : by id.
    removed : rows that were removed, by kind and id.
    last_seq : number of the last line that could be read.
    tokens : of the lines that could be read, by their numbers.
    bad : what is wrong with lines, by their number in the file from 1; 0 for the whole file.
    is_newer : whether a newer version wrote lines of it.
    """

    rows: dict[str, dict[int, Mapping[str, Any]]] = field(default_factory=lambda: {kind: {} for kind in KINDS})
    recordings: dict[int, Mapping[str, Any]] = field(default_factory=dict[int, Mapping[str, Any]])
    removed: set[tuple[str, int]] = field(default_factory=set[tuple[str, int]])
    last_seq: int = 0
    tokens: dict[int, str | None] = field(default_factory=dict[int, str | None])
    bad: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    is_newer: bool = False


def make_lines(connection: Connection, *, after: int) -> list[tuple[int, bytes]]:
    """Return the lines that follow the line `after`, each with its number; of several changes of a row the last."""
    found = connection.exec_driver_sql(_NEWEST, (after,)).all()
    lines: list[tuple[int, bytes]] = []
    for start in range(0, len(found), _BATCH):
        batch = [(int(seq), str(kind), int(row_id)) for seq, kind, row_id in found[start : start + _BATCH]]
        lines += _lines(connection, batch, after=lines[-1][0] if lines else after)
    return lines


def start_line(seq: int, token: str | None) -> bytes:
    """Return the first line of a journal that does not begin with the catalog; all rows follow it."""
    at = now().isoformat()
    facts = {"seq": seq, "after": 0, "token": token, "at": at, "kind": START, "id": 0, "row": None, "recordings": {}}
    return _text(facts)


def last_token(connection: Connection) -> str | None:
    """Return the token of the last change; None if there was none since the catalog has tokens."""
    found = connection.exec_driver_sql("SELECT token FROM edition").scalar()
    return None if found is None else str(found)


def mark_all(connection: Connection) -> None:
    """Note all that people said as changed, for a journal that begins with them."""
    for kind, table in KINDS.items():
        connection.exec_driver_sql(
            f"INSERT INTO journal (kind, row_id) SELECT '{kind}', id FROM {table.name} ORDER BY id"
        )


def read_line(line: bytes) -> JournalLine | None:
    """Read a line without its end; None if it is not as it was written, or some editor would have it."""
    found = _LINE.match(line.removesuffix(b"\r"))
    if found is None or _sum(found[2]) != found[1]:
        return None
    try:
        facts = json.loads(line)
        recordings = cast(Mapping[str, Mapping[str, Any]], facts["recordings"])
        said = {int(number): recording for number, recording in recordings.items()}
        number, after, token = facts["seq"], facts["after"], facts.get("token")
        return JournalLine(number, after, token, facts["kind"], facts["id"], facts["row"], said)
    except (ValueError, KeyError, TypeError):
        return None


def replay(lines: Iterable[bytes]) -> JournalState:
    """Read all lines of a journal; those that are damaged are left out and reported."""
    state = JournalState()
    for number, text in enumerate(lines, start=1):
        line = read_line(text.removesuffix(b"\n")) if text.endswith(b"\n") else None
        if line is None:
            state.bad.append((number, "the line is damaged" if text.endswith(b"\n") else "the line does not end"))
            continue
        if line.after != state.last_seq and not (state.bad and state.bad[-1][0] == number - 1):
            state.bad.append((number, f"expected line {line.after} before it, found {state.last_seq or 'none'}"))
        state.last_seq = line.seq
        state.tokens[line.seq] = line.token
        state.recordings.update(line.recordings)
        if line.kind == START or line.is_newer:
            state.is_newer |= line.is_newer
            continue
        state.rows[line.kind].pop(line.id, None)  # so that the rows stay in the order of their last lines
        if line.row is None:
            state.removed.add((line.kind, line.id))
        else:
            state.rows[line.kind][line.id] = line.row
    return state


def stored_rows(connection: Connection) -> dict[str, dict[int, dict[str, Any]]]:
    """Return all that people said in the database by kind and id, as the journal has them."""
    return {kind: stored_rows_of(connection, kind) for kind in KINDS}


def stored_rows_of(connection: Connection, kind: str) -> dict[int, dict[str, Any]]:
    """Return what people said of one kind by id."""
    table = KINDS[kind]
    return _rows(connection, _said(table), f"SELECT id, {_names(_said(table))} FROM {table.name}")


def recordings_in(row: Mapping[str, Any]) -> set[int]:
    """Return the ids of the recordings that a row refers to."""
    shown = row.get("shown_json") or {}
    own = {int(row["recording_id"])} if "recording_id" in row else set[int]()
    return own | {int(member[0]) for member in shown.get("members", [])}


def stored_state(connection: Connection) -> JournalState:
    """Return what people said as the database has it, in the form of what a journal says."""
    rows = stored_rows(connection)
    named = {recording_id for found in rows.values() for row in found.values() for recording_id in recordings_in(row)}
    return JournalState(
        rows={kind: dict(found) for kind, found in rows.items()}, recordings=dict(_recordings_by_id(connection, named))
    )


def _lines(connection: Connection, marks: Sequence[tuple[int, str, int]], *, after: int) -> Iterator[tuple[int, bytes]]:
    rows = {
        kind: _rows_by_id(connection, KINDS[kind], [row_id for _, _, row_id in found])
        for kind, found in groupby(sorted(marks, key=lambda mark: mark[1]), key=lambda mark: mark[1])
    }
    named = {recording_id for found in rows.values() for row in found.values() for recording_id in recordings_in(row)}
    recordings = _recordings_by_id(connection, named)
    at, token = now().isoformat(), last_token(connection)
    for seq, kind, row_id in marks:
        row = rows[kind].get(row_id)
        about = (
            {}
            if row is None
            else {str(each): recordings[each] for each in sorted(recordings_in(row)) if each in recordings}
        )
        number = {"seq": seq, "after": after, "token": token, "at": at}
        yield seq, _text({**number, "kind": kind, "id": row_id, "row": row, "recordings": about})
        after = seq


def _text(facts: Mapping[str, Any]) -> bytes:
    body = json.dumps(facts, separators=(",", ":")).encode("ascii")[1:-1]
    return b'{"sum":"%b",%b}\n' % (_sum(body), body)


def _sum(body: bytes) -> bytes:
    return hashlib.sha256(body).hexdigest()[:16].encode("ascii")


def _rows_by_id(connection: Connection, table: Table, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    return _rows(connection, _said(table), _by_id(table, _said(table)), json.dumps(ids))


def _recordings_by_id(connection: Connection, ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    return _rows(connection, _RECORDING, _by_id(RECORDINGS, _RECORDING), json.dumps(sorted(ids)))


def _rows(connection: Connection, columns: Sequence[Column[Any]], sql: str, *values: str) -> dict[int, dict[str, Any]]:
    """Return rows by id, with values as JSON has them."""
    found = connection.exec_driver_sql(sql, values)
    return {
        int(row_id): {column.name: _json(column, value) for column, value in zip(columns, row, strict=True)}
        for row_id, *row in found
    }


def _json(column: Column[Any], stored: Any) -> Any:
    kind = column.type
    return kind.process_result_value(stored, _DIALECT) if isinstance(kind, AnyText | JsonText) else stored


def _said(table: Table) -> tuple[Column[Any], ...]:
    return tuple(column for column in table.columns if column.name not in ("id", *_RUNS))


def _by_id(table: Table, columns: Sequence[Column[Any]]) -> str:
    return f"SELECT id, {_names(columns)} FROM {table.name} WHERE id IN (SELECT value FROM json_each(?))"


def _names(columns: Sequence[Column[Any]]) -> str:
    return ", ".join(column.name for column in columns)


_COLUMNS = {START: frozenset[str]()} | {
    kind: frozenset(column.name for column in _said(table)) for kind, table in KINDS.items()
}
