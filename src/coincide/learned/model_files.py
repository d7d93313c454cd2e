"""Which files a learned model consists of, and whether they still are what was learned.

A model folder holds ``model.safetensors``, ``embeddings.npy`` (a row per event), ``index.nsw`` and more shards of the
index where there are many events, ``learned_from.npy`` (rows that were learned from), the map of some events in two
dimensions, the detector, and the features of the baselines.

A model's record holds size and SHA-256 of every file that learning wrote. A file is hashed in full the first time that
a process opens it, 10 ms for 50,000 events, and again when it was touched since: a model with a damaged file gives an
error and never a wrong answer. A record from before there were digests holds none; its files are taken as they are
until the next writing command notes them.

Places on the map, and files that commands add later, such as the recognizer, are caches and carry checksums of their
own.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from coincide.catalog import CatalogStore, ModelRecord, load_array, model_folder, unusable, why_unread
from coincide.errors import CatalogError
from coincide.learned.grouping import ORIGINAL, PCA
from coincide.records import FileState
from coincide.tensor_files import DamagedTensorsError, load_tensors, save_tensors

MODEL_FILE, EMBEDDINGS_FILE, INDEX_FILE = "model.safetensors", "embeddings.npy", "index.nsw"
LEARNED_ROWS_FILE, MAP_FILE, MAP_ROWS_FILE = "learned_from.npy", "map.npy", "map_rows.npy"
DETECTOR_FILE = "detector.safetensors"
FILES = "files"
"""Where a model's record keeps the digests."""
GENERATED = "generated"
"""Where the record of a generated season says that it is one."""
_WRITTEN = (MODEL_FILE, EMBEDDINGS_FILE, LEARNED_ROWS_FILE, MAP_FILE, MAP_ROWS_FILE, DETECTOR_FILE)
_PLACES_FILE, _PLACES = "map_all.safetensors", "points"
_BASELINES = tuple(f"{method}.npy" for method in (PCA, ORIGINAL))
_SHARD = re.compile(r"index(?:-([1-9][0-9]{0,17}))?\.nsw")
_CACHE = re.compile(
    r"recognizer\.safetensors|live\.(onnx|json)|map_all\.(npy|safetensors)|series\.json|series-[0-9a-f]+\.nsw"
    r"|\.[0-9a-f]{16}\.tmp"
)


@dataclass(frozen=True, slots=True)
class DamagedFile:
    """A file that is not what was written.

    Attributes
    ----------
    model_id : the model that it belongs to.
    """

    path: Path
    model_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """The files of one model.

    Attributes
    ----------
    folder : where they lie.
    noted : size and SHA-256 by name; None for a model that was stored without.
    n_events : rows of the embeddings, None if unknown.
    is_generated : whether nothing was learned, and there are no files; see `coincide.workflow.survey.season_catalog`.
    """

    folder: Path
    noted: Mapping[str, Mapping[str, Any]] | None
    n_events: int | None = None
    is_generated: bool = False

    def has(self, name: str) -> bool:
        """Say whether the model has a file of this name, damaged or not."""
        return (self.folder / name).exists() or name in (self.noted or {})

    def checked(self, name: str) -> Path:
        """Return the path of a file, after making sure that it is what was written.

        Raises
        ------
        CatalogError : it is damaged or missing.
        """
        if self.is_generated:
            raise CatalogError(
                f"`{self.folder.parent.parent}` is a generated season, without sound or a network. It can be counted, "
                "validated and plotted; to search, label or recognize, learn from recordings: `coincide learn FOLDER`."
            )
        path = self.folder / name
        reason = self.damage(name)
        if reason is not None:
            raise unusable(path, reason)
        return path

    def damage(self, name: str) -> str | None:
        """Say what is wrong with a file, None if it is what was written, or nothing is known about it."""
        expected = None if self.noted is None else self.noted.get(name)
        if expected is None:
            return None
        try:
            found = _facts(self.folder / name)
        except OSError as error:
            return why_unread(error)
        if found == expected:
            return None
        if found["size"] != expected.get("size"):
            return f"expected {expected.get('size')} bytes, found {found['size']}"
        return f"expected SHA-256 {str(expected.get('sha256'))[:12]}…, found {found['sha256'][:12]}…"

    def embeddings(self) -> NDArray[np.float32]:
        """Open the embeddings (n, dim); their values come from the disk when they are used.

        Raises
        ------
        CatalogError : their file is missing or damaged.
        """
        return self.array(EMBEDDINGS_FILE, shape=(self.n_events, None), dtype=np.float32)

    def array(
        self, name: str, *, shape: tuple[int | None, ...] | None = None, dtype: DTypeLike | None = None
    ) -> NDArray[Any]:
        """Open an array; see `coincide.catalog.load_array`.

        Raises
        ------
        CatalogError : its file is missing or damaged.
        """
        return load_array(self.checked(name), shape=shape, dtype=dtype)


