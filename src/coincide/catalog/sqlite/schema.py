"""The tables of the newest catalog version as SQLAlchemy sees them, read from what the SQL of `migrations` makes.

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

A column's name says what it holds: ``..._at`` a time, ``..._json`` a mapping, see `_type_of`. An event that a stored
model refers to cannot be deleted (foreign keys restrict), so that a row of embeddings never loses its event.
Memberships have no foreign key to events, since `embeddings` keeps these from being deleted, and it would need an index
of two thirds the size of this table, the largest of all.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

from sqlalchemy import Column, Float, Integer, MetaData, Table, Text, UniqueConstraint
from sqlalchemy.types import TypeEngine

from coincide.catalog.sqlite.columns import AnyText, FolderName, IsoTime, JsonText
from coincide.catalog.sqlite.migrations import newest_catalog

_TABLES = "SELECT name, sql LIKE '%WITHOUT ROWID' FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
_NUMBERS: dict[str, type[TypeEngine[Any]]] = {"INTEGER": Integer, "FLOAT": Float}
_FROM_OUTSIDE = (
    *("path", "name", "root", "folder", "last_path", "last_name", "recording", "source", "error", "reason"),
    *("device", "recorder", "site", "label", "who", "said"),
)
"""Columns of texts that files or people bring, which may hold anything."""


def _type_of(name: str, declared: str) -> type[TypeEngine[Any]]:
    if declared in _NUMBERS:
        return _NUMBERS[declared]
    if name.endswith("_at"):
        return IsoTime
    if name.endswith("_json"):
        return JsonText
    if name == "id":  # of a model; the others are numbers
        return FolderName
    return AnyText if name in _FROM_OUTSIDE else Text


def _read_tables() -> MetaData:
    metadata = MetaData()
    with closing(newest_catalog()) as made:
        for table, has_no_rowid in made.execute(_TABLES).fetchall():
            columns = [
                Column(name, _type_of(name, declared), primary_key=place > 0, nullable=not is_must)
                for _, name, declared, is_must, _, place in made.execute(f"PRAGMA table_info({table})")
            ]
            rules = [UniqueConstraint(*names) for names in _unique_columns(made, table)]
            Table(table, metadata, *columns, *rules, sqlite_with_rowid=not has_no_rowid)
    return metadata


def _unique_columns(made: sqlite3.Connection, table: str) -> list[list[str]]:
    indexes = made.execute(f"PRAGMA index_list({table})").fetchall()
    of_rules = [name for _, name, _, origin, _ in indexes if origin == "u"]
    return [[row[2] for row in made.execute(f"PRAGMA index_info({name})")] for name in of_rules]


METADATA = _read_tables()

RUNS = METADATA.tables["runs"]
ROOTS = METADATA.tables["roots"]
RECORDINGS = METADATA.tables["recordings"]
FILES = METADATA.tables["files"]
PROBLEMS = METADATA.tables["problems"]
DETECTIONS = METADATA.tables["detections"]
EVENTS = METADATA.tables["events"]
MODELS = METADATA.tables["models"]
EMBEDDINGS = METADATA.tables["embeddings"]
CATEGORIES = METADATA.tables["categories"]
GROUPINGS = METADATA.tables["groupings"]
MEMBERSHIPS = METADATA.tables["memberships"]
LABELS = METADATA.tables["labels"]
ANSWERS = METADATA.tables["answers"]
DEPLOYMENTS = METADATA.tables["deployments"]
CLOCKS = METADATA.tables["clocks"]
SAMPLES = METADATA.tables["samples"]
CHECKS = METADATA.tables["checks"]
TREES = METADATA.tables["trees"]
