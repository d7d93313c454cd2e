"""What a catalog, index files, saved networks and an exported page answer, as plain data to compare with.

`tests/golden/write.py` wrote these answers beside the files when a version was new; `tests/golden/test_kept.py` asks
them again of the same files. Numbers are rounded to what is equal on all machines.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
import torch
from coincide_trees import Tree, load_model

import coincide
from coincide.catalog import CatalogStore
from coincide.index import NavigableSmallWorld
from coincide.recognize.onnx import OnnxSession
from coincide.workflow.parse.parsed import stored_structure

INDEXES: dict[str, dict[str, Any]] = {
    "vectors": {"metric": "cosine", "algorithm": "brute"},
    "vector_graph": {"metric": "euclidean", "algorithm": "graph", "max_degree": 4},
    "int8_graph": {"metric": "euclidean", "algorithm": "graph", "max_degree": 4, "quantize": "int8"},
    "series": {"metric": "dtw", "algorithm": "brute"},
    "series_graph": {"metric": "dtw", "algorithm": "graph", "max_degree": 4, "band": 0.2},
}
QUERIES_AT_S = (1.0, 5.5, 9.0)
DIGITS = 4


def catalog_answers(catalog: Path, sounds: Path) -> dict[str, Any]:
    """Ask a catalog of `sounds` all that does not change it; a recording beside `sounds` is new to it."""
    opened = coincide.open_catalog(catalog)
    recognized = opened.recognize(sounds.parent / "held_out.flac", categories=False)
    return {
        "events": [_rounded(e.onset_s, e.offset_s, e.low_hz, e.high_hz, e.snr_db) for e in opened.events],
        "categories": [[c.number, c.size, c.name, round(c.certainty, DIGITS)] for c in opened.categories],
        "assignments": opened.assignments.tolist(),
        "embeddings": [_rounded(*row) for row in opened.embeddings[:5]],
        "hits": [_hits(opened, sounds, at_s, metric) for at_s in QUERIES_AT_S for metric in ("embedding", "dtw")],
        "recognized": [
            [c.label, *_rounded(c.onset_s, c.offset_s, 0.0 if c.confidence is None else c.confidence)]
            for c in recognized.calls
        ],
        **_said(catalog),
        "trees": [[one.recording.name, *_plain(one.tree)] for one in stored_structure(catalog).trees],
        "motifs": [[motif.name, motif.level, motif.count] for motif in opened.motifs()],
    }


def index_answers(folder: Path) -> dict[str, Any]:
    """Ask each index file for the five nearest of three queries."""
    queries = index_items()[:3] + 0.1
    answers = {}
    for name in INDEXES:
        distances, ids = NavigableSmallWorld.load(folder / f"{name}.nsw").kneighbors(queries, n_neighbors=5)
        answers[name] = {"ids": ids.tolist(), "distances": [_rounded(*row) for row in distances]}
    return answers


def network_answers(folder: Path) -> dict[str, Any]:
    """Read each saved network and tell the sum of what it is made of."""
    return {
        path.stem: round(float(sum(t.double().abs().sum() for t in load_model(path).state_dict().values())), DIGITS)
        for path in sorted(folder.glob("*.safetensors"))
    }


def page_answers(folder: Path, sound: Path) -> dict[str, Any]:
    """Ask the recognizer of an exported page about a recording, hop by hop, as the page does."""
    manifest = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    session = OnnxSession((folder / manifest["file"]).read_bytes())
    samples, _ = soundfile.read(sound, dtype="float32")
    hop = manifest["hop_samples"]
    state = np.zeros((1, manifest["state_size"]), dtype=np.float32)
    told = []
    for start in range(0, len(samples) - hop + 1, hop):
        got = session.run({"audio": samples[None, start : start + hop], "state": state})
        state = got["next_state"]
        told.append(got["probabilities"].ravel())
    return {
        "labels": manifest["labels"],
        "probabilities": [_rounded(*each) for each in told[:: max(1, len(told) // 40)]],
    }


def index_items() -> np.ndarray:
    """The items that the index files hold, (40, 6)."""
    return np.random.default_rng(0).normal(size=(40, 6))


def one_thread() -> None:
    torch.set_num_threads(1)


def _hits(opened: coincide.Catalog, sounds: Path, at_s: float, metric: str) -> list[list[Any]]:
    found = opened.search(sounds / "r0.flac", at_s=at_s, for_s=0.4, k=5, metric=metric)
    return [[hit.recording.name, *_rounded(hit.event.onset_s, hit.distance)] for hit in found.hits]


def _said(catalog: Path) -> dict[str, Any]:
    with CatalogStore.open(catalog) as store:
        return {
            "labels": [[x.label, x.who, x.how, *_rounded(x.onset_s, x.offset_s)] for x in store.labels.all()],
            "answers": [[x.name, x.answer, x.who, x.size, x.undone_at is None] for x in store.answers.all(undone=True)],
            "runs": [[run.command, run.status, run.seed] for run in store.runs.all()],
        }


def _plain(tree: Tree) -> list[Any]:
    return [list(tree.leaves), [list(children) for children in tree.children], list(tree.labels)]


def _rounded(*numbers: float) -> list[float]:
    return [round(float(number), DIGITS) for number in numbers]
