"""What the report shows of each category: its numbers, and the sound of some typical members."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from coincide.records import Category
from coincide.report import UNSURE, CategoryCard, Example
from coincide.workflow.clips import cut_example
from coincide.workflow.contents import Contents
from coincide.workflow.info import category_rows
from coincide.workflow.originals import Originals

N_EXAMPLES = 6


def describe_categories(
    contents: Contents, embeddings: NDArray[np.float32], originals: Originals
) -> tuple[list[CategoryCard], CategoryCard | None]:
    """Return the cards of the categories, biggest first, and that of the unsure events if there are any.

    Parameters
    ----------
    embeddings : (n, dim), a row per event.
    originals : tells whether recordings still are what they were.
    """
    rows = {row.number: row for row in category_rows(contents)}
    cards: list[CategoryCard] = []
    for category in contents.categories:
        summary = rows[category.number]
        cards.append(
            CategoryCard(
                number=category.number,
                name=category.name,
                size=category.size,
                certainty=category.certainty,
                duration_s_median=summary.duration_s,
                low_hz=summary.low_hz,
                high_hz=summary.high_hz,
                n_recordings=summary.n_recordings,
                examples=_examples(contents, originals, _typical_rows(contents, embeddings, category)),
            )
        )
    unsure_rows = contents.rows_of(None)
    return cards, _unsure_card(contents, originals, unsure_rows) if len(unsure_rows) else None


def _unsure_card(contents: Contents, originals: Originals, rows: NDArray[np.int64]) -> CategoryCard:
    members = [contents.events[row] for row in rows]
    certainties = [contents.memberships[row].certainty for row in rows]
    return CategoryCard(
        number=UNSURE,
        name=None,
        size=len(rows),
        certainty=float(np.mean(certainties)),
        duration_s_median=float(np.median([event.duration_s for event in members])),
        low_hz=float(np.median([event.low_hz for event in members])),
        high_hz=float(np.median([event.high_hz for event in members])),
        n_recordings=len({event.recording_id for event in members}),
        examples=_examples(contents, originals, rows[np.argsort(certainties, kind="stable")][:N_EXAMPLES]),
    )


def _typical_rows(contents: Contents, embeddings: NDArray[np.float32], category: Category) -> NDArray[np.int64]:
    """Choose members near the middle: the medoid, then the nearest of each recording in turn."""
    rows = contents.rows_of(category.number)
    nearness = embeddings[rows] @ embeddings[rows].mean(axis=0)
    rows = rows[np.argsort(-nearness, kind="stable")]
    turns: dict[int, int] = {}
    order: list[tuple[int, int]] = []
    for place, row in enumerate(rows.tolist()):
        recording = contents.events[row].recording_id
        order.append((turns.get(recording, 0), place))
        turns[recording] = turns.get(recording, 0) + 1
    return rows[[place for _, place in sorted(order)[:N_EXAMPLES]]]


def _examples(contents: Contents, originals: Originals, rows: NDArray[np.int64]) -> list[Example]:
    members = [(contents.events[row], contents.memberships[row].certainty) for row in rows.tolist()]
    return [
        cut_example(
            event,
            contents.recordings[event.recording_id],
            originals,
            channel=contents.heard_in(event.channel),
            certainty=certainty,
        )
        for event, certainty in members
    ]
