"""The bundled scene as `coincide learn` finds it by its defaults, and its true motifs and songs."""

from __future__ import annotations

import csv
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.options import say
from coincide.parse import EventSequence
from coincide.workflow.learn.learn import learn
from coincide.workflow.opened import Catalog

EXAMPLES = Path(__file__).parents[2] / "examples"
Segments = list[tuple[float, float]]


@dataclass(frozen=True)
class Scene:
    """Events that were found, in order, with their vectors (n, dim); and the truth, which nothing is learned from."""

    events: EventSequence
    vectors: npt.NDArray[np.float32]
    motifs: Segments
    songs: Segments


def bundled_scene(seed: int) -> Scene:
    """Learn the scene; the truth are the tables in ``examples/structure``."""
    say(f"learning the bundled scene, seed {seed}")
    with tempfile.TemporaryDirectory() as place:
        learn(EXAMPLES / "recordings" / "scene", catalog=Path(place) / "scene.coincide", seed=seed)
        catalog = Catalog(Path(place) / "scene.coincide")
        events, categories, vectors = catalog.events, catalog.assignments.tolist(), np.array(catalog.embeddings)
    onsets, offsets = (np.array([getattr(each, name) for each in events]) for name in ("onset_s", "offset_s"))
    motifs, songs = (_table(EXAMPLES / "structure" / level / "scene.csv") for level in ("motifs", "songs"))
    return Scene(EventSequence(categories, onsets, offsets), vectors, motifs, songs)


def _table(path: Path) -> Segments:
    with path.open(encoding="utf-8", newline="") as file:
        return [(float(row["onset_s"]), float(row["offset_s"])) for row in csv.DictReader(file)]
