"""Bytes per vector beyond the vector itself, in memory and in a file; each index in a process of its own.

Memory is what the process holds more after building than before, when compiled loops and libraries were loaded already,
once the caller's vectors are gone. Pages and allocators make this too coarse for few vectors.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Collection
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.options import say
from benchmarks.search.contenders import contenders, hnswlib_index, our_index, symphony_index
from benchmarks.search.datasets import Dataset, K, Vectors
from benchmarks.table import Row

PEERS = ("SymphonyQG", "hnswlib")
NAMES = ("defaults", "without codes", "float16", *PEERS)
_STATUS = Path("/proc/self/statm")
_ROOT = Path(__file__).parents[2]
_FEWEST_FOR_MEMORY = 50_000
_CHILD = "import sys; from benchmarks.search.footprint import print_footprint; print_footprint(*sys.argv[1:])"


def footprint_rows(dataset: Dataset, *, names: Collection[str] = NAMES) -> list[Row]:
    """Ours beside SymphonyQG and hnswlib after building, or some of these."""
    has_memory = len(dataset.base) >= _FEWEST_FOR_MEMORY and _STATUS.exists()
    if not _STATUS.exists():
        say("memory is left out: this system does not tell it in /proc/self/statm")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "vectors.npy"
        np.save(path, dataset.base)
        measured = {name: _in_process(name, path) for name in _builders() if name in names}
    peers = {name: measured.pop(name) for name in PEERS if name in measured}
    rows: list[Row] = []
    for name, facts in measured.items():
        for place in ("memory", "file") if has_memory else ("file",):
            title = f"bytes per vector beyond it, {place}, {name}"
            rows += [
                Row(dataset.name, title, facts[place], 0.0, 1, against=peer, against_value=theirs[place])
                for peer, theirs in peers.items()
            ] or [Row(dataset.name, title, facts[place], 0.0, 1)]
            if name == "defaults" and "SymphonyQG" in peers:
                share = facts[place] / peers["SymphonyQG"][place]
                rows.append(Row(dataset.name, f"{title} / SymphonyQG's", share, 0.0, 1, goal="≤ 0.5, aim 0.25"))
    return rows


def print_footprint(name: str, vectors: str) -> None:
    """Measure one index in this process, on the vectors in a .npy file, and print JSON."""
    print(json.dumps(_measure(name, Path(vectors))))


def _builders() -> dict[str, Callable[[Vectors], Any]]:
    builders: dict[str, Callable[[Vectors], Any]] = {
        "defaults": _fitted,
        "without codes": partial(_fitted, quantize=None),
        "float16": partial(_fitted, dtype="float16"),
    }
    of_peers = {"hnswlib": hnswlib_index, "SymphonyQG": symphony_index}
    return builders | {each.name: of_peers[each.name] for each in contenders(*PEERS) if not each.is_ours}


def _fitted(vectors: Vectors, **parameters: Any) -> Any:
    return our_index(**parameters).fit(vectors)


def _in_process(name: str, path: Path) -> dict[str, float]:
    command = [sys.executable, "-c", _CHILD, name, str(path)]
    result = subprocess.run(command, cwd=_ROOT, stdout=subprocess.PIPE, check=True, text=True)
    return json.loads(result.stdout)


def _measure(name: str, path: Path) -> dict[str, float]:
    build = _builders()[name]
    n, dim = np.load(path, mmap_mode="r", allow_pickle=False).shape
    _use(build(np.random.default_rng(0).standard_normal((1_000, dim), dtype=np.float32)), dim)
    before = _resident_bytes()
    vectors = np.load(path, allow_pickle=False)
    index = build(vectors)
    del vectors
    _use(index, dim)
    in_memory = _resident_bytes() - before
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "index"
        save = index.save if hasattr(index, "save") else index.save_index
        save(str(file))
        in_file = file.stat().st_size
    of_vector = dim * (2 if name == "float16" else 4)
    return {"memory": in_memory / n - of_vector, "file": in_file / n - of_vector}


def _use(index: Any, dim: int) -> None:
    """Search once, so that what the first search needs is loaded."""
    query = np.zeros((1, dim), dtype=np.float32)
    if hasattr(index, "kneighbors"):
        index.search(query, k=K)
    elif hasattr(index, "search_batch"):
        index.search_batch(np.zeros((1, index.dim), dtype=np.float32), K, K, num_threads=1)
    else:
        index.knn_query(query, k=K)


def _resident_bytes() -> int:
    gc.collect()
    with contextlib.suppress(OSError, AttributeError):  # elsewhere than in glibc, freed memory may count
        ctypes.CDLL(None).malloc_trim(0)
    if not _STATUS.exists():
        return 0
    return int(_STATUS.read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
