"""What became of which category when a model was learned again: a table that the model keeps.

Events are the same if they are found at the same place again, or overlap by half; see `EventFinder`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coincide.catalog import CatalogStore, ModelRecord
from coincide.learned.grouping import OURS
from coincide.learned.spans import EventFinder, span_of
from coincide.records import Event, Membership, category_number

BECAME = "became"
"""Where the facts of a model keep the table."""


def earlier_numbers(store: CatalogStore, model: ModelRecord, events: Sequence[Event]) -> NDArray[np.int64]:
    """Return the number of each event's category in an earlier model, (n,), `UNSURE` if it was in none."""
    members = store.categories.memberships(model.id, method=OURS)
    number_of = dict(zip(members.event_ids.tolist(), members.categories.tolist(), strict=True))
    if not any(event.id in number_of for event in events):
        before = store.events.of_model(model.id)
        finder = EventFinder([event for event in before if event.id in number_of])
        found = [finder.row(span_of(event)) for event in events]
        numbers = [number_of[event.id] for event in before if event.id in number_of]
        return np.array([category_number(None if row is None else numbers[row]) for row in found], dtype=np.int64)
    return np.array([number_of.get(event.id, category_number(None)) for event in events], dtype=np.int64)


def became(earlier: NDArray[np.int64], now: Sequence[Membership]) -> list[dict[str, Any]]:
    """Return for each earlier category where its events are now, the category with most of them first.

    Returns
    -------
    Objects with `number`, `size` and `now`: pairs of a number, None for unsure, and how many events went there.
    """
    numbers = np.array([category_number(member.category) for member in now], dtype=np.int64)
    table: list[dict[str, Any]] = []
    for number in sorted(set(earlier.tolist()) - {category_number(None)}):
        went = Counter(numbers[earlier == number].tolist())
        pairs = [[None if new == category_number(None) else new, n] for new, n in went.most_common()]
        table.append({"number": number, "size": int((earlier == number).sum()), "now": pairs})
    return table
