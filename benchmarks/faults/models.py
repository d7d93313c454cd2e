"""Damaged files of models, of everything made from them, and of exported folders: thousands, and commands over them.

In process, a trial damages one file and reads it as the program does; on the command line, it damages one file of a
catalog and runs a command. The product stands it if the answer is the one that a whole file gives, or an error with a
remedy; nothing is unexpected, no process dies, memory and time stay bounded. Files of models from before there were
digests are read, too: there, wrong numbers cannot be told from right ones, and only the manner of failing counts.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.apart import apart, where
from benchmarks.damaged_commands import Base, command_trial, complete
from benchmarks.failing_disk import work
from benchmarks.faults import tally
from benchmarks.file_damage import damaged, sealed_again
from benchmarks.options import Options, say
from benchmarks.table import Row
from coincide.app.browse import Browse
from coincide.app.map_points import map_points
from coincide.catalog import CatalogStore, load_array
from coincide.errors import CoincideError
from coincide.learned.index import open_index
from coincide.learned.model import read_model
from coincide.learned.model_files import ModelFiles, files_of
from coincide.learned.opened import LearnedCatalog
from coincide.seeds import generator
from coincide.training import load_checkpoint
from coincide.workflow.export.export import is_export
from coincide.workflow.export.live import live_recognizer
from coincide.workflow.progress import Silent
from coincide.workflow.recognize.recognizer_file import open_recognizer

_BATCH, _BATCHES, _QUICK_BATCHES = 100, 60, 6
_COMMANDS, _QUICK_COMMANDS = 400, 24


def rows(options: Options, folder: Path) -> Iterator[Row]:
    """Damage files in process, then under commands."""
    work.prepare(folder)
    base = complete(folder)
    n_batches, n_commands = (_QUICK_BATCHES, _QUICK_COMMANDS) if options.quick else (_BATCHES, _COMMANDS)
    failures = [failure for batch in range(n_batches) for failure in read_batch(base, seed=batch, n=_BATCH)]
    yield from _told("damaged files of models, read", failures, n_batches * _BATCH)
    failures = [failure for trial in range(n_commands) for failure in command_trial(base, seed=trial)]
    yield from _told("commands over damaged files of models", failures, n_commands)


def _told(work: str, failures: list[str], n_trials: int) -> Iterator[Row]:
    for failure in failures:
        say(f"models: {failure}")
    yield from tally(work, trials=n_trials, failures=len(failures))


def read_batch(base: Base, *, seed: int, n: int) -> list[str]:
    """Read some damaged files in a process of its own; return what the product did not stand."""
    return apart(lambda: _read_all(base, seed, n), what=f"batch {seed} of reading")


def _read_all(base: Base, seed: int, n: int) -> list[str]:
    rng, found = generator(seed, "damaged model"), list[str]()
    place = Path(tempfile.mkdtemp(dir=base.folder))
    with CatalogStore.open(base.catalog) as store:
        readers = _readers(base, store, place)
        whole = {name: read() for name, (_, read, _) in readers.items()}
        for number in range(n):
            name = str(rng.choice(list(readers)))
            path, read, is_compared = readers[name]
            content = path.read_bytes()
            other = base.files[int(rng.integers(len(base.files)))].read_bytes()
            bad, damage = damaged(content, rng, other=other)
            path.write_bytes(sealed_again(bad) if name.endswith("sealed again") else bad)
            try:
                read_now = read()
                if is_compared and not _equal(read_now, whole[name]):
                    found.append(f"{name}, {damage} (batch {seed}, {number}): another answer in silence")
            except CoincideError as error:
                if str(path) not in str(error) and path.name not in str(error):
                    found.append(f"{name}, {damage} (batch {seed}, {number}): names no file: {error}")
            except BaseException as error:
                found.append(f"{name}, {damage} (batch {seed}, {number}): {where(error)}")
            path.unlink()
            path.write_bytes(content)
    shutil.rmtree(place)
    return found


_Reader = tuple[Path, Callable[[], Any], bool]


def _readers(base: Base, store: CatalogStore, place: Path) -> dict[str, _Reader]:
    """Return for each kind of file its path, how it is read, and whether what is read must be what was written."""
    record = store.models.current()
    assert record is not None
    files = files_of(store, record)
    folder = files.folder
    old = ModelFiles(Path(shutil.copytree(folder, place / "old")), None)
    readers: dict[str, _Reader] = {
        "model": (folder / "model.safetensors", lambda: read_model(files).assign(files.embeddings()[:3]), True),
        "embeddings": (folder / "embeddings.npy", lambda: np.array(files.embeddings()), True),
        "map": (folder / "map.npy", lambda: np.array(files.array("map.npy")), True),
        "index": (folder / "index.nsw", lambda: _neighbors(files), True),
        "recognizer": (folder / "recognizer.safetensors", lambda: _taught(store, record), True),
        "detector": (
            folder / "detector.safetensors",
            lambda: LearnedCatalog(store, record).detector.digest,
            True,
        ),
        "map of all": (folder / "map_all.safetensors", lambda: _map(base), True),
        "old model": (old.folder / "model.safetensors", lambda: read_model(old).encoder.keys(), False),
        "old embeddings": (old.folder / "embeddings.npy", lambda: np.array(old.embeddings()).shape, False),
        "old map": (old.folder / "map.npy", lambda: np.array(load_array(old.folder / "map.npy")).shape, False),
        "old index, sealed again": (old.folder / "index.nsw", lambda: _neighbors(old), False),
        "checkpoint": (old.folder / "recognizer.safetensors", lambda: _checkpoint(old.folder), False),
        "export": (place / "manifest.json", lambda: is_export(place), False),
    }
    (place / "manifest.json").write_text(json.dumps({"what": "coincide live page", "format": 1, "files": {}}))
    if (folder / "live.json").exists():
        readers["live"] = (folder / "live.json", lambda: live_recognizer(base.catalog), False)
    return readers


def _neighbors(files: ModelFiles) -> Any:
    return open_index(files).search(np.array(files.embeddings()[:3]), k=3).ids


def _taught(store: CatalogStore, record: Any) -> Any:
    taught = open_recognizer(LearnedCatalog(store, record), progress=Silent())
    assert taught is not None
    return taught.recognizer.classifier.reference


def _map(base: Base) -> Any:
    with Browse(base.catalog) as browse:
        return map_points(browse.snapshot())


def _checkpoint(folder: Path) -> Any:
    found = load_checkpoint(folder / "recognizer.safetensors")
    return None if found is None else sorted(found.tensors)


def _equal(one: Any, other: Any) -> bool:
    if hasattr(one, "categories"):
        return bool(np.array_equal(one.categories, other.categories) and np.array_equal(one.certainty, other.certainty))
    return bool(np.array_equal(one, other)) if isinstance(one, np.ndarray) else one == other
