"""Folders of recordings with truth."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from coincide.annotations import RecordingSpan, write_annotations
from coincide.recordings import CALL_NAMES, LabeledClip, lay_scene, synthesize_call
from coincide.records import Annotation

BUNDLED = Path(__file__).parents[2] / "examples" / "recordings"


@dataclass(frozen=True)
class Dataset:
    """One folder to learn from.

    Attributes
    ----------
    make : puts the recordings into an empty folder and returns the truth table or folder.
    goals : what is wanted, by metric.
    settings : settings of learning that the data need.
    group_of : the individual or place of a recording by its name, for retrieval across these; None for recordings.
    is_timed : learned with the default effort for the baselines, so that its CPU time is what users pay.
    """

    name: str
    make: Callable[[Path], Path]
    goals: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    group_of: Callable[[str], str] | None = None
    is_quick: bool = False
    is_timed: bool = False


def datasets(data: Path | None) -> Iterator[Dataset]:
    """Yield what can be measured here."""
    yield Dataset("bundled scene (80 s, 9 kinds)", lambda place: _bundled(place, "scene"), is_quick=True)
    yield Dataset("bundled finch bout (8.5 s, 12 kinds)", lambda place: _bundled(place, "finch_bout"), is_quick=True)
    yield Dataset(f"synthetic calls, 10 dB (10 min, {len(CALL_NAMES)} kinds)", _synthetic, is_quick=True)
    if data is None:
        return
    song = {"detection F1": "≥ .97"}
    yield Dataset(
        "finch song gy6or6",
        lambda place: _link_tree(data / "audio" / "bf_nicholson_gy6or6", place),
        goals=song | {"NMI": "≥ .90", "purity": "≥ .96"},
        is_quick=True,
    )
    yield Dataset(
        "finch song Koumura bird 0", lambda place: _link_tree(data / "audio" / "bf_koumura_bird0", place), goals=song
    )
    yield Dataset(
        "spoken digits alone (FSDD)",
        lambda place: _digits_alone(data / "audio" / "fsdd", place),
        goals={
            "NMI": "≥ .83",
            "purity": "≥ .89",
            "R@1 across": "≥ .90",
            "CPU s of training": "≤ 60",
        },
        settings={"events": {"method": "whole"}},
        group_of=lambda name: name.partition("/")[0],
    )
    for snr_db in (10, 0):
        yield Dataset(
            f"spoken digits in noise, {snr_db} dB, 1 h",
            lambda place, snr_db=snr_db: _digits_in_noise(data / "audio" / "fsdd", place, snr_db=snr_db),
            goals={"CPU s, folder to categories": "≤ 90"} if snr_db == 10 else {},
            is_timed=True,
        )


def _bundled(place: Path, name: str) -> Path:
    _link_tree(BUNDLED / name, place)
    shutil.rmtree(place / "structure", ignore_errors=True)
    return place


def _link_tree(source: Path, place: Path) -> Path:
    shutil.copytree(source, place, dirs_exist_ok=True, copy_function=_link)
    return place


def _link(source: str, target: str) -> str:
    Path(target).symlink_to(Path(source).resolve())
    return target


def _synthetic(place: Path) -> Path:
    rng = np.random.default_rng(20240607)
    clips = [
        LabeledClip(synthesize_call(kind, sample_rate_hz=24_000, rng=rng), 24_000, name)
        for kind, name in enumerate(CALL_NAMES)
        for _ in range(40)
    ]
    return _lay_scenes(clips, place, n_scenes=5, duration_s=120.0, rate_hz=24_000, snr_db=10.0, rng=rng)


def _digits_alone(source: Path, place: Path) -> Path:
    """One folder per speaker, so that a speaker is a source; the truth is in the names."""
    truth = place.with_suffix(".csv")
    with truth.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["recording", "start_s", "end_s", "label"])
        for path in sorted(source.glob("*.wav")):
            digit, speaker, _ = path.stem.split("_")
            (place / speaker).mkdir(exist_ok=True)
            (place / speaker / path.name).symlink_to(path.resolve())
            table.writerow([f"{speaker}/{path.name}", 0.0, soundfile.info(path).duration, digit])
    return truth


def _digits_in_noise(source: Path, place: Path, *, snr_db: float) -> Path:
    """Speakers mixed in each file."""
    rng = np.random.default_rng(20240607)
    clips: list[LabeledClip] = []
    for path in sorted(source.glob("*.wav")):
        samples, rate_hz = soundfile.read(path, dtype="float32")
        clips.append(LabeledClip(_trimmed(samples, rate_hz), rate_hz, path.stem[0]))
    return _lay_scenes(clips, place, n_scenes=15, duration_s=240.0, rate_hz=8_000, snr_db=snr_db, rng=rng)


def _lay_scenes(
    clips: Sequence[LabeledClip],
    place: Path,
    *,
    n_scenes: int,
    duration_s: float,
    rate_hz: int,
    snr_db: float,
    rng: np.random.Generator,
) -> Path:
    truth: list[Annotation] = []
    spans: list[RecordingSpan] = []
    for number, rows in enumerate(np.array_split(rng.permutation(len(clips)), n_scenes)):
        name = f"scene_{number:02d}.wav"
        scene = lay_scene(
            [clips[row] for row in rows], duration_s=duration_s, sample_rate_hz=rate_hz, snr_db=snr_db, rng=rng
        )
        soundfile.write(place / name, scene.samples, rate_hz, subtype="PCM_16")
        truth += [replace(one, recording=name) for one in scene.annotations]
        spans.append(RecordingSpan(name, name, duration_s, rate_hz))
    table = place.with_suffix(".csv")
    write_annotations(table, truth, spans, format="csv", layout="one")
    return table


def _trimmed(samples: np.ndarray, rate_hz: int) -> np.ndarray:
    """Cut what lies 30 dB below the loudest 25 ms before and after: truth must not count silence."""
    window = max(1, rate_hz // 40)
    energy = np.convolve(samples**2, np.ones(window) / window, "same")
    loud = np.flatnonzero(energy > energy.max() * 1e-3)
    return samples[loud[0] : loud[-1] + 1]
