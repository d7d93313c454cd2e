"""A finished model takes its place: its folder first, then its rows, so that rows never point to nothing.

Folders are moved and never filled in place; what a killed run left beside them is swept away by the next one. Damaged
models are set aside, and so are models of a database that knows none of them. Folders that hold anything else than
files of models are not ours and stay.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from coincide.catalog import CatalogStore, ModelRecord, checkpoint_folder, model_folder, set_aside
from coincide.learned.grouping import Grouping
from coincide.learned.model_files import FILES, digests_of, is_model_file
from coincide.records import Event
from coincide.whole_files import sync_folder

_KEPT_MODELS = 2
"""The one before stays, since a reader may have just opened it."""
_REPLACED = ".replaced"
_OURS = re.compile(r"[0-9a-f]{16}(\.replaced)?")


def install_model(
    store: CatalogStore,
    record: ModelRecord,
    *,
    built: Path,
    events: Sequence[Event],
    groupings: Mapping[str, Grouping],
    run_id: int,
) -> None:
    """Make a model the current one.

    Parameters
    ----------
    built : its finished folder; it is moved.
    events : in row order.
    groupings : by method.
    """
    noted = replace(record, info={**record.info, FILES: digests_of(built)})
    if store.models.current() is None:
        _set_strangers_aside(store, but=record.id)
    _move_folder(built, model_folder(store.folder, record.id))
    store.models.put(
        noted,
        embeddings_rows=[event.id for event in events],
        categories={method: grouping.categories for method, grouping in groupings.items()},
        memberships={method: grouping.memberships for method, grouping in groupings.items()},
        run_id=run_id,
    )
    store.models.prune(_KEPT_MODELS)
    store.detections.prune([record.event_digest])
    sweep_models(store)
    shutil.rmtree(checkpoint_folder(store.folder), ignore_errors=True)


def sweep_models(store: CatalogStore) -> None:
    """Delete model folders that no row refers to; none while the catalog has no model yet."""
    if store.models.current() is not None:
        for folder in _strangers(store):
            shutil.rmtree(folder, ignore_errors=True)


def set_model_aside(store: CatalogStore, record: ModelRecord) -> Path | None:
    """Move the files of a damaged model out of the way; return where they are now, None if there are none."""
    folder = model_folder(store.folder, record.id)
    return set_aside(store.folder, folder) if folder.exists() else None


def _move_folder(built: Path, place: Path) -> None:
    """Move a finished folder to its place; one that is there makes way in one step."""
    place.parent.mkdir(parents=True, exist_ok=True)
    replaced = place.with_name(place.name + _REPLACED)
    shutil.rmtree(replaced, ignore_errors=True)
    if place.exists():
        place.replace(replaced)
    built.replace(place)
    sync_folder(place.parent)  # before rows refer to it


def _strangers(store: CatalogStore) -> list[Path]:
    """Return the folders of models that no row refers to."""
    folders = sorted(model_folder(store.folder, "any").parent.iterdir())
    return [folder for folder in folders if _is_ours(folder) and store.models.get(folder.name) is None]


def _is_ours(folder: Path) -> bool:
    """Say whether this program made a folder, and whether it is unchanged."""
    if _OURS.fullmatch(folder.name) is None or folder.is_symlink() or not folder.is_dir():
        return False
    return all(path.is_file() and is_model_file(path.name) for path in folder.iterdir())


def _set_strangers_aside(store: CatalogStore, *, but: str) -> None:
    """Keep the models of a database that was lost; of this id a run that was killed may have left one."""
    for folder in _strangers(store):
        if folder.name != but:
            set_aside(store.folder, folder)
