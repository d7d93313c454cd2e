"""The recognizer of a model: what all labels in the catalog teach, made when it is first needed and kept as a file.

The file is a cache: it names the labels that it was made from, and is rebuilt if these have changed or it is damaged.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coincide.label import Classifier, Consolidator, choose_pool
from coincide.learned.answers import EDGES
from coincide.learned.model_files import MODEL_FILE
from coincide.learned.opened import LearnedCatalog
from coincide.learned.settings import digest
from coincide.learned.teaching_labels import labels_to_teach
from coincide.recognize import HeldOut, Recognizer, hold_out, make_recognizer
from coincide.records import Event
from coincide.tensor_files import load_tensors, save_tensors
from coincide.workflow.progress import Progress

RECOGNIZER_FILE = "recognizer.safetensors"
_VERSION = 5
"""Raised when the same labels would teach something else."""
_HELD_OUT = "held_out."


@dataclass(frozen=True, slots=True)
class LabelRecognizer:
    """What labels taught.

    Attributes
    ----------
    labels : name by row of the model.
    """

    recognizer: Recognizer
    held_out: HeldOut
    labels: Mapping[int, str]


def open_recognizer(learned: LearnedCatalog, *, progress: Progress) -> LabelRecognizer | None:
    """Read the recognizer of a model, or make it; None if no event of the model has a label.

    Raises
    ------
    CatalogError : the embeddings cannot be read.
    """
    learned.files.checked(MODEL_FILE)
    path = learned.files.folder / RECOGNIZER_FILE
    key = key_of_labels(learned)
    known = _load(path, key)
    if known is not None:
        return known
    labels = labels_to_teach(learned.recalled.known)
    if not labels:
        return None
    with progress.stage("labels", total=len(labels), unit="labels") as stage:
        unnamed = learned.recalled.unnamed - set(labels)
        taught = _teach(learned.embeddings, learned.contents.events, labels, unnamed)
        stage.advance(len(labels))
    # A catalog that can only be read is recognized with all the same.
    with contextlib.suppress(OSError):
        _save(path, taught, key)
    return taught


def key_of_labels(learned: LearnedCatalog) -> str:
    """Name all labels and answers of a catalog, and its model: other ones teach another recognizer.

    A model that took new events in has the files of the one before, and labels may be about the new events. Drawn edges
    name nothing.
    """
    store = learned.store
    said = [answer for answer in store.answers.all() if answer.question != EDGES]
    labels, answers = ([asdict(one) for one in each] for each in (store.labels.all(), said))
    return digest(_VERSION, learned.record.id, labels, answers)


def _teach(
    embeddings: NDArray[np.float32], events: Sequence[Event], labels: Mapping[int, str], unnamed: Collection[int]
) -> LabelRecognizer:
    pool = np.union1d(choose_pool(len(embeddings), seed=0), np.array([*labels, *unnamed], dtype=np.int64))
    inside = {int(row): place for place, row in enumerate(pool)}
    here = {inside[row]: name for row, name in labels.items()}
    not_known = [inside[row] for row in unnamed]
    consolidator = Consolidator(embeddings[pool])
    classifier = consolidator.consolidate(here, not_known).classifier
    held_out = hold_out(
        embeddings[pool],
        here,
        recordings=[events[row].recording_id for row in pool],
        spreader=consolidator.spreader,
        far=classifier.far,
        unnamed=not_known,
    )
    return LabelRecognizer(make_recognizer(classifier, held_out), held_out, labels)


def _save(path: Path, taught: LabelRecognizer, key: str) -> None:
    held_out, classifier = taught.held_out, taught.recognizer.classifier
    tensors: dict[str, NDArray[Any]] = {
        **classifier.tensors(),
        _HELD_OUT + "truth": held_out.truth,
        _HELD_OUT + "guesses": held_out.guesses,
        _HELD_OUT + "shares": held_out.shares,
        _HELD_OUT + "familiarity": held_out.familiarity,
    }
    facts = {
        "key": key,
        "classifier": classifier.facts(),
        "n_untestable": held_out.n_untestable,
        "is_by_recording": held_out.is_by_recording,
        "held_out_names": list(held_out.names),
        "labels": {str(row): name for row, name in taught.labels.items()},
    }
    save_tensors(path, tensors, facts)


def _load(path: Path, key: str) -> LabelRecognizer | None:
    try:
        stored = load_tensors(path, is_sealed=True)
        tensors, facts = stored.arrays, stored.facts
        if facts["key"] != key:
            return None
        held_out = HeldOut(
            names=tuple(facts["held_out_names"]),
            truth=tensors[_HELD_OUT + "truth"],
            guesses=tensors[_HELD_OUT + "guesses"],
            shares=tensors[_HELD_OUT + "shares"],
            familiarity=tensors[_HELD_OUT + "familiarity"],
            n_untestable=int(facts["n_untestable"]),
            is_by_recording=bool(facts["is_by_recording"]),
        )
        classifier = Classifier.restore(tensors, facts["classifier"])
        labels = {int(row): str(name) for row, name in facts["labels"].items()}
        return LabelRecognizer(Recognizer(classifier, {}), held_out, labels)
    except (OSError, KeyError, ValueError, TypeError):
        return None
