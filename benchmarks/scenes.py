"""Real calls as folders to learn from: linked as they are, or laid into noise, with the truth as a table."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

from benchmarks.synthetic import LabeledClip, lay_scene
from coincide.annotations import RecordingSpan, write_annotations
from coincide.records import Annotation


def link_tree(source: Path, place: Path) -> Path:
    """Link all files of a folder, and return the folder as its own truth."""
    shutil.copytree(source, place, dirs_exist_ok=True, copy_function=_link)
    return place


def link_digits(source: Path, place: Path, *, is_wanted: Callable[[str], bool] = lambda _stem: True) -> Path:
    """Link spoken digits, one folder per speaker, so that a speaker is a source; the truth is in the names.

    Parameters
    ----------
    is_wanted : asked with the name of each clip, ``digit_speaker_index``.
    """
    truth = place.with_suffix(".csv")
    with truth.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["recording", "start_s", "end_s", "label"])
        for path in sorted(source.glob("*.wav")):
            digit, speaker, _ = path.stem.split("_")
            if is_wanted(path.stem):
                (place / speaker).mkdir(parents=True, exist_ok=True)
                (place / speaker / path.name).symlink_to(path.resolve())
                table.writerow([f"{speaker}/{path.name}", 0.0, soundfile.info(path).duration, digit])
    return truth


def digit_clips(source: Path, *, speaker: str = "") -> list[LabeledClip]:
    """Read spoken digits, of one speaker or of all, without the silence around them."""
    clips: list[LabeledClip] = []
    for path in sorted(source.glob(f"*_{speaker}_*.wav" if speaker else "*.wav")):
        samples, rate_hz = soundfile.read(path, dtype="float32")
        clips.append(LabeledClip(_trimmed(np.asarray(samples, dtype=np.float32), rate_hz), rate_hz, path.stem[0]))
    return clips


def syllable_clips(source: Path) -> list[LabeledClip]:
    """Cut the annotated syllables out of the songs of a folder; a bird's types carry the name of its folder."""
    clips: list[LabeledClip] = []
    for table in sorted(source.rglob("*.csv")):
        read, rate_hz = soundfile.read(table.with_suffix(".wav"), dtype="float32")
        song = np.asarray(read, dtype=np.float32)
        with table.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                start, stop = (round(float(row[edge]) * rate_hz) for edge in ("onset_s", "offset_s"))
                clips.append(
                    LabeledClip(
                        np.asarray(song[start:stop], dtype=np.float32), rate_hz, f"{source.name} {row['label']}"
                    )
                )
    return clips


def lay_scenes(
    clips: Sequence[LabeledClip],
    place: Path,
    *,
    n_scenes: int,
    duration_s: float,
    rate_hz: int,
    snr_db: float,
    rng: np.random.Generator,
) -> Path:
    """Deal clips out to files of noise, each clip once, and return the truth table."""
    shares = [[clips[row] for row in rows] for rows in np.array_split(rng.permutation(len(clips)), n_scenes)]
    return lay_shares(shares, place, duration_s=duration_s, rate_hz=rate_hz, snr_db=snr_db, rng=rng)


def lay_shares(
    shares: Sequence[Sequence[LabeledClip]],
    place: Path,
    *,
    duration_s: float,
    rate_hz: int,
    snr_db: float,
    rng: np.random.Generator,
) -> Path:
    """Lay each share of clips into a file of noise, and return the truth table; clips that do not fit are left out."""
    truth: list[Annotation] = []
    spans: list[RecordingSpan] = []
    for number, share in enumerate(shares):
        name = f"scene_{number:02d}.wav"
        scene = lay_scene(share, duration_s=duration_s, sample_rate_hz=rate_hz, snr_db=snr_db, rng=rng)
        soundfile.write(place / name, scene.samples, rate_hz, subtype="PCM_16")
        truth += [replace(one, recording=name) for one in scene.annotations]
        spans.append(RecordingSpan(name, name, duration_s, rate_hz))
    table = place.with_suffix(".csv")
    write_annotations(table, truth, spans, format="csv", layout="one")
    return table


def write_clips(clips: Sequence[LabeledClip], place: Path) -> Path:
    """Write each clip to a file of its own, and return the truth table."""
    truth = place.with_suffix(".csv")
    with truth.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["recording", "start_s", "end_s", "label"])
        for number, clip in enumerate(clips):
            name = f"clip_{number:04d}.wav"
            soundfile.write(place / name, clip.samples, clip.sample_rate_hz, subtype="PCM_16")
            table.writerow([name, 0.0, len(clip.samples) / clip.sample_rate_hz, clip.label])
    return truth


def _link(source: str, target: str) -> str:
    Path(target).symlink_to(Path(source).resolve())
    return target


def _trimmed(samples: npt.NDArray[np.float32], rate_hz: int) -> npt.NDArray[np.float32]:
    """Cut what lies 30 dB below the loudest 25 ms before and after: truth must not count silence."""
    window = max(1, rate_hz // 40)
    energy = np.convolve(samples**2, np.ones(window) / window, "same")
    loud = np.flatnonzero(energy > energy.max() * 1e-3)
    return samples[loud[0] : loud[-1] + 1]
