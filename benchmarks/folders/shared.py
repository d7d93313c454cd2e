"""Shapes of folders made of real calls, from a folder of data sets that are not bundled."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import soundfile

from benchmarks.folders.shapes import Shape
from benchmarks.scenes import digit_clips, lay_scenes, lay_shares, link_digits, link_tree, syllable_clips
from benchmarks.synthetic import LabeledClip

_WHOLE = {"events": {"method": "whole"}}
_DIGITS_HZ, _SONG_HZ = 8_000, 32_000
_N_PARTS = 2
"""Recordings that each kind is dealt into where a recording holds one kind."""


def shared(data: Path) -> Iterator[Shape]:
    """Yield the shapes of the data sets in `data`/audio; sets that are not there are left out."""
    audio = data / "audio"
    song, other, digits, drums = (
        audio / name for name in ("bf_nicholson_gy6or6", "bf_koumura_bird0", "fsdd", "drumkits")
    )
    if song.is_dir():
        yield Shape("finch song", lambda place: link_tree(song, place))
        yield Shape(
            "syllables, one kind a recording", lambda place: _one_kind(syllable_clips(song), place, _SONG_HZ, 25)
        )
    if other.is_dir():
        yield Shape("finch song, another bird", lambda place: link_tree(other, place))
    if digits.is_dir():
        yield Shape(
            "digits, one digit a recording, 10 dB", lambda place: _one_kind(_some(digits), place, _DIGITS_HZ, 10)
        )
        yield Shape("digits, one speaker a recording, 10 dB", lambda place: _one_speaker(digits, place))
        for snr_db in (10, 5, 0):
            yield Shape(f"digits mixed, {snr_db} dB", lambda place, snr_db=snr_db: _mixed(digits, place, snr_db))
        yield Shape("digits as clips, a folder a speaker", lambda place: link_digits(digits, place), _WHOLE)
    if drums.is_dir():
        yield Shape("drum hits as clips", lambda place: _drums(drums, place), _WHOLE)


def _some(digits: Path) -> list[LabeledClip]:
    return digit_clips(digits)[::4]


def _one_kind(clips: Sequence[LabeledClip], place: Path, rate_hz: int, snr_db: float) -> Path:
    rng = np.random.default_rng(20240607)
    shares: list[list[LabeledClip]] = []
    for label in sorted({clip.label for clip in clips}):
        own = [clip for clip in clips if clip.label == label]
        if len(own) >= 5 * _N_PARTS:
            parts = np.array_split(rng.permutation(len(own)), _N_PARTS)
            shares += [[own[row] for row in part] for part in parts]
    return _as_long_as_needed(shares, place, rate_hz, snr_db, rng)


def _one_speaker(digits: Path, place: Path) -> Path:
    speakers = sorted({path.stem.split("_")[1] for path in digits.glob("*.wav")})
    shares = [digit_clips(digits, speaker=speaker)[::4] for speaker in speakers]
    return _as_long_as_needed(shares, place, _DIGITS_HZ, 10.0, np.random.default_rng(20240607))


def _mixed(digits: Path, place: Path, snr_db: float) -> Path:
    rng = np.random.default_rng(20240607)
    return lay_scenes(_some(digits), place, n_scenes=4, duration_s=240.0, rate_hz=_DIGITS_HZ, snr_db=snr_db, rng=rng)


def _as_long_as_needed(
    shares: Sequence[Sequence[LabeledClip]], place: Path, rate_hz: int, snr_db: float, rng: np.random.Generator
) -> Path:
    """Lay shares into recordings of one length, in which the largest one fits."""
    lengths_s = [sum(len(clip.samples) / clip.sample_rate_hz + 0.9 for clip in share) for share in shares]
    return lay_shares(shares, place, duration_s=max(lengths_s) + 2.0, rate_hz=rate_hz, snr_db=snr_db, rng=rng)


def _drums(kits: Path, place: Path) -> Path:
    truth = place.with_suffix(".csv")
    with truth.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["recording", "start_s", "end_s", "label"])
        for labels in sorted(kits.rglob("labels.csv")):
            with labels.open(encoding="utf-8", newline="") as known:
                for row in csv.DictReader(known):
                    path = labels.parent / row["file"]
                    name = f"{labels.parent.name}_{path.name}"
                    (place / name).symlink_to(path.resolve())
                    table.writerow([name, 0.0, soundfile.info(path).duration, f"{labels.parent.name} {row['label']}"])
    return truth
