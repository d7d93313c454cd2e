"""Ten questions about a catalog, in Prolog and in SQL; answers are rows of the named variables, sorted."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from coincide_logic.bridge import ask_catalog

_NOW = "WITH e AS (SELECT * FROM events WHERE digest = (SELECT event_digest FROM models WHERE status = 'current')),"
_NOW += " c AS (SELECT event_id, category FROM memberships JOIN groupings ON groupings.id = grouping_id"
_NOW += " JOIN models ON models.id = model_id"
_NOW += " WHERE status = 'current' AND method = 'coincide' AND category IS NOT NULL),"
_NOW += " l AS (SELECT DISTINCT e.id, label, who FROM e JOIN labels ON labels.recording_id = e.recording_id"
_NOW += " AND labels.channel = e.channel AND labels.onset_s < e.offset_s AND labels.offset_s > e.onset_s),"
_NOW += " f AS (SELECT LEAD(id) OVER (PARTITION BY recording_id, channel ORDER BY onset_s, id) AS later, id FROM e),"
_CLOCK = "substr(started_at, 12, 2) * 3600 + substr(started_at, 15, 2) * 60 + substr(started_at, 18, 2)"
_NOW += f" h AS (SELECT e.id, ({_CLOCK} + onset_s) / 3600.0 AS hour FROM e"
_NOW += " JOIN recordings ON recordings.id = recording_id WHERE started_at IS NOT NULL) "
_SAME = "b.recording_id = a.recording_id AND b.channel = a.channel"
_WITHIN = f"{_SAME} AND b.onset_s >= a.offset_s AND b.onset_s - a.offset_s <= 1.0"

# What is asked, in Prolog, in SQL.
QUESTIONS: tuple[tuple[str, str, str], ...] = (
    (
        "which calls follow a trill within a second at dawn",
        "label(A, trill, _), dawn(A), within(B, A, 1.0)",
        f"SELECT DISTINCT a.id, b.id FROM e a JOIN l ON l.id = a.id AND label = 'trill' JOIN h ON h.id = a.id"
        f" JOIN e b ON {_WITHIN} WHERE hour >= 4 AND hour < 8",
    ),
    ("how many events there are", "aggregate_all(count, event(_, _, _, _, _), A)", "SELECT COUNT(*) FROM e"),
    (
        "which calls of a category follow one of another at once",
        "follows(B, A), category(A, 1), category(B, 2)",
        "SELECT f.id, f.later FROM f JOIN c x ON x.event_id = f.id AND x.category = 1"
        " JOIN c y ON y.event_id = f.later AND y.category = 2",
    ),
    (
        "which category an event has that lasts longer than a second",
        "lasts(A, S), S > 1, category(A, B)",
        "SELECT e.id, category FROM e JOIN c ON event_id = e.id WHERE offset_s - onset_s > 1",
    ),
    (
        "how many events each category has",
        "setof(E, category(E, A), L), length(L, B)",
        "SELECT category, COUNT(*) FROM c GROUP BY category",
    ),
    (
        "which events two people named differently or one named twice",
        "label(A, L, _), label(A, M, _), L @< M, B = 1",
        "SELECT DISTINCT x.id, 1 FROM l x JOIN l y ON x.id = y.id AND x.label < y.label",
    ),
    (
        "which events are in no category",
        "event(A, _, _, _, _), \\+ category(A, _)",
        "SELECT id FROM e WHERE id NOT IN (SELECT event_id FROM c)",
    ),
    (
        "which labels a category has",
        "category(E, A), label(E, B, _)",
        "SELECT DISTINCT category, label FROM c JOIN l ON l.id = event_id",
    ),
    (
        "when the first event of each recording begins",
        "setof(T-E, C^Z^event(E, A, C, T, Z), [B-_|_])",
        "SELECT last_name, MIN(onset_s) FROM e JOIN recordings ON recordings.id = recording_id GROUP BY recording_id",
    ),
    (
        "which calls come three times in a row",
        "follows(B, A), follows(D, B), category(A, C), category(B, C), category(D, C)",
        "SELECT f.id, f.later FROM f JOIN f g ON g.id = f.later JOIN c x ON x.event_id = f.id"
        " JOIN c y ON y.event_id = f.later AND y.category = x.category"
        " JOIN c z ON z.event_id = g.later AND z.category = x.category",
    ),
)


def by_prolog(catalog: Path, query: str) -> list[tuple[Any, ...]]:
    names = [name for name in ("A", "B") if name in query]
    return sorted({tuple(answer[name] for name in names) for answer in ask_catalog(catalog, query)})


def by_sql(catalog: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"{(catalog / 'catalog.sqlite').resolve().as_uri()}?mode=ro", uri=True)) as database:
        return sorted(set(database.execute(_NOW + query)))
