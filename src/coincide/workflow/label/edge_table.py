"""Edges from a table of annotations, as if a person had drawn them one by one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from coincide.catalog import StoredAnswer, find_catalog
from coincide.learned.answers import EDGES, answer_about
from coincide.learned.opened import LearnedCatalog
from coincide.learned.spans import span_of
from coincide.learned.writing import writing
from coincide.workflow.annotations import read_table
from coincide.workflow.evaluate.matching import attach_truth, by_recording, overlapping
from coincide.workflow.learn.drawn_edges import DRAWN

_MIN_IOU = 0.5
_STRATEGY = "table"


@dataclass(frozen=True, slots=True)
class EdgesResult:
    """What a table brought.

    Attributes
    ----------
    n_new : events whose edges it draws now.
    n_known : events whose edges it had drawn before.
    unknown_recordings : names in the table that fit no recording.
    """

    n_new: int
    n_known: int
    unknown_recordings: list[str]


def draw_from_table(catalog: Path | None, table: Path, *, format: str | None = None, who: str = "") -> EdgesResult:
    """Store the edges of all rows that overlap an event by half or more.

    Raises
    ------
    AnnotationError : the table cannot be read, or fits no recording of the catalog.
    CatalogError : there is no catalog, nothing has been learned yet, or it cannot be written.
    """
    place = find_catalog(catalog)
    rows = read_table(table, format)
    with writing(place, lambda _: None, command="coincide label") as store:
        learned = LearnedCatalog(store)
        contents = learned.contents
        attached, unknown = attach_truth(rows, contents, table, place)
        known = {(each.span, *sorted(each.facts.items())) for each in store.answers.all() if each.question == EDGES}
        drawn: list[StoredAnswer] = []
        n_known = 0
        for annotations, numbers in by_recording(contents, attached):
            events = [contents.events[number] for number in numbers]
            for true, found in overlapping(annotations, events, min_iou=_MIN_IOU):
                facts = {"offset_s": annotations[true].offset_s, "onset_s": annotations[true].onset_s}
                if (span_of(events[found]), *sorted(facts.items())) in known:
                    n_known += 1
                    continue
                drawn.append(
                    answer_about(
                        [events[found]],
                        question=EDGES,
                        answer=DRAWN,
                        who=who,
                        strategy=_STRATEGY,
                        model_id=learned.record.id,
                        facts=facts,
                    )
                )
        with store.transaction():
            for answer in drawn:
                store.answers.put(answer)
    return EdgesResult(len(drawn), n_known, unknown)
