"""Answers from an annotation table instead of a person, for experiments and tests.

The table is taken as the truth: a question gets the name of its typical event, and an event that no row of the table
overlaps is noise; one that the table calls `unknown` is skipped. Events of recordings that the table does not cover are
not asked about; others of their cluster stand for them. Every answer is one action, as if a person had given it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from coincide.catalog import CatalogStore
from coincide.errors import AnnotationError, InputError
from coincide.label import NOISE, AnswerKind
from coincide.learned.contents import Contents
from coincide.learned.names import NamedEvents
from coincide.records import UNKNOWN
from coincide.workflow.annotations import read_table
from coincide.workflow.evaluate.labels_truth import truth_of_events
from coincide.workflow.evaluate.truth import attach_truth


class Oracle:
    """Knows what each event is.

    Parameters
    ----------
    contents : of the catalog.
    truth : an annotation table or a folder of tables.
    place : the catalog.

    Raises
    ------
    AnnotationError : the table cannot be read, fits no recording, or names nothing.
    """

    def __init__(self, contents: Contents, truth: Path, *, place: Path, format: str | None = None) -> None:
        annotations = read_table(truth, format)
        if not any(annotation.label for annotation in annotations):
            raise AnnotationError(f"`{truth}` must name what it marks, but no row has a label. Add a column `label`.")
        with CatalogStore.open(place, is_checked=True) as store:
            copies = store.recordings.copies()
        table = attach_truth(annotations, contents, truth, place, copies=copies)
        self.unknown_recordings, self.notes = table.unknown_recordings, table.notes
        named = truth_of_events(contents, table.rows)
        self._names: Mapping[int, str] = dict(zip(named.rows.tolist(), named.names.tolist(), strict=True))

    @property
    def rows(self) -> frozenset[int]:
        """Rows of the model whose events the table knows; see `Questions.ask_only_about`."""
        return frozenset(self._names)

    def answer(self, row: int) -> tuple[AnswerKind, str]:
        """Return the kind of answer and the name for the event of a row.

        Raises
        ------
        InputError : the table does not know it.
        """
        name = self._names.get(row)
        if name is None:
            raise InputError(
                f"`row` must be that of an event that the table knows, got {row}. "
                "Call `session.ask_only_about(oracle.rows)` before the first question."
            )
        if name.casefold() == UNKNOWN:
            return "skip", ""
        return ("noise", "") if name == NOISE else ("name", name)

    def accuracy(self, named: NamedEvents) -> float:
        """Return the share of the events that the table knows whose name is right."""
        right = sum(named.names[named.best[row]] == name for row, name in self._names.items())
        return right / len(self._names)

    def estimate(self, named: NamedEvents) -> float:
        """Return what that share was estimated to be."""
        return float(named.sureness[list(self._names)].mean())
