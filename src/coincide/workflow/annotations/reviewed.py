"""Which rows of a table a person said, and which only repeat what the catalog wrote there.

Tables go out with a name for each event, most of them given by the program. A person corrects some and brings the table
back. Rows that still say what the program wrote are no evidence: taken as labels, they would make the program the judge
of its own names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coincide.catalog import CatalogStore, Span, StoredLabel
from coincide.learned.names import said_names, with_labels
from coincide.learned.opened import LearnedCatalog
from coincide.learned.spans import EventFinder
from coincide.records import Event
from coincide.wording import plain_name

SAME_S = 1e-3
"""Times this near are the same: tables are written to the microsecond, and some programs round them."""
_FEWEST_SAME = 0.2
"""A table in which a smaller share of rows has the edges of events is not ours; those have them by chance."""


@dataclass(frozen=True, slots=True)
class ReviewedLabels:
    """The labels of a table.

    Attributes
    ----------
    said : what a person said.
    n_known : rows that repeat a label of a person.
    n_unchanged : rows that repeat what the program calls an event.
    n_apart : of those said, labels of searched recordings that cover no event by half.
    """

    said: list[StoredLabel]
    n_known: int
    n_unchanged: int
    n_apart: int


def review(
    store: CatalogStore, labels: Sequence[StoredLabel], given: Sequence[str | None], *, checked: bool = False
) -> ReviewedLabels:
    """Sort out what a person said.

    Parameters
    ----------
    given : the label that the program gave each row, empty if it gave none; where that is unknown, it is what the
        catalog calls the event, unless so few rows have the edges of events that the table must be another program's.
    checked : the person looked at every row, so unchanged ones are said, too.
    """
    if store.models.current() is None:
        return ReviewedLabels(list(labels), 0, 0, 0)
    learned = LearnedCatalog(store)
    contents = learned.contents
    earlier = said_names(store, contents)
    names = with_labels(contents, earlier)
    finder = EventFinder(contents.events)
    searched = set(store.event_columns.searched(learned.record.event_digest).tolist())
    rows = [finder.row(label.span) for label in labels]
    is_same = [
        row is not None and has_same_edges(label, contents.events[row]) for label, row in zip(labels, rows, strict=True)
    ]
    is_ours = sum(is_same) >= _FEWEST_SAME * len(labels)
    said: list[StoredLabel] = []
    n_known = n_unchanged = n_apart = 0
    for label, before, row, same in zip(labels, given, rows, is_same, strict=True):
        called = plain_name((names[row] if same and is_ours and row is not None else "") if before is None else before)
        if row is not None and same and called in ("", label.label):
            if plain_name(earlier.get(row, "")) == label.label:
                n_known += 1
                continue
            if called and not checked:
                n_unchanged += 1
                continue
        said.append(label)
        n_apart += row is None and label.recording_id in searched and len(finder.covered(label.span)[0]) == 0
    return ReviewedLabels(said, n_known, n_unchanged, n_apart)


def has_same_edges(said: StoredLabel | Span, event: Event) -> bool:
    """Say whether a row of a table has both edges of an event."""
    return abs(said.onset_s - event.onset_s) <= SAME_S and abs(said.offset_s - event.offset_s) <= SAME_S
