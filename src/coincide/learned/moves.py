"""Categories that a person merged stay merged for what is heard later.

A model gives the numbers that it learned. Where a person merged categories, the catalog remembers what became of each
number as long as the model is the current one. A category that was split looks the same to the model: what is
heard later joins the part that kept the number.
"""

from __future__ import annotations

from coincide.catalog import ModelRecord
from coincide.categorize import Assignment


def moves_of(record: ModelRecord) -> dict[int, int]:
    """Return what became of the numbers of categories that are no more."""
    return {int(old): int(new) for old, new in record.info.get("moved", {}).items()}


def in_current_numbers(record: ModelRecord, assignment: Assignment) -> Assignment:
    """Return an assignment of the model after what a person merged."""
    moves = moves_of(record)
    if not moves:
        return assignment
    numbers = [None if number is None else moves.get(number, number) for number in assignment.numbers]
    return Assignment.of(numbers, assignment.certainty)
