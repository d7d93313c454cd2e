"""The rows of a truth table that can be scored, and what a reader must know about them.

Scores do not show that a table is wrong, so mistakes in it are reported in words: times in milliseconds, one annotation
in two tables of a folder, or a table that nobody checked after `coincide` wrote it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from coincide.catalog import Span
from coincide.errors import AnnotationError
from coincide.learned.contents import Contents
from coincide.learned.names import said_names, with_labels
from coincide.learned.opened import LearnedCatalog
from coincide.learned.spans import EventFinder
from coincide.records import Annotation, Recording
from coincide.wording import count, duration
from coincide.workflow.annotations import attach_to_catalog, in_heard_channels
from coincide.workflow.annotations.reviewed import has_same_edges


@dataclass(frozen=True, slots=True)
class TruthTable:
    """The rows of a truth table that belong to recordings of a catalog.

    Attributes
    ----------
    rows : each once, inside its recording, with the recording's name and in the channels of its events.
    unknown_recordings : names in the table that fit no recording.
    notes : which rows were left out, in plain words.
    """

    rows: list[Annotation]
    unknown_recordings: list[str]
    notes: list[str]


def attach_truth(
    annotations: Sequence[Annotation],
    contents: Contents,
    truth: Path,
    place: Path,
    *,
    copies: Sequence[Recording] = (),
) -> TruthTable:
    """Give annotations the names that their recordings have in the catalog; leave out what cannot be true.

    Parameters
    ----------
    copies : of recordings, each with its own path and name.

    Raises
    ------
    AnnotationError : no annotation is of a recording of the catalog, or all begin after its end; `truth` and `place`
        are named.
    """
    if not annotations:
        raise AnnotationError(f"`{truth}` has no rows. Give a table with a row for each call.")
    recordings = contents.by_name
    ids = {recording.id for recording in recordings.values()}  # not those of recordings whose name another has
    known = [*recordings.values(), *(each for each in copies if each.id in ids)]
    attached, unknown = attach_to_catalog(annotations, known, truth)
    if not attached:
        raise AnnotationError(
            f"no row of `{truth}` fits a recording of `{place}`. Name the recordings in a "
            "column `recording`, or each table like its recording."
        )
    inside = [one for one in attached if one.onset_s < recordings[one.recording].duration_s]
    late = next((one for one in attached if one.onset_s >= recordings[one.recording].duration_s), None)
    if not inside and late is not None:
        raise AnnotationError(
            f"every row of `{truth}` begins after the end of its recording, for example {_where(late, recordings)}. "
            "Give times in seconds from the first sample of the recording."
        )
    once = list({_key(one): one for one in in_heard_channels(inside, contents)}.values())
    notes: list[str] = []
    if late is not None:
        n_late = count(len(attached) - len(inside), "row")
        notes.append(f"{n_late} left out: after the end of the recording, for example {_where(late, recordings)}")
    if len(once) < len(inside):
        notes.append(f"{count(len(inside) - len(once), 'row')} left out: the same times and label as another row")
    return TruthTable(once, unknown, notes)


def note_on_guesses(learned: LearnedCatalog, rows: Sequence[Annotation]) -> list[str]:
    """Say how many rows repeat what the program calls an event, which is no evidence if nobody checked it.

    Returns
    -------
    A note, or none if no row does.
    """
    contents = learned.contents
    said = said_names(learned.store, contents)
    recordings = contents.by_name
    names = with_labels(contents, dict.fromkeys(said, ""))  # what people said is no guess
    finder = EventFinder(contents.events)
    n_repeated = 0
    for one in rows:
        span = Span(recordings[one.recording].id, one.channel, one.onset_s, one.offset_s)
        row = finder.row(span)
        if row is not None and has_same_edges(span, contents.events[row]):
            called = names[row] if one.coincide_label is None else one.coincide_label
            is_same_category = one.category == contents.memberships[row].category
            n_repeated += called == one.label if one.label else is_same_category
    if not n_repeated:
        return []
    return [
        f"{n_repeated:,} of {count(len(rows), 'row')} repeat what `coincide` wrote: the edges and the name "
        "or category of an event. If nobody checked these rows, the scores compare the result with itself"
    ]


def _where(row: Annotation, recordings: dict[str, Recording]) -> str:
    lasts = duration(recordings[row.recording].duration_s)
    return f"at {row.onset_s:g} s in `{row.recording}`, which is {lasts} long"


def _key(row: Annotation) -> tuple[str, int, float, float, str, int | None]:
    """Return what two tables of the same events have in common; they are written to the microsecond."""
    return row.recording, row.channel, round(row.onset_s, 6), round(row.offset_s, 6), row.label, row.category
