"""Asks a catalog in this process all that it holds, and judges its answers beside those of the whole one."""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.damaged_catalogs.bases import Base
from benchmarks.damaged_catalogs.mutations import Mutation
from coincide.catalog import CatalogStore
from coincide.errors import CatalogError
from coincide.learned.contents import read_contents
from coincide.learned.model_files import EMBEDDINGS_FILE, files_of
from coincide.workflow.check import check

_LONGEST_S = 30.0
_SECOND_CHECK = 4
"""One repair in so many is checked again."""
_DATABASE = ("catalog.sqlite", "catalog.sqlite-wal")


@dataclass(frozen=True)
class Judgment:
    """What became of one trial.

    Attributes
    ----------
    faults : what the product did not stand, in words.
    is_limit : a wrong answer where none can be excluded: the database of a killed writer has no seal that speaks of it.
    """

    mutation: Mutation
    faults: tuple[str, ...]
    is_limit: bool = False


def ask(catalog: Path) -> dict[str, Any]:
    """Return everything that a catalog holds, as plain data.

    Raises
    ------
    CatalogError : it is damaged.
    """
    with CatalogStore.open(catalog) as store:
        model = store.models.current()
        held: dict[str, Any] = {
            "runs": store.runs.all(),
            "recordings": store.recordings.all(),
            "files": store.files.all(),
            "problems": store.problems.all(),
            **said(store),
        }
        if model is not None:
            contents = read_contents(store, model)
            held |= {"events": contents.events, "categories": contents.categories, "members": contents.memberships}
            held["trees"] = store.trees.all(model.id)
            held["embeddings"] = files_of(store, model).array(EMBEDDINGS_FILE).tobytes()
        return {name: repr(value) for name, value in held.items()}


def said(store: CatalogStore) -> dict[str, Any]:
    """Return what people said, apart from which run stored it."""
    samples = store.samples.all()
    return {
        "labels": [replace(each, run_id=None) for each in store.labels.all()],
        "answers": [replace(each, session=None) for each in store.answers.all(undone=True)],
        "recorders": [store.deployments.all(), store.clocks.all()],
        "checks": [samples, [store.samples.checks(sample.id) for sample in samples]],
    }


def judge(base: Base, mutation: Mutation, whole: dict[str, Any]) -> Judgment | None:
    """Damage a copy, ask it, check it and repair it; None if the change changed nothing."""
    base.lay()
    if not mutation.apply(base.place):
        return None
    faults: list[str] = []
    is_limit = False
    began = time.process_time()
    try:
        with contextlib.suppress(CatalogError):
            answers = ask(base.place)
            is_limit = answers != whole and not base.is_sealed and mutation.file in _DATABASE
            if answers != whole and not is_limit:
                wrong = [name for name in whole if answers.get(name) != whole[name]]
                faults.append(f"wrong answers in silence: {', '.join(wrong)}")
        faults += _judge_repair(base, mutation, whole)
    except Exception as error:
        faults.append(f"unexpected {type(error).__name__}: {error}")
    if time.process_time() - began > _LONGEST_S:
        faults.append(f"took {time.process_time() - began:.0f} s of processor time")
    return Judgment(mutation, tuple(faults), is_limit)


def _judge_repair(base: Base, mutation: Mutation, whole: dict[str, Any]) -> list[str]:
    faults: list[str] = []
    was_found = base.is_sealed or not check(base.place).is_whole
    repaired = check(base.place, repair=True)
    if repaired.is_whole and mutation.seed % _SECOND_CHECK == 0 and not check(base.place).is_whole:
        faults.append("a repaired catalog is not whole")
    # Digests of the model's files are in the database: where no seal speaks of it, a changed digest blames its file.
    is_for_learn = mutation.file.startswith("models/") or (mutation.file in _DATABASE and not base.is_sealed)
    left = [flaw.path for flaw in repaired.flaws if not flaw.done]
    if not repaired.is_whole and not (is_for_learn and all(path.startswith("models/") for path in left)):
        faults.append(f"not repaired: {left}")
    is_about_labels = mutation.file not in _DATABASE or was_found
    with CatalogStore.open(base.place) as store:
        names = [name for name, value in said(store).items() if repr(value) != whole[name]]
    if names and is_about_labels:
        faults.append(f"lost in the repair: {', '.join(names)}")
    return faults
