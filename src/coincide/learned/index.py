"""The index of a model: a cache over its embeddings, rebuilt if it is missing, damaged or of other settings."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from coincide.index import IndexFileError, NavigableSmallWorld
from coincide.index.settings import IndexSettings
from coincide.learned.model import INDEX_FILE
from coincide.learned.model_files import ModelFiles
from coincide.seeds import derive


def build_index(embeddings: NDArray[np.float32], settings: IndexSettings, *, seed: int) -> NavigableSmallWorld:
    """Index embeddings (n, dim); ids are rows."""
    return _empty_index(settings, len(embeddings), seed).fit(embeddings)


def open_index(files: ModelFiles) -> NavigableSmallWorld:
    """Read the index of a model; an exact one over the embeddings stands in for one that cannot be read.

    Raises
    ------
    CatalogError : the embeddings cannot be read either.
    """
    kept = _kept(files)
    return build_index(np.array(files.embeddings()), IndexSettings(kind="exact"), seed=0) if kept is None else kept


def is_index_current(files: ModelFiles, settings: IndexSettings, *, seed: int) -> bool:
    """Say whether the index of a model can be read and was built with these settings."""
    found = _kept(files)
    return found is not None and found.get_params() == _empty_index(settings, len(found), seed).get_params()


def renew_index(files: ModelFiles, settings: IndexSettings, *, seed: int) -> None:
    """Build the index of a model again, in place of what is there."""
    build_index(np.array(files.embeddings()), settings, seed=seed).save(files.folder / INDEX_FILE)


def _kept(files: ModelFiles) -> NavigableSmallWorld | None:
    """Read the index of a model, None if it is damaged or of another model."""
    if files.damage(INDEX_FILE) is not None:
        return None
    try:
        index = NavigableSmallWorld.load(files.folder / INDEX_FILE)
    except IndexFileError:
        return None
    return index if index.shape == files.embeddings().shape else None


def _empty_index(settings: IndexSettings, n_events: int, seed: int) -> NavigableSmallWorld:
    return NavigableSmallWorld(
        metric="cosine",
        algorithm=settings.kind_for(n_events),
        max_degree=settings.max_degree,
        ef_construction=settings.ef_construction,
        ef=settings.ef,
        seed=derive(seed, "index"),
    )
