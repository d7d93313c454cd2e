"""Whether the files of a model can be used."""

from __future__ import annotations

import numpy as np

from coincide.catalog import CatalogStore, ModelRecord
from coincide.errors import CatalogError
from coincide.learned.model_files import EMBEDDINGS_FILE, FILES, note_files, shard_start
from coincide.learned.opened import LearnedCatalog


def is_whole(store: CatalogStore, record: ModelRecord) -> bool:
    """Say whether the files of a model can be used; the index does not count, it is made from the embeddings."""
    learned = LearnedCatalog(store, record)
    files = learned.files
    if any(files.damage(name) is not None for name in files.noted or {} if shard_start(name) is None):
        return False
    try:
        n_events = store.models.n_events(record.id)
        files.array(EMBEDDINGS_FILE, shape=(n_events, None), dtype=np.float32)
        return bool(learned.model and learned.detector)
    except CatalogError:
        return False


def note_if_whole(store: CatalogStore, record: ModelRecord) -> None:
    """Note what the files of a model are like that was stored before there were digests.

    Parameters
    ----------
    store : open for writing.
    """
    if record.info.get(FILES) is None and is_whole(store, record):
        note_files(store, record)
