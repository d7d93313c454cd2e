"""Edges from a table of annotations, as if a person had drawn them one by one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from coincide.catalog import find_catalog
from coincide.learned.answers import EDGES, answer_about
from coincide.learned.contents import Contents
from coincide.learned.opened import LearnedCatalog
from coincide.learned.spans import span_of
from coincide.learned.writing import writing
from coincide.records import Annotation, Event
from coincide.workflow.annotations import read_table
from coincide.workflow.evaluate.matching import by_recording, overlapping
from coincide.workflow.evaluate.truth import attach_truth
from coincide.workflow.learn.drawn_edges import DRAWN

_MIN_IOU = 0.5
_STRATEGY = "table"
_SAME_S = 5e-4
"""Edges this near are the same: programs round times, some to the millisecond."""


@dataclass(frozen=True, slots=True)
class EdgesResult:
    """What a table brought.

    Attributes
    ----------
    n_new : events whose edges it draws now.
    n_known : events whose edges it had drawn before.
    unknown_recordings : names in the table that fit no recording.
    notes : which of its rows were left out, in plain words.
    n_unchanged : events whose edges are still those that were found: nobody drew them.
    """

    n_new: int
    n_known: int
    unknown_recordings: list[str]
    notes: list[str]
    n_unchanged: int = 0


def draw_from_table(catalog: Path | None, table: Path, *, who: str = "") -> EdgesResult:
    """Store the edges of all rows that overlap an event by half or more.

    Rows with both edges of their event are left out: in an exported table these are the edges that were found, and
    taking them for drawn ones would teach the program what it does already.

    Raises
    ------
    AnnotationError : the table cannot be read, or fits no recording of the catalog.
    CatalogError : there is no catalog, nothing has been learned yet, or it cannot be written.
    """
    place = find_catalog(catalog)
    rows = read_table(table, None)
    with writing(place, lambda _: None, command="coincide label") as store:
        learned = LearnedCatalog(store)
        marked = attach_truth(rows, learned.contents, table, place, copies=store.recordings.copies())
        known = {(each.span, *sorted(each.facts.items())) for each in store.answers.all() if each.question == EDGES}
        overlapped = list(_overlapped(learned.contents, marked.rows))
        found = [(event, edges) for event, edges in overlapped if _is_drawn(event, edges)]
        new = [(event, edges) for event, edges in found if (span_of(event), *sorted(edges.items())) not in known]
        with store.transaction():
            for event, edges in new:
                answer = answer_about(
                    [event],
                    question=EDGES,
                    answer=DRAWN,
                    who=who,
                    strategy=_STRATEGY,
                    model_id=learned.record.id,
                    facts=edges,
                )
                store.answers.put(answer)
    n_unchanged = len(overlapped) - len(found)
    return EdgesResult(len(new), len(found) - len(new), marked.unknown_recordings, marked.notes, n_unchanged)


def _overlapped(contents: Contents, truth: Sequence[Annotation]) -> Iterator[tuple[Event, dict[str, float]]]:
    """Yield the events that rows overlap by half or more, each with the edges that its row gives it."""
    for labeled, numbers in by_recording(contents, truth):
        events = [contents.events[number] for number in numbers]
        for true, found in overlapping(labeled, events, min_iou=_MIN_IOU):
            yield events[found], {"offset_s": labeled[true].offset_s, "onset_s": labeled[true].onset_s}


def _is_drawn(event: Event, edges: dict[str, float]) -> bool:
    return abs(edges["onset_s"] - event.onset_s) > _SAME_S or abs(edges["offset_s"] - event.offset_s) > _SAME_S
