"""The one file that knows the product: a catalog as a read-only Prolog database.

    event(Event, Recording, Channel, Onset, Offset)     seconds from the recording's start
    category(Event, Category)                           the number of its category; none if unsure
    label(Event, Label, Who)                            what people said about the time that it takes
    follows(Later, Earlier)                             the next event of a channel, by onset
    hour(Event, Hour)                                   of the day by the recorder's clock, 0 to 24; if it is known

The catalog's database is opened for reading only, and nothing of the product is imported. Why the bridge stays:
`docs/decisions/0001-bridge.md`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from coincide_logic.errors import FileError
from coincide_logic.prolog import Answer, Prolog

LIMITS: dict[str, Any] = {"steps": 50_000_000, "seconds": 30.0, "memory_mb": 1000.0}
_NOW = "digest = (SELECT event_digest FROM models WHERE status = 'current')"
_QUERIES = {
    "event": f"""
        SELECT events.id, last_name, channel, onset_s, offset_s FROM events
        JOIN recordings ON recordings.id = recording_id WHERE {_NOW} ORDER BY events.id""",
    "category": """
        SELECT event_id, category FROM memberships
        JOIN groupings ON groupings.id = grouping_id JOIN models ON models.id = model_id
        WHERE status = 'current' AND method = 'coincide' AND category IS NOT NULL ORDER BY event_id""",
    "label": f"""
        SELECT DISTINCT events.id, label, who FROM events
        JOIN labels ON labels.recording_id = events.recording_id AND labels.channel = events.channel
        AND labels.onset_s < events.offset_s AND labels.offset_s > events.onset_s WHERE {_NOW}
        ORDER BY events.id, labels.id""",
    "follows": f"""
        SELECT * FROM (SELECT LEAD(id) OVER (PARTITION BY recording_id, channel ORDER BY onset_s, id) AS later, id
        FROM events WHERE {_NOW}) WHERE later IS NOT NULL ORDER BY id""",
}
_ARITIES = {"event": 5, "category": 2, "label": 3, "follows": 2}
_TIMES = f"""
    SELECT events.id, started_at, onset_s FROM events
    JOIN recordings ON recordings.id = recording_id WHERE {_NOW} AND started_at IS NOT NULL ORDER BY events.id"""
_RULES = """
% within(Later, Earlier, Seconds): Later begins in the same channel no more than so long after Earlier ended.
within(Later, Earlier, Seconds) :-
    event(Earlier, Recording, Channel, _, End), event(Later, Recording, Channel, Start, _),
    Start >= End, Start - End =< Seconds.
dawn(Event) :- hour(Event, Hour), Hour >= 4, Hour < 8.
dusk(Event) :- hour(Event, Hour), Hour >= 17, Hour < 21.
untimed(Event) :- event(Event, _, _, _, _), \\+ hour(Event, _).
lasts(Event, Seconds) :- event(Event, _, _, Start, End), Seconds is End - Start.
"""


def open_catalog(catalog: Path) -> Prolog:
    """A program with the facts of a catalog, which no query can change.

    Raises
    ------
    FileError : the folder is no catalog, or one of another version.
    """
    database = catalog / "catalog.sqlite"
    if not database.is_file():
        raise FileError(f"{catalog}: expected a catalog with catalog.sqlite in it; make one with coincide learn")
    kb = Prolog()
    try:
        with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            for name, query in _QUERIES.items():
                kb.add_facts(name, connection.execute(query), arity=_ARITIES[name])
            kb.add_facts("hour", _hours(connection.execute(_TIMES)), arity=2)
    except sqlite3.Error as error:
        raise FileError(f"{database}: cannot be read as a catalog of this version: {error}") from None
    kb.consult(_RULES)
    return kb


def ask_catalog(catalog: Path, query: str, *, limit: int | None = None, **limits: Any) -> Iterator[Answer]:
    """Answers to a query about a catalog, within `LIMITS` or those given."""
    return open_catalog(catalog).ask(query, limit=limit, **(LIMITS | limits))


def _hours(rows: Iterable[tuple[int, str, float]]) -> Iterator[tuple[int, float]]:
    for event, started_at, onset_s in rows:
        start = datetime.fromisoformat(started_at)
        seconds = start.hour * 3600 + start.minute * 60 + start.second + start.microsecond / 1e6 + onset_s
        yield event, seconds / 3600 % 24
