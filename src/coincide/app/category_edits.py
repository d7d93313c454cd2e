"""A person corrects the categories: names one, calls it noise, joins some, or parts one.

A name, or that it is noise, is an answer about the category's most typical event, as `coincide label` stores them; it
outlives the model, and for this model it counts more than what labels say on average. Joining and parting move events
of the current model; they end with it. Each is a run of its own that keeps how things were, for `undo`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coincide.app.snapshot import Snapshot
from coincide.catalog import MERGE, SPLIT, CatalogStore, Regrouping
from coincide.errors import InputError
from coincide.label import NOISE, given_name
from coincide.learned.answers import CATEGORY, answer_about
from coincide.learned.categories import typical_rows
from coincide.learned.moves import moves_of
from coincide.learned.names import BY_HAND, names_by_hand
from coincide.learned.runs import BEFORE
from coincide.records import Category
from coincide.seeds import derive

NAME, CALL_NOISE = "categories name", "categories noise"
MAX_PARTS = 8
_N_SHOWN = 8
_RESTARTS = 4


@dataclass(frozen=True, slots=True)
class Editor:
    """Where a change goes.

    Attributes
    ----------
    store : open for writing.
    snapshot : of the current model, read from the same catalog.
    who : the person; empty if unknown.
    """

    store: CatalogStore
    snapshot: Snapshot
    who: str = ""


def name_category(edit: Editor, number: int, name: str) -> None:
    """Name a category.

    Raises
    ------
    NoSuchError : there is no such category.
    InputError : the name cannot be given; see `coincide.label.given_name`.
    """
    plain = given_name(name)
    _answer(edit, number, "noise" if plain.casefold() == NOISE else "name", plain)


def call_noise(edit: Editor, number: int) -> None:
    """Say that a category is no call.

    Raises
    ------
    NoSuchError : there is no such category.
    """
    _answer(edit, number, "noise", NOISE)


def merge_categories(edit: Editor, numbers: Sequence[int]) -> int:
    """Join categories; all events get the number of the biggest, which is returned.

    Raises
    ------
    NoSuchError : there is no such category.
    InputError : they are fewer than two.
    """
    distinct = list(dict.fromkeys(numbers))
    if len(distinct) < 2:
        raise InputError(f"expected two or more categories to merge, got {distinct}.")
    old = [edit.snapshot.category_record(number) for number in distinct]
    kept = max(old, key=lambda each: (each.size, -each.number))
    rows = np.sort(np.concatenate([edit.snapshot.rows_in(each.number) for each in old]))
    gone = [each.number for each in old if each.number != kept.number]
    by_hand = names_by_hand(edit.store, edit.snapshot.contents)
    given = [by_hand[each] for each in by_hand if each in distinct]
    names = [*given[-1:], *(each.name for each in (kept, *old) if each.name is not None)]
    moved = {before: kept.number if now in gone else now for before, now in moves_of(edit.snapshot.model).items()}
    change = Regrouping(
        members={kept.number: _ids(edit.snapshot, rows)},
        categories=[_category(edit.snapshot, kept.number, rows, names[0] if names else None)],
        removed=gone,
        moved=moved | dict.fromkeys(gone, kept.number),
    )
    before = {number: _ids(edit.snapshot, edit.snapshot.rows_in(number)) for number in gone}
    _regroup(edit, MERGE, {"numbers": distinct}, change, _undoing(edit, before, old, []), {"number": kept.number})
    return kept.number


def split_category(edit: Editor, number: int, into: int) -> list[int]:
    """Part a category by how its events sound; returns the numbers of the parts, the first of which is the old one.

    The largest part keeps number and name.

    Raises
    ------
    NoSuchError : there is no such category.
    InputError : it cannot have so many parts.
    """
    old = edit.snapshot.category_record(number)
    rows = edit.snapshot.rows_in(number)
    if not 2 <= into <= min(MAX_PARTS, len(rows)):
        raise InputError(
            f"category {number} has {len(rows)} events and can be split into 2 to {min(MAX_PARTS, len(rows))} parts, "
            f"got {into}."
        )
    parts = _parts(edit.snapshot, rows, into)
    if len(parts) < 2:
        raise InputError(f"all events of category {number} look the same to the model, which cannot split them.")
    first_free = max(each.number for each in edit.snapshot.contents.categories) + 1
    numbers = [number, *range(first_free, first_free + len(parts) - 1)]
    named = [old.name, *[None] * (len(parts) - 1)]
    change = Regrouping(
        members={new: _ids(edit.snapshot, part) for new, part in zip(numbers[1:], parts[1:], strict=True)},
        categories=[
            _category(edit.snapshot, new, part, name) for new, part, name in zip(numbers, parts, named, strict=True)
        ],
        moved=moves_of(edit.snapshot.model),
    )
    before = {number: _ids(edit.snapshot, rows)}
    settings = {"number": number, "into": into}
    _regroup(edit, SPLIT, settings, change, _undoing(edit, before, [old], numbers[1:]), {"numbers": numbers})
    return numbers


def back(before: Mapping[str, Any]) -> Regrouping:
    """Return the change that leads back to what a run noted about before it."""
    return Regrouping(
        members={int(number): ids for number, ids in before["members"].items()},
        categories=[Category(*each) for each in before["categories"]],
        removed=before["removed"],
        moved={int(old): int(new) for old, new in before["moved"].items()},
    )


def _answer(edit: Editor, number: int, kind: str, name: str) -> None:
    """Store an answer about the most typical event of a category, and name the category after it."""
    snapshot = edit.snapshot
    category, rows = snapshot.category_record(number), snapshot.rows_in(number)
    medoid = snapshot.row_of[category.medoid_event_id]
    near = typical_rows(rows, snapshot.embeddings[rows], snapshot.contents.events.recording_ids[rows], _N_SHOWN)
    shown = list(dict.fromkeys([medoid, *near]))[:_N_SHOWN]
    settings = {"model": snapshot.model.id, "number": number, "name": name, "who": edit.who}
    command = CALL_NOISE if kind == "noise" else NAME
    answer = answer_about(
        [snapshot.contents.events[row] for row in shown],
        size=len(rows),
        question=CATEGORY,
        answer=kind,
        name=NOISE if kind == "noise" else name,
        who=edit.who,
        strategy=BY_HAND,
        model_id=snapshot.model.id,
    )
    with edit.store.transaction():
        run_id = edit.store.runs.begin(command, settings=settings)
        answer_id = edit.store.answers.put(replace(answer, session=run_id))
        edit.store.categories.name(snapshot.model.id, {number: answer.name})
        results = {"number": number, BEFORE: {"answer": answer_id, "number": number, "name": category.name}}
        edit.store.runs.finish(run_id, results=results)


def _regroup(
    edit: Editor,
    command: str,
    settings: Mapping[str, Any],
    change: Regrouping,
    before: Mapping[str, Any],
    results: Mapping[str, Any],
) -> None:
    told = {"model": edit.snapshot.model.id, "who": edit.who, **settings}
    with edit.store.transaction():
        run_id = edit.store.runs.begin(command, settings=told)
        edit.store.categories.regroup(edit.snapshot.model.id, change)
        edit.store.runs.finish(run_id, results={**results, BEFORE: before})


def _undoing(
    edit: Editor, members: Mapping[int, Sequence[int]], categories: Sequence[Category], removed: Sequence[int]
) -> dict[str, Any]:
    return {
        "members": {str(number): list(ids) for number, ids in members.items()},
        "categories": [list(astuple(each)) for each in categories],
        "removed": list(removed),
        "moved": {str(old): new for old, new in moves_of(edit.snapshot.model).items()},
    }


def _parts(snapshot: Snapshot, rows: NDArray[np.int64], into: int) -> list[NDArray[np.int64]]:
    """Return the rows of each part, the largest first."""
    from sklearn.cluster import KMeans

    embeddings = np.array(snapshot.embeddings[rows], dtype=np.float64)
    n_distinct = len(np.unique(embeddings.round(6), axis=0))
    if n_distinct < 2:
        return [rows]
    seed = derive(0, "split") % 2**32
    means = KMeans(min(into, n_distinct), n_init=_RESTARTS, random_state=seed)  # pyright: ignore[reportArgumentType]
    found = means.fit_predict(embeddings)
    parts = [rows[found == part] for part in np.unique(found)]
    return sorted(parts, key=lambda part: (-len(part), int(part[0])))


def _category(snapshot: Snapshot, number: int, rows: NDArray[np.int64], name: str | None) -> Category:
    embeddings = snapshot.embeddings[rows]
    medoid = int(rows[int(np.argmax(embeddings @ embeddings.mean(axis=0)))])
    certainty = float(snapshot.certainty[rows].mean())
    return replace(Category(number, len(rows), certainty, int(snapshot.contents.events.ids[medoid])), name=name)


def _ids(snapshot: Snapshot, rows: NDArray[np.int64]) -> list[int]:
    return snapshot.contents.events.ids[rows].tolist()