def read_places(folder: Path) -> NDArray[np.float32]:
    """Return where on the map all events of a model lie, (n, 2) in row order; none where its folder does not say so."""
    with contextlib.suppress(OSError, DamagedTensorsError, KeyError):
        return load_tensors(folder / _PLACES_FILE, is_sealed=True).arrays[_PLACES]
    return np.zeros((0, 2), dtype=np.float32)


def write_places(folder: Path, places: NDArray[np.float32]) -> None:
    """Keep where on the map all events of a model lie, (n, 2).

    Raises
    ------
    OSError : its folder cannot be written to.
    """
    save_tensors(folder / _PLACES_FILE, {_PLACES: places}, {})


def files_of(store: CatalogStore, record: ModelRecord) -> ModelFiles:
    """Return the files of a model."""
    folder, n_events = model_folder(store.folder, record.id), store.models.n_events(record.id)
    return ModelFiles(folder, record.info.get(FILES), n_events, bool(record.info.get(GENERATED)))


def is_model_file(name: str) -> bool:
    """Say whether a file of this name in a model's folder is one that this program writes."""
    return _is_noted(name) or _CACHE.fullmatch(name) is not None


def digests_of(folder: Path) -> dict[str, dict[str, Any]]:
    """Return size and SHA-256 of the files that learning wrote into `folder`, by name.

    Raises
    ------
    OSError : one of them cannot be read.
    """
    return {path.name: _facts(path) for path in sorted(folder.iterdir()) if _is_noted(path.name)}


def note_files(store: CatalogStore, record: ModelRecord, *names: str) -> None:
    """Note what the files of a model are like now: all of them, or those of these names.

    Parameters
    ----------
    store : open for writing.
    """
    folder = model_folder(store.folder, record.id)
    noted = {**record.info[FILES], **{name: _facts(folder / name) for name in names}} if names else digests_of(folder)
    store.models.add_info(record.id, {FILES: noted})


def damaged_files(store: CatalogStore) -> list[DamagedFile]:
    """Hash every file of every model of a catalog; return those that are not what was written, by model and name."""
    found: list[DamagedFile] = []
    for record in store.models.all():
        files = files_of(store, record)
        for name in sorted(files.noted or {}):
            reason = files.damage(name)
            if reason is not None:
                found.append(DamagedFile(files.folder / name, record.id, reason))
    return found


def shard_file(start: int) -> str:
    """Return the name of the shard of the index that begins with a row."""
    return INDEX_FILE if start == 0 else f"index-{start}.nsw"


def shard_start(name: str) -> int | None:
    """Return the first row of the shard that a file of this name holds, None if it is no shard."""
    found = _SHARD.fullmatch(name)
    return None if found is None else int(found[1] or 0)


def _is_noted(name: str) -> bool:
    return name in (*_WRITTEN, *_BASELINES) or shard_start(name) is not None


def _facts(path: Path) -> dict[str, Any]:
    state = FileState.of(path.stat())
    return {"size": state.size_bytes, "sha256": _known_sha256(path, state) if state.is_at_rest() else _sha256(path)}


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@lru_cache(maxsize=256)
def _known_sha256(path: Path, _state: FileState) -> str:
    """Hash a file once, as long as it is not touched again."""
    return _sha256(path)
