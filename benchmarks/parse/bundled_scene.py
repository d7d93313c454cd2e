"""The bundled scene as `coincide learn` finds it by its defaults, alone or beside the finches, and what is true."""

from __future__ import annotations

import csv
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.options import say
from coincide.learned.opened import open_learned
from coincide.parse import EventSequence
from coincide.records import category_number
from coincide.workflow.learn.learn import learn

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
    (found,) = _learned(EXAMPLES / "recordings" / "scene", seed).values()
    return found


def scene_beside_finches(seed: int) -> tuple[Scene, list[EventSequence]]:
    """Learn all bundled recordings; returns the scene, and the events of the finches."""
    say(f"learning the bundled recordings, seed {seed}")
    found = _learned(EXAMPLES / "recordings", seed)
    scene = next(name for name in found if "scene" in name)
    return found[scene], [other.events for name, other in found.items() if name != scene]


def _learned(folder: Path, seed: int) -> dict[str, Scene]:
    with tempfile.TemporaryDirectory() as place:
        learn(folder, catalog=Path(place) / "scene.coincide", seed=seed)
        with open_learned(Path(place) / "scene.coincide") as learned:
            contents, vectors = learned.contents, np.array(learned.embeddings)
    events = contents.events
    categories = [category_number(each.category) for each in contents.memberships]
    motifs, songs = (_table(EXAMPLES / "structure" / level / "scene.csv") for level in ("motifs", "songs"))
    found: dict[str, Scene] = {}
    for number, recording in contents.recordings.items():
        rows = [row for row, event in enumerate(events) if event.recording_id == number]
        onsets, offsets = (np.array([getattr(events[row], key) for row in rows]) for key in ("onset_s", "offset_s"))
        sequence = EventSequence([categories[row] for row in rows], onsets, offsets)
        found[recording.name] = Scene(sequence, vectors[rows], motifs, songs)
    return found


def _table(path: Path) -> Segments:
    with path.open(encoding="utf-8", newline="") as file:
        return [(float(row["onset_s"]), float(row["offset_s"])) for row in csv.DictReader(file)]
