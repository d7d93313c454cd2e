"""Calls with another call over them: what a recognizer that separates nothing makes of the louder one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import soundfile

from benchmarks.labels.datasets import digits_pool, fsdd, is_pool
from benchmarks.labels.learned import Library, embed_clips
from benchmarks.labels.rows import mean_row
from benchmarks.table import Row
from coincide.label import Consolidator, Session, make_strategy

WORK = "digits alone, a second digit over it"
N_LABELS = 20
FAINTER_DB = (20.0, 10.0, 5.0, 0.0)


def overlap_rows(library: Library, data: Path, *, seeds: Sequence[int]) -> list[Row]:
    """Accuracy on held-out clips with another held-out clip mixed in, fainter by so much; labels are on clean clips."""
    values: dict[float, list[float]] = {level: [] for level in FAINTER_DB}
    for seed in seeds:
        learned = library.learned(digits_pool(data), seed)
        truth = [str(name) for name in learned.truth.names]
        consolidator = Consolidator(learned.embeddings)
        strategy = make_strategy("tree", learned.embeddings, budget=N_LABELS, seed=seed, spreader=consolidator.spreader)
        session = Session(strategy)
        for _ in range(N_LABELS):
            question = session.ask()
            assert question is not None
            session = session.answer(question, "name", truth[question.row])
        classifier = consolidator.consolidate(session.known.labels).classifier
        for level in FAINTER_DB:
            mixed = _mixed(library.work / f"overlaps_{level:.0f}", data, level)
            best = classifier.predict(embed_clips(learned, mixed, is_known_place=True)).best
            right = [classifier.names[number] == path.stem[0] for number, path in zip(best, mixed, strict=True)]
            values[level].append(float(np.mean(right)))
    return [
        mean_row(WORK, f"accuracy, {N_LABELS} labels, {level:.0f} dB fainter", values[level]) for level in FAINTER_DB
    ]


def _mixed(folder: Path, data: Path, fainter_db: float) -> list[Path]:
    """Write held-out clips with another digit of any speaker laid over their middle; returns the files."""
    clips = sorted(path for path in fsdd(data).glob("*.wav") if not is_pool(path.stem))
    paths = [folder / path.name for path in clips]
    if folder.exists():
        return paths
    folder.mkdir()
    rng = np.random.default_rng(20240607)
    for clip, path in zip(clips, paths, strict=True):
        others = [other for other in clips if other.stem[0] != clip.stem[0]]
        samples, rate_hz = soundfile.read(clip, dtype="float32")
        over, _ = soundfile.read(others[int(rng.integers(len(others)))], dtype="float32")
        over = over[: len(samples)]
        gain = np.sqrt(np.mean(samples**2) / max(1e-12, float(np.mean(over**2)))) * 10 ** (-fainter_db / 20)
        start = (len(samples) - len(over)) // 2
        samples[start : start + len(over)] += np.float32(gain) * over
        soundfile.write(path, samples / max(1.0, float(np.abs(samples).max())), rate_hz, subtype="PCM_16")
    return paths
