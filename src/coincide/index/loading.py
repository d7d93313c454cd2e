"""Opens a saved index of either kind."""

from __future__ import annotations

from pathlib import Path

from coincide.index import exact, files, graph
from coincide.index.protocol import Index


def load(path: str | Path, *, mmap: bool = False) -> Index:
    """Read a saved index, whatever its kind.

    Parameters
    ----------
    mmap : leave the arrays in the file and let the system fetch what a search touches.

    Raises
    ------
    IndexFileError : missing, damaged, foreign or newer.
    """
    stored = files.read(Path(path), mmap=mmap)
    if stored.kind == exact.KIND:
        return exact.ExactIndex.from_stored(Path(path), stored)
    if stored.kind == graph.KIND:
        return graph.NavigableSmallWorld.from_stored(Path(path), stored)
    raise files.wrong_kind(Path(path), found=stored.kind, expected=f"{exact.KIND!r} or {graph.KIND!r}")
