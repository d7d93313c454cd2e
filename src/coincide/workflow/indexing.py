"""The index of a model: a cache over its embeddings, made anew wherever it is missing, damaged or set up otherwise."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coincide.catalog import load_array
from coincide.errors import IndexFileError
from coincide.index import NavigableSmallWorld
from coincide.index.settings import IndexSettings
from coincide.seeds import derive
from coincide.workflow.model import EMBEDDINGS_FILE, INDEX_FILE


def build_index(embeddings: NDArray[np.float32], settings: IndexSettings, *, seed: int) -> NavigableSmallWorld:
    """Index embeddings (n, dim); ids are rows."""
    return _empty_index(settings, len(embeddings), seed).fit(embeddings)


def open_index(folder: Path) -> NavigableSmallWorld:
    """Read the index of a model folder; an exact one over the embeddings stands in for one that cannot be read.

    Raises
    ------
    CatalogError : the embeddings cannot be read either.
    """
    try:
        return NavigableSmallWorld.load(folder / INDEX_FILE)
    except IndexFileError:
        return build_index(np.array(load_array(folder / EMBEDDINGS_FILE)), IndexSettings(kind="exact"), seed=0)


def renew_index(folder: Path, settings: IndexSettings, *, seed: int) -> bool:
    """Make the index of a model folder anew if it cannot be read, is old or was made otherwise; say whether."""
    embeddings = np.array(load_array(folder / EMBEDDINGS_FILE))
    wanted = _empty_index(settings, len(embeddings), seed)
    try:
        found = NavigableSmallWorld.load(folder / INDEX_FILE)
    except IndexFileError:
        found = None
    if found is not None and found.get_params() == wanted.get_params():
        return False
    wanted.fit(embeddings).save(folder / INDEX_FILE)
    return True


def _empty_index(settings: IndexSettings, n_events: int, seed: int) -> NavigableSmallWorld:
    return NavigableSmallWorld(
        metric="cosine",
        algorithm=settings.kind_for(n_events),
        max_degree=settings.max_degree,
        ef_construction=settings.ef_construction,
        ef=settings.ef,
        seed=derive(seed, "index"),
    )
