"""`LearnedCatalog`: the current model of an open catalog, with all that belongs to it.

Every command but `learn` begins here. Each part is read from the disk when it is first asked for, and once: a command
that only needs the embeddings waits neither for the events nor for the index. What reads a part is imported with it:
counting calls needs none of SciPy.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from coincide.catalog import CatalogStore, ModelRecord, Run, find_catalog
from coincide.learned.current import learned_model

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from coincide.index import ShardedIndex
    from coincide.learned.answers import EarlierAnswers
    from coincide.learned.contents import Contents
    from coincide.learned.detector import Detector
    from coincide.learned.model import Model
    from coincide.learned.model_files import ModelFiles
    from coincide.learned.originals import Originals
    from coincide.learned.settings import LearnSettings


class LearnedCatalog:
    """What was learned, as it was when each part of it was first read.

    Parameters
    ----------
    store : an open catalog; it stays the caller's.
    record : one of its models; the current one if not given.

    Raises
    ------
    NotLearnedError : nothing has been learned yet.
    CatalogError : from each part: it is damaged or missing.
    """

    def __init__(self, store: CatalogStore, record: ModelRecord | None = None) -> None:
        self.store = store
        self.record: ModelRecord = learned_model(store) if record is None else record

    @cached_property
    def files(self) -> ModelFiles:
        """Its files; the embeddings are mapped from the disk."""
        from coincide.learned.model_files import files_of

        return files_of(self.store, self.record)

    @cached_property
    def run(self) -> Run:
        """The run that learned it."""
        return self.store.runs.of_model(self.record)

    @property
    def version(self) -> str:
        """The version of this program that learned it; empty if unknown."""
        return str(self.run.versions.get("coincide", ""))

    @cached_property
    def settings(self) -> LearnSettings:
        """The settings that found its events."""
        from coincide.learned.settings import kept_values, load_settings

        return load_settings(overrides=kept_values(self.run.settings))

    @cached_property
    def contents(self) -> Contents:
        """Its events and categories."""
        from coincide.learned.contents import read_contents

        return read_contents(self.store, self.record)

    @cached_property
    def recalled(self) -> EarlierAnswers:
        """What people said about its events."""
        from coincide.learned.answers import recall

        return recall(self.store, self.contents)

    @cached_property
    def detector(self) -> Detector:
        """What found its events."""
        from coincide.learned.detector import read_detector

        return read_detector(self.files, self.settings)

    @cached_property
    def model(self) -> Model:
        """What embeds and categorizes a sound."""
        from coincide.learned.model import read_model

        return read_model(self.files)

    @cached_property
    def embeddings(self) -> NDArray[np.float32]:
        """Of its events, (n, dim) unit rows, in memory."""
        import numpy as np

        return np.array(self.files.embeddings())

    @cached_property
    def index(self) -> ShardedIndex:
        """Finds its nearest events by their embeddings."""
        from coincide.learned.index import open_index

        return open_index(self.files)

    @cached_property
    def originals(self) -> Originals:
        """Whether the recordings are still those that were learned from."""
        from coincide.learned.originals import Originals

        return Originals(self.store.files.get)


@contextmanager
def open_learned(catalog: str | Path | None) -> Generator[LearnedCatalog]:
    """Open a learned catalog to read; the only one in the current folder if it is not given.

    Raises
    ------
    CatalogError : there is no catalog, or it is damaged.
    NotLearnedError : nothing has been learned yet.
    """
    with CatalogStore.open(find_catalog(catalog)) as store:
        yield LearnedCatalog(store)
