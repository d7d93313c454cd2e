"""A catalog to label, with its truth: copies of a learned one, answered by hand or by a table."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from coincide.catalog import CatalogStore, StoredAnswer, StoredLabel
from coincide.records import Event
from coincide.workflow.label.questions import Questions


def copy_of(learned: Path, folder: Path) -> Path:
    return Path(shutil.copytree(learned, folder / "c.coincide"))


def events_of(catalog: Path) -> list[Event]:
    with CatalogStore.open(catalog) as store:
        model = store.models.current()
        assert model is not None
        ids = store.models.event_ids(model.id)
        by_id = store.events.by_id(ids)
    return [by_id[each] for each in ids]


def answers_of(catalog: Path, *, undone: bool = False) -> list[StoredAnswer]:
    with CatalogStore.open(catalog) as store:
        return store.answers.all(undone=undone)


def labels_of(catalog: Path) -> list[StoredLabel]:
    with CatalogStore.open(catalog) as store:
        return store.labels.all()


def names_of_categories(catalog: Path) -> list[str | None]:
    with CatalogStore.open(catalog) as store:
        model = store.models.current()
        assert model is not None
        return [category.name for category in store.categories.all(model.id)]


def name_category(catalog: Path, number: int, name: str) -> None:
    with CatalogStore.open(catalog, write=True) as store:
        model = store.models.current()
        assert model is not None
        store.categories.name(model.id, {number: name})


def write_table(path: Path, rows: Sequence[tuple[str, float, float, str]]) -> Path:
    lines = [f"{name},{onset_s},{offset_s},{label}" for name, onset_s, offset_s, label in rows]
    path.write_text("\n".join(["recording,start_s,end_s,label", *lines, ""]))
    return path


def row_of(event: Event, label: str, *, shift_s: float = 0.0) -> tuple[str, float, float, str]:
    """A row of a table about an event of `workflow_examples.write_folder`."""
    return f"r{event.recording_id - 1}.wav", event.onset_s + shift_s, event.offset_s + shift_s, label


def answer_all(questions: Questions, names: Sequence[str]) -> None:
    for name in names:
        questions.name(name)
