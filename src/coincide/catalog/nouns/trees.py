"""Parse trees: how the events of a recording join into phrases and songs, one tree a channel and model.

The trees of a model are found together, and so are stored together: a killed process leaves all of them or none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from coincide_trees import Tree
from sqlalchemy import delete, select

from coincide.catalog.rows import StoredTree
from coincide.catalog.sqlite.database import Database, insert_all
from coincide.catalog.sqlite.schema import TREES
from coincide.errors import CatalogError


class Trees:
    """The trees of the models of a catalog."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, model_id: str, trees: Sequence[StoredTree], *, run_id: int | None = None) -> None:
        """Store the trees of a model in place of those it had.

        Raises
        ------
        CatalogError : a tree has not as many events as leaves, or not as many levels as inner nodes.
        """
        rows = [_values(model_id, tree, run_id) for tree in trees]
        with self._database.writing() as connection:
            connection.execute(delete(TREES).where(TREES.c.model_id == model_id))
            insert_all(connection, TREES, rows)

    def all(self, model_id: str, *, recording_id: int | None = None) -> list[StoredTree]:
        """Return the trees of a model by recording and channel; none if it was not parsed."""
        columns = TREES.c
        statement = select(columns.recording_id, columns.channel, columns.tree_json, columns.run_id)
        statement = statement.where(columns.model_id == model_id)
        if recording_id is not None:
            statement = statement.where(columns.recording_id == recording_id)
        with self._database.reading() as connection:
            rows = connection.execute(statement.order_by(columns.recording_id, columns.channel))
            return [
                StoredTree(recording, channel, _tree(facts), tuple(facts["levels"]), tuple(facts["event_ids"]), run)
                for recording, channel, facts, run in rows
            ]


def _values(model_id: str, stored: StoredTree, run_id: int | None) -> dict[str, Any]:
    tree = stored.tree
    if len(stored.event_ids) != tree.n_leaves or len(stored.levels) != len(tree.children):
        raise CatalogError(
            f"a tree of {tree.n_leaves} leaves and {len(tree.children)} inner nodes needs as many events and levels, "
            f"got {len(stored.event_ids)} and {len(stored.levels)}. Give each leaf its event and each node its level."
        )
    return {
        "model_id": model_id,
        "recording_id": int(stored.recording_id),
        "channel": int(stored.channel),
        "tree_json": asdict(tree) | {"levels": stored.levels, "event_ids": [int(each) for each in stored.event_ids]},
        "run_id": run_id,
    }


def _tree(stored: dict[str, Any]) -> Tree:
    return Tree(
        tuple(stored["leaves"]),
        tuple(tuple(node) for node in stored["children"]),
        tuple(stored["labels"]),
        tuple(stored["scores"]),
    )
