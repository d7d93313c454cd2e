"""What naming needs from the catalog: the model, the names that were taught, and the score that each needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from coincide.errors import InputError
from coincide.learned.opened import LearnedCatalog
from coincide.recognize import (
    Reliability,
    Threshold,
    choose_thresholds,
    given_thresholds,
    measure_reliability,
)
from coincide.workflow.progress import Progress
from coincide.workflow.recognize.naming import Namer, by_categories, by_labels
from coincide.workflow.recognize.recognition import RecognizeOptions
from coincide.workflow.recognize.recognizer_file import LabelRecognizer, open_recognizer


@dataclass(frozen=True, slots=True)
class NamingJob:
    """What naming needs.

    Attributes
    ----------
    reference : (r, dim) some of them that new events are compared with.
    labels : what a person said, name by row.
    """

    learned: LearnedCatalog
    namer: Namer
    reference: NDArray[np.float32]
    labels: Mapping[int, str]
    thresholds: list[Threshold]
    reliability: Reliability | None

    def label_of(self, row: int) -> str:
        """Return the label of an event of the catalog; empty if categories are named."""
        return self.labels.get(row) or self.namer(self.learned.embeddings[row : row + 1], False).labels[0]

    def name_of(self, category: int | None) -> str:
        """Return the name that people gave a category, empty for none."""
        known = {each.number: each.name or "" for each in self.learned.contents.categories}
        return "" if category is None else known.get(category, "")


def open_job(learned: LearnedCatalog, wanted: RecognizeOptions, progress: Progress) -> NamingJob:
    """Read what naming needs.

    Raises
    ------
    CatalogError : nothing has been learned yet.
    InputError : nothing was labeled yet, or a threshold is for no name in the catalog.
    """
    if wanted.categories:
        smoothed = learned.model.categorizer.smoother.reference
        return NamingJob(learned, by_categories(learned.model, learned.record), smoothed, {}, [], None)
    taught = open_recognizer(learned, progress=progress)
    if taught is None:
        raise InputError(
            f"nothing in `{learned.store.folder}` has a name yet. Name calls with `coincide label`, import labels with "
            "`coincide annotations import TABLE`, or use category numbers as names: `coincide recognize --categories`."
        )
    return _by_what_was_taught(taught, wanted, learned)


def _by_what_was_taught(taught: LabelRecognizer, wanted: RecognizeOptions, learned: LearnedCatalog) -> NamingJob:
    recognizer, held_out = taught.recognizer, taught.held_out
    curve = recognizer.classifier.sureness
    thresholds: list[Threshold] = []
    if wanted.precision is not None:
        thresholds = choose_thresholds(held_out, curve, precision=wanted.precision)
    given = _given(wanted.thresholds or {}, recognizer.call_names)
    kept = [threshold for threshold in thresholds if threshold.name not in given]
    thresholds = sorted([*kept, *given_thresholds(held_out, curve, given.items())], key=lambda one: one.name)
    recognizer = replace(recognizer, thresholds={one.name: one.score for one in thresholds})
    return NamingJob(
        learned=learned,
        namer=by_labels(recognizer),
        reference=recognizer.classifier.reference,
        labels=taught.labels,
        thresholds=thresholds,
        reliability=measure_reliability(held_out, curve),
    )


def _given(thresholds: Mapping[str, float], names: Sequence[str]) -> dict[str, float]:
    """Return the given threshold of each name; the empty name stands for all others."""
    strange = [name for name in thresholds if name and name not in names]
    if strange:
        raise InputError(
            f"a threshold is given for `{strange[0]}`, which is not a name in the catalog. Expected one of "
            f"{', '.join(f'`{name}`' for name in names)}."
        )
    everywhere = thresholds.get("")
    for_all = {} if everywhere is None else dict.fromkeys(names, everywhere)
    return {**for_all, **{name: score for name, score in thresholds.items() if name}}
