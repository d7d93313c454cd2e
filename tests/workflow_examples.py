"""Small folders of calls, and quick learning for the tests of the workflows."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from benchmarks.synthetic import CALL_NAMES, LabeledClip, lay_scene, synthesize_call
from coincide.annotations import RecordingSpan, write_annotations
from coincide.catalog import CatalogStore
from coincide.learned.settings import LearnSettings, load_settings
from coincide.records import Annotation
from coincide.seeds import generator
from coincide.workflow.learn.learn import LearnResult, learn

RATE_HZ = 16_000
KINDS = (0, 2, 6)
SEEDS = (1, 9, 10)
QUICK = {"embed": {"steps": 20, "baseline_steps": 5, "space": "ours"}, "categorize": {"steps": 20}}
"""What is learned in twenty steps stays, though log-mel may be better."""
_TIMES = {"runs", "roots", "models", "edition"}
"""Tables that hold times of day, or how often was written."""
Grouped = list[tuple[str, int, float, float, int | None, float]]


def quick(**stages: dict[str, Any]) -> LearnSettings:
    """Settings that learn in a second, with changes by stage."""
    return load_settings(
        overrides={name: {**QUICK.get(name, {}), **stages.get(name, {})} for name in {*QUICK, *stages}}
    )


def write_calls(
    path: Path,
    *,
    seed: int,
    duration_s: float = 15.0,
    sample_rate_hz: int = RATE_HZ,
    gap_s: tuple[float, float] = (0.3, 0.6),
    subtype: str | None = None,
) -> list[Annotation]:
    """Write a recording of synthetic calls; returns the truth."""
    rng = generator(seed, "calls")
    kinds = [KINDS[number % len(KINDS)] for number in range(round(2 * duration_s))]
    clips = [
        LabeledClip(synthesize_call(kind, sample_rate_hz=sample_rate_hz, rng=rng), sample_rate_hz, CALL_NAMES[kind])
        for kind in kinds
    ]
    scene = lay_scene(
        clips,
        duration_s=duration_s,
        sample_rate_hz=sample_rate_hz,
        snr_db=15,
        gap_s=gap_s,
        recording=path.name,
        rng=rng,
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, scene.samples, sample_rate_hz, subtype=subtype)
    return scene.annotations


def write_folder(folder: Path, *, n_files: int = 2) -> Path:
    """Write a folder of recordings with about 20 events each, the same each time."""
    for number in range(n_files):
        write_calls(folder / f"r{number}.wav", seed=SEEDS[number])
    return folder


def write_stereo(path: Path) -> Path:
    """Write a recording with about 20 calls on the left and fewer, others, on the right."""
    left, right = path.with_name("left.wav"), path.with_name("right.wav")
    write_calls(left, seed=1)
    write_calls(right, seed=41, gap_s=(0.8, 1.1))
    sides = [soundfile.read(side)[0] for side in (left, right)]
    left.unlink()
    right.unlink()
    soundfile.write(path, np.stack(sides, axis=1), RATE_HZ)
    return path


def quick_learn(folder: Path, catalog: Path, **options: Any) -> LearnResult:
    given: dict[str, Any] = {"settings": quick(), **options}
    return learn(folder, catalog=catalog, **given)


def learn_lesson(folder: Path) -> None:
    """Write `sounds` and what is in them as `truth.csv`, and learn `learned.coincide`.

    It learns long enough that calls are told apart wherever the microphone stands.
    """
    sounds = folder / "sounds"
    truth: list[Annotation] = []
    for number in range(2):
        truth += write_calls(sounds / f"r{number}.wav", seed=SEEDS[number])
    spans = [RecordingSpan(f"r{number}.wav", str(sounds / f"r{number}.wav"), 15.0, RATE_HZ) for number in range(2)]
    write_annotations(folder / "truth.csv", truth, spans, format="csv")
    settings = quick(embed={"steps": 150}, categorize={"steps": 30})
    quick_learn(sounds, folder / "learned.coincide", settings=settings)


def learn_stereo(place: Path, channels: int | str) -> Path:
    """Learn one recording of two channels in `place`, where other catalogs of it may lie; returns the catalog."""
    sounds = place / "sounds"
    if not sounds.exists():
        sounds.mkdir()
        write_stereo(sounds / "pair.wav")
    settings = quick(recordings={"channels": channels})
    return quick_learn(sounds, place / f"{channels}.coincide", settings=settings).catalog


def grouped(catalog: Path) -> Grouped:
    """What was found, without ids: content hash, channel, onset, offset, category and certainty of each event."""
    with CatalogStore.open(catalog) as store:
        model = store.models.current()
        assert model is not None
        events = store.events.by_id(store.models.event_ids(model.id))
        hashes = {recording.id: recording.content_hash for recording in store.recordings.all()}
        return [
            (hashes[e.recording_id], e.channel, e.onset_s, e.offset_s, member.category, member.certainty)
            for e, member in zip(events.values(), store.categories.memberships(model.id), strict=True)
        ]


def model_id(catalog: Path) -> str:
    with CatalogStore.open(catalog) as store:
        model = store.models.current()
        assert model is not None
        return model.id


def problem_kinds(catalog: Path) -> dict[str, str]:
    """Kind of problem by file name; fails if a file has two."""
    with CatalogStore.open(catalog) as store:
        problems = store.problems.all()
    kinds = {Path(problem.path).name: problem.kind for problem in problems}
    assert len(kinds) == len(problems), problems
    return kinds


@dataclass
class Watch:
    """Listens to a workflow: totals by stage, and something to do while a stage runs."""

    meanwhile: dict[str, Callable[[], object]] = field(default_factory=dict[str, Callable[[], object]])
    totals: dict[str, float] = field(default_factory=dict[str, float])
    said: list[str] = field(default_factory=list[str])

    @contextmanager
    def stage(self, name: str, *, total: float, unit: str) -> Generator[Watch]:
        del unit
        self.totals[name] = total
        self.meanwhile.get(name, str)()
        yield self

    def advance(self, amount: float, /) -> None:
        """Count nothing."""

    def say(self, message: str, /) -> None:
        self.said.append(message)


def held_in(catalog: Path) -> dict[str, Any]:
    """All rows of a catalog, and all bytes of the files of its model, without times and numbers of runs."""
    with closing(sqlite3.connect(f"file:{catalog / 'catalog.sqlite'}?immutable=1", uri=True)) as tables:
        names = [name for (name,) in tables.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = {name: _rows(tables, name) for name in names if name not in _TIMES}
    return rows | {file.name: file.read_bytes() for file in (catalog / "models").rglob("*") if file.is_file()}


def _rows(tables: sqlite3.Connection, name: str) -> Any:
    columns = [
        column
        for _, column, *_ in tables.execute(f"PRAGMA table_info({name})")
        if not column.endswith(("run", "run_id"))
    ]
    return tables.execute(f"SELECT {', '.join(columns)} FROM {name}").fetchall()
