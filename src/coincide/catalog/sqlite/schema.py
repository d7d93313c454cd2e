"""The tables of the newest catalog version, as SQLAlchemy sees them.

    roots  files ──────> recordings <── events <── embeddings ──> models
           problems ───>    ^  ^           ^────── memberships ─> groupings ──> models
           detections ──────┘  └── labels  └────── categories ──────────────> models
                               ├── answers
                               ├── trees ──────> models
                               └── checks ─────> samples
    deployments, clocks: where recorders stood, and what is known about their clocks
    runs: every writing command; most rows say which run wrote them
    edition: one row: a number, which every writing transaction raises, and a random token, which every change of what
             people said replaces; no two catalogs share it, and no two copies that went on apart
    journal: which rows changed that people said; see `coincide.catalog.integrity.journal`

`migrations` makes the same tables with its own fixed SQL; a test holds the two together. An event that a
stored model refers to cannot be deleted (foreign keys restrict), so that a row of embeddings never loses its
event.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import TypeEngine

from coincide.catalog.sqlite.columns import AnyText, IsoTime, JsonText

METADATA = MetaData()


def _key(name: str, kind: type[TypeEngine[Any]]) -> Column[Any]:
    return Column(name, kind, primary_key=True, nullable=False)


def _must(name: str, kind: type[TypeEngine[Any]]) -> Column[Any]:
    return Column(name, kind, nullable=False)


def _refers(name: str, target: str, *, is_key: bool = False, may_be_null: bool = False) -> Column[Any]:
    return Column(name, ForeignKey(target), primary_key=is_key, nullable=may_be_null)


RUNS = Table(
    "runs",
    METADATA,
    Column("id", Integer, primary_key=True),
    _must("command", Text),
    _must("status", Text),
    _must("started_at", IsoTime),
    Column("ended_at", IsoTime),
    _must("seed", Integer),
    _must("settings_json", JsonText),
    _must("versions_json", JsonText),
    Column("results_json", JsonText),
    Column("error", AnyText),
)

EDITION = Table(
    "edition",
    METADATA,
    Column("id", Integer, primary_key=True),
    _must("number", Integer),
    Column("token", Text),
)

ROOTS = Table("roots", METADATA, _key("path", AnyText), _must("added_at", IsoTime))

RECORDINGS = Table(
    "recordings",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("content_hash", Text, nullable=False, unique=True),
    _must("sample_rate_hz", Integer),
    _must("n_channels", Integer),
    _must("n_samples", Integer),
    Column("started_at", IsoTime),
    Column("started_at_source", Text),
    Column("device", AnyText),
    _must("last_path", AnyText),
    _must("last_name", AnyText),
    _refers("added_run", "runs.id", may_be_null=True),
    Column("latitude", Float),
    Column("longitude", Float),
)

FILES = Table(
    "files",
    METADATA,
    _key("path", AnyText),
    _must("root", AnyText),
    _must("name", AnyText),
    _must("size_bytes", Integer),
    _must("mtime_ns", Integer),
    _refers("recording_id", "recordings.id", may_be_null=True),
    _must("status", Text),
    _refers("seen_run", "runs.id", may_be_null=True),
    Column("inode", Integer),
    Column("ctime_ns", Integer),
    Index("files_recording", "recording_id"),
)

PROBLEMS = Table(
    "problems",
    METADATA,
    Column("id", Integer, primary_key=True),
    _must("path", AnyText),
    _refers("recording_id", "recordings.id", may_be_null=True),
    _must("kind", Text),
    _must("reason", AnyText),
    _must("is_left_out", Integer),
    _refers("run_id", "runs.id", may_be_null=True),
    _must("noted_at", IsoTime),
    UniqueConstraint("path", "kind"),
)

DETECTIONS = Table(
    "detections",
    METADATA,
    _refers("recording_id", "recordings.id", is_key=True),
    _key("digest", Text),
    _must("n_events", Integer),
    _must("info_json", JsonText),
    Index("detections_digest", "digest", "n_events"),
)

EVENTS = Table(
    "events",
    METADATA,
    Column("id", Integer, primary_key=True),
    _refers("recording_id", "recordings.id"),
    _must("digest", Text),
    _must("channel", Integer),
    _must("onset_s", Float),
    _must("offset_s", Float),
    _must("low_hz", Float),
    _must("high_hz", Float),
    _must("snr_db", Float),
    Index("events_recording_onset", "recording_id", "onset_s"),
    Index("events_digest_recording", "digest", "recording_id"),
    # An id is never given twice, so that no file written for an old event fits a new one.
    sqlite_autoincrement=True,
)

MODELS = Table(
    "models",
    METADATA,
    _key("id", Text),
    _refers("run_id", "runs.id", may_be_null=True),
    _must("created_at", IsoTime),
    _must("status", Text),
    _must("event_digest", Text),
    _must("info_json", JsonText),
    Index("models_one_current", "status", unique=True, sqlite_where=text("status = 'current'")),
)

EMBEDDINGS = Table(
    "embeddings",
    METADATA,
    _refers("model_id", "models.id", is_key=True),
    _key("row", Integer),
    _refers("event_id", "events.id"),
    Index("embeddings_event", "event_id", "model_id", unique=True),
    sqlite_with_rowid=False,
)

CATEGORIES = Table(
    "categories",
    METADATA,
    _refers("model_id", "models.id", is_key=True),
    _key("method", Text),
    _key("number", Integer),
    _must("size", Integer),
    _must("certainty", Float),
    _refers("medoid_event_id", "events.id"),
    Column("name", AnyText),
    Index("categories_medoid", "medoid_event_id"),
)

GROUPINGS = Table(
    "groupings",
    METADATA,
    Column("id", Integer, primary_key=True),
    _refers("model_id", "models.id"),
    _must("method", Text),
    UniqueConstraint("model_id", "method"),
)

MEMBERSHIPS = Table(
    "memberships",
    METADATA,
    _refers("grouping_id", "groupings.id", is_key=True),
    # One of the events of the model, which `embeddings` keeps from being deleted. A reference of its own would need an
    # index of two thirds the size of this table, the largest of all.
    _key("event_id", Integer),
    Column("category", Integer),
    _must("certainty", Float),
    sqlite_with_rowid=False,
)

LABELS = Table(
    "labels",
    METADATA,
    Column("id", Integer, primary_key=True),
    _refers("recording_id", "recordings.id"),
    _must("channel", Integer),
    _must("onset_s", Float),
    _must("offset_s", Float),
    Column("low_hz", Float),
    Column("high_hz", Float),
    _must("label", AnyText),
    Column("category", Integer),
    Column("confidence", Float),
    _must("recording", AnyText),
    _must("who", AnyText),
    _must("how", Text),
    _must("source", AnyText),
    _must("created_at", IsoTime),
    _refers("run_id", "runs.id", may_be_null=True),
    UniqueConstraint("recording_id", "channel", "onset_s", "offset_s", "label", "who"),
)

ANSWERS = Table(
    "answers",
    METADATA,
    Column("id", Integer, primary_key=True),
    _refers("session", "runs.id", may_be_null=True),
    _must("model_id", Text),
    _must("question", Text),
    _refers("recording_id", "recordings.id"),
    _must("channel", Integer),
    _must("onset_s", Float),
    _must("offset_s", Float),
    _must("size", Integer),
    _must("shown_json", JsonText),
    _must("answer", Text),
    _must("name", AnyText),
    _must("who", AnyText),
    _must("strategy", Text),
    _must("answered_at", IsoTime),
    Column("undone_at", IsoTime),
    Index("answers_recording_onset", "recording_id", "onset_s"),
)

DEPLOYMENTS = Table(
    "deployments",
    METADATA,
    Column("id", Integer, primary_key=True),
    _must("site", AnyText),
    _must("recorder", AnyText),
    _must("folder", AnyText),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("timezone", Text),
    Column("began_at", IsoTime),
    Column("ended_at", IsoTime),
    _must("columns_json", JsonText),
    _must("source", AnyText),
    _must("created_at", IsoTime),
)

CLOCKS = Table(
    "clocks",
    METADATA,
    Column("id", Integer, primary_key=True),
    _must("recorder", AnyText),
    Column("timezone", Text),
    Column("shift_s", Float),
    _must("who", AnyText),
    _must("created_at", IsoTime),
)

SAMPLES = Table(
    "samples",
    METADATA,
    Column("id", Integer, primary_key=True),
    _must("model_id", Text),
    _must("seed", Integer),
    _must("design_json", JsonText),
    _must("who", AnyText),
    _must("created_at", IsoTime),
)

CHECKS = Table(
    "checks",
    METADATA,
    Column("id", Integer, primary_key=True),
    _refers("sample_id", "samples.id"),
    _must("item", Integer),
    _refers("recording_id", "recordings.id"),
    _must("channel", Integer),
    _must("onset_s", Float),
    _must("offset_s", Float),
    _must("name", AnyText),
    _must("score", Float),
    _must("answer", Text),
    _must("said", AnyText),
    _must("who", AnyText),
    _must("answered_at", IsoTime),
    UniqueConstraint("sample_id", "item", "who"),
)

JOURNAL = Table(
    "journal",
    METADATA,
    Column("seq", Integer, primary_key=True),
    _must("kind", Text),
    _must("row_id", Integer),
    # A number is never given twice, so that the file knows which lines it has.
    sqlite_autoincrement=True,
)

TREES = Table(
    "trees",
    METADATA,
    _refers("model_id", "models.id", is_key=True),
    _refers("recording_id", "recordings.id", is_key=True),
    _key("channel", Integer),
    _must("tree_json", JsonText),
    _refers("run_id", "runs.id", may_be_null=True),
)
