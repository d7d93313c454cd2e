"""Folders of recordings with truth."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.scenes import digit_clips, lay_scenes, link_digits, link_tree
from benchmarks.synthetic import CALL_NAMES, LabeledClip, synthesize_call

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
    yield Dataset("bundled scene (80 s, 9 kinds)", lambda place: link_tree(BUNDLED / "scene", place), is_quick=True)
    yield Dataset(
        "bundled finch bout (8.5 s, 12 kinds)", lambda place: link_tree(BUNDLED / "finch_bout", place), is_quick=True
    )
    yield Dataset(f"synthetic calls, 10 dB (10 min, {len(CALL_NAMES)} kinds)", _synthetic, is_quick=True)
    if data is None:
        return
    song = {"detection F1": "≥ .97"}
    yield Dataset(
        "finch song gy6or6",
        lambda place: link_tree(data / "audio" / "bf_nicholson_gy6or6", place),
        goals=song | {"NMI": "≥ .90", "purity": "≥ .96"},
        is_quick=True,
    )
    yield Dataset(
        "finch song Koumura bird 0", lambda place: link_tree(data / "audio" / "bf_koumura_bird0", place), goals=song
    )
    yield Dataset(
        "spoken digits alone (FSDD)",
        lambda place: link_digits(data / "audio" / "fsdd", place),
        goals={
            "NMI": "≥ .83",
            "purity": "≥ .89",
            "R@1 across": "≥ .90",
            "CPU s of training": "≤ 60",
        },
        settings={"events": {"method": "whole"}},
        group_of=lambda name: name.partition("/")[0],
    )
    for snr_db in (10, 5, 0):
        yield Dataset(
            f"spoken digits in noise, {snr_db} dB, 1 h",
            lambda place, snr_db=snr_db: _digits_in_noise(data / "audio" / "fsdd", place, snr_db=snr_db),
            goals={"CPU s, folder to categories": "≤ 90"} if snr_db == 10 else {},
            is_timed=True,
        )


def _synthetic(place: Path) -> Path:
    rng = np.random.default_rng(20240607)
    clips = [
        LabeledClip(synthesize_call(kind, sample_rate_hz=24_000, rng=rng), 24_000, name)
        for kind, name in enumerate(CALL_NAMES)
        for _ in range(40)
    ]
    return lay_scenes(clips, place, n_scenes=5, duration_s=120.0, rate_hz=24_000, snr_db=10.0, rng=rng)


def _digits_in_noise(source: Path, place: Path, *, snr_db: float) -> Path:
    """Speakers mixed in each file."""
    rng = np.random.default_rng(20240607)
    clips = digit_clips(source)
    return lay_scenes(clips, place, n_scenes=15, duration_s=240.0, rate_hz=8_000, snr_db=snr_db, rng=rng)
