"""What becomes of the numbers of categories, also when a model grows: names and merges stay for what is heard later.

A model gives the numbers that it learned. Where a person merged categories, the catalog remembers what became of each
number as long as the model is the current one. A category that was split looks the same to the model: what is
heard later joins the part that kept the number.

A model that is extended by new events gets a new id and keeps its categories.
"""

from __future__ import annotations

from typing import Any

from coincide.catalog import ModelRecord
from coincide.categorize import Assignment

_TRAINED, _EARLIER = "trained_id", "earlier_ids"


def moves_of(record: ModelRecord) -> dict[int, int]:
    """Return what became of the numbers of categories that are no more."""
    return {int(old): int(new) for old, new in record.info.get("moved", {}).items()}


def ids_of(record: ModelRecord) -> frozenset[str]:
    """Return the ids that a model has had since it was learned, with the same numbers of categories."""
    return frozenset((record.id, trained_id(record), *record.info.get(_EARLIER, ())))


def trained_id(record: ModelRecord) -> str:
    """Return the id of the model that was learned; a model that was only extended since then has another one."""
    return str(record.info.get(_TRAINED, record.id))


def facts_of_extended(old: ModelRecord) -> dict[str, Any]:
    """Return what a model that is extended notes about its earlier ids."""
    return {_TRAINED: trained_id(old), _EARLIER: sorted(ids_of(old))}


def in_current_numbers(record: ModelRecord, assignment: Assignment) -> Assignment:
    """Return an assignment of the model after what a person merged."""
    moves = moves_of(record)
    if not moves:
        return assignment
    numbers = [None if number is None else moves.get(number, number) for number in assignment.numbers]
    return Assignment.of(numbers, assignment.certainty)
