"""A finished model takes its place: its folder first, then its rows, so that rows never point to nothing.

Folders are moved and never filled in place; what a killed run left beside them is swept away by the next one.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from coincide.catalog import CatalogStore, ModelRecord, checkpoint_folder, load_array, model_folder
from coincide.errors import CatalogError
from coincide.records import Event
from coincide.workflow.grouping import Grouping
from coincide.workflow.model import EMBEDDINGS_FILE, load_model

_KEPT_MODELS = 2
"""The one before stays, since a reader may have just opened it."""
_REPLACED = ".replaced"


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
    _move_folder(built, model_folder(store.folder, record.id))
    store.put_model(
        record,
        embeddings_rows=[event.id for event in events],
        categories={method: grouping.categories for method, grouping in groupings.items()},
        memberships={method: grouping.memberships for method, grouping in groupings.items()},
        run_id=run_id,
    )
    store.prune_models(_KEPT_MODELS)
    store.prune_detections([record.event_digest])
    sweep_models(store)
    shutil.rmtree(checkpoint_folder(store.folder), ignore_errors=True)


def sweep_models(store: CatalogStore) -> None:
    """Delete model folders that no row speaks of."""
    for folder in model_folder(store.folder, "any").parent.iterdir():
        if store.model(folder.name) is None:
            shutil.rmtree(folder, ignore_errors=True)


def is_whole(store: CatalogStore, record: ModelRecord) -> bool:
    """Say whether the files of a model can be used; the index does not count, it can be made anew."""
    folder = model_folder(store.folder, record.id)
    try:
        load_model(folder)
        load_array(folder / EMBEDDINGS_FILE, shape=(len(store.model_event_ids(record.id)), None), dtype="float32")
    except CatalogError:
        return False
    return True


def _move_folder(built: Path, place: Path) -> None:
    """Move a finished folder to its place; one that is there makes way in one step."""
    place.parent.mkdir(parents=True, exist_ok=True)
    replaced = place.with_name(place.name + _REPLACED)
    shutil.rmtree(replaced, ignore_errors=True)
    if place.exists():
        place.replace(replaced)
    built.replace(place)
