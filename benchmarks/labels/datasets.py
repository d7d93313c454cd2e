"""Folders of recordings whose types a person would name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.scenes import digit_clips, lay_scenes, lay_shares, link_digits, syllable_clips
from benchmarks.synthetic import LabeledClip

SPEAKERS = ("george", "jackson", "lucas", "nicolas", "theo", "yweweler")
N_TEST_INDICES = 10
"""Of the 50 clips per speaker and digit, those with an index below this are held out."""
WHOLE: Mapping[str, Mapping[str, Any]] = {"events": {"method": "whole"}}
_SEED = 20240607


@dataclass(frozen=True)
class Folder:
    """One folder to learn from.

    Attributes
    ----------
    key : its name in file names.
    make : puts the recordings into an empty folder and returns the truth table.
    settings : settings of learning that the data need.
    is_timed : learned with the baselines of the report, so that its CPU time is what users pay.
    """

    key: str
    make: Callable[[Path], Path]
    settings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    is_timed: bool = False


@dataclass(frozen=True)
class FieldSet:
    """A folder whose detected events are named, and the typed F1 that is wanted by number of labels."""

    name: str
    folder: Folder
    goals: Mapping[int, str]
    is_quick: bool = False


def digits_pool(data: Path) -> Folder:
    """2,400 clips to learn from."""
    return Folder("digits_pool", lambda place: link_digits(fsdd(data), place, is_wanted=is_pool), WHOLE)


def digits_all(data: Path) -> Folder:
    """All 3,000 clips."""
    return Folder("digits_all", lambda place: link_digits(fsdd(data), place), WHOLE)


def digits_without(data: Path, speaker: str) -> Folder:
    """All clips but those of one speaker."""

    def is_wanted(stem: str) -> bool:
        return f"_{speaker}_" not in stem

    return Folder(f"digits_without_{speaker}", lambda place: link_digits(fsdd(data), place, is_wanted=is_wanted), WHOLE)


def field_sets(data: Path) -> list[FieldSet]:
    """Calls in noise, found by the detector."""
    return [
        FieldSet("digits, speakers mixed, 10 dB, 1 h", digits_mixed(data, snr_db=10), {30: "≥ .82", 100: "≥ .95"}),
        FieldSet(
            "digits, one speaker per file, 10 dB, .8 h",
            Folder("digits_apart", lambda place: _one_speaker_per_file(data, place)),
            {10: "≥ .88", 50: "≥ .92"},
        ),
        FieldSet(
            "finch syllables of two birds, 5 dB",
            Folder("finch", lambda place: _syllables_in_noise(data, place)),
            {25: "≥ .82", 100: "≥ .92"},
            is_quick=True,
        ),
    ]


def digits_mixed(data: Path, *, snr_db: float) -> Folder:
    """An hour of digits in noise, speakers mixed in each file."""

    def make(place: Path) -> Path:
        rng = np.random.default_rng(_SEED)
        clips = digit_clips(fsdd(data))
        return lay_scenes(clips, place, n_scenes=15, duration_s=240.0, rate_hz=8_000, snr_db=snr_db, rng=rng)

    return Folder(f"digits_mixed_{snr_db:g}", make, is_timed=True)


def fsdd(data: Path) -> Path:
    """Where the spoken digits are."""
    return data / "audio" / "fsdd"


def songs(data: Path) -> tuple[Path, Path]:
    """Where the songs of both birds are."""
    return data / "audio" / "bf_koumura_bird0", data / "audio" / "bf_nicholson_gy6or6"


def is_pool(stem: str) -> bool:
    """Whether a clip, named digit_speaker_index, may be learned from."""
    return int(stem.rpartition("_")[2]) >= N_TEST_INDICES


def _one_speaker_per_file(data: Path, place: Path) -> Path:
    """Three files of 160 s per speaker; some clips do not fit."""
    rng = np.random.default_rng(_SEED)
    shares: list[list[LabeledClip]] = []
    for speaker in SPEAKERS:
        clips = digit_clips(fsdd(data), speaker=speaker)
        shares += [[clips[row] for row in rows] for rows in np.array_split(rng.permutation(len(clips)), 3)]
    return lay_shares(shares, place, duration_s=160.0, rate_hz=8_000, snr_db=10.0, rng=rng)


def _syllables_in_noise(data: Path, place: Path) -> Path:
    """Both birds in each file, every annotated syllable once."""
    rng = np.random.default_rng(_SEED)
    clips = [clip for source in songs(data) for clip in syllable_clips(source)]
    return lay_scenes(clips, place, n_scenes=6, duration_s=130.0, rate_hz=32_000, snr_db=5.0, rng=rng)
