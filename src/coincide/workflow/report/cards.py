"""What the report shows of each category: its numbers, and the sound of some typical members."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import numpy as np
from numpy.typing import NDArray

from coincide.drawing.example import Example
from coincide.learned.categories import category_facts, event_spans, typical_rows
from coincide.learned.clips import cut_example
from coincide.learned.contents import Contents
from coincide.learned.originals import Originals
from coincide.records import UNSURE
from coincide.report.model import CategoryCard

N_EXAMPLES = 6


def describe_categories(
    contents: Contents, embeddings: NDArray[np.float32], originals: Originals, private: NDArray[np.bool_]
) -> tuple[list[CategoryCard], CategoryCard | None]:
    """Return the cards of the categories, biggest first, and that of the unsure events if there are any.

    Parameters
    ----------
    embeddings : (n, dim), a row per event.
    originals : tells whether recordings still are what they were.
    private : (n,) events that are counted, and neither shown nor heard.
    """
    cards: list[CategoryCard] = []
    for category in sorted(contents.categories, key=lambda category: -category.size):
        rows = contents.memberships.rows_of(category.number)
        spans = event_spans(contents.events.take(rows))
        shown = ~private[rows]
        typical = typical_rows(rows[shown], embeddings[rows[shown]], spans[shown, 3], N_EXAMPLES) if shown.any() else []
        facts = category_facts(category.number, category.name, certainty=category.certainty, spans=spans)
        cards.append(CategoryCard(**asdict(facts), examples=_examples(contents, originals, typical)))
    unsure = contents.memberships.rows_of(None)
    return cards, _unsure_card(contents, originals, unsure, private) if len(unsure) else None


def _unsure_card(
    contents: Contents, originals: Originals, rows: NDArray[np.int64], private: NDArray[np.bool_]
) -> CategoryCard:
    certainties = contents.memberships.certainties[rows]
    spans = event_spans(contents.events.take(rows))
    facts = category_facts(UNSURE, None, certainty=float(certainties.mean()), spans=spans)
    doubtful_first = rows[np.argsort(certainties, kind="stable")]
    most_doubtful = doubtful_first[~private[doubtful_first]][:N_EXAMPLES]
    return CategoryCard(**asdict(facts), examples=_examples(contents, originals, most_doubtful.tolist()))


def _examples(contents: Contents, originals: Originals, rows: Sequence[int]) -> list[Example]:
    members = zip(contents.events.take(rows), contents.memberships.certainties[rows].tolist(), strict=True)
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
