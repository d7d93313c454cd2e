"""Is a folder of clips, one sound a file, told from a folder of short recordings with several calls?

Clips are padded or not, of one length or of many, clean or in noise; recordings hold two to eight calls, near to each
other or apart. The calls are made up, or cut by hand: words, digits and drums from a folder of data sets.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from benchmarks.folders.calls import draw_call, draw_kind
from benchmarks.synthetic import LabeledClip
from benchmarks.table import Row
from coincide.learned.settings import LearnSettings
from coincide.seeds import generator
from coincide.workflow.listen.clips import is_folder_of_clips

WORK = "clips or recordings"
N_FOLDERS, N_QUICK_FOLDERS = 100, 20
_CUT_BY_HAND = ("drumkits", "asterisk_words", "fsdd")
_N_CALLS, _MOST_FILES = 60, 40
_SNRS_DB = (None, 30.0, 20.0, 10.0, 5.0)

Sound = NDArray[np.float32]


@dataclass(frozen=True)
class _Calls:
    """Sounds to make files of, all at one rate."""

    sounds: Sequence[Sound]
    rate_hz: int

    def draw(self, rng: np.random.Generator, n: int) -> list[Sound]:
        """Draw so many, each at its own level."""
        chosen = [self.sounds[row] for row in rng.integers(len(self.sounds), size=n)]
        return [sound / (np.abs(sound).max() + 1e-9) * rng.uniform(0.1, 0.9) for sound in chosen]

    def silence(self, duration_s: float) -> Sound:
        """Return so much of nothing."""
        return np.zeros(round(duration_s * self.rate_hz), dtype=np.float32)


def clip_rows(data: Path | None, work: Path, *, n_folders: int, first_seed: int = 0) -> Iterator[Row]:
    """Make as many folders of each sort, and count those that are taken for what they are.

    Parameters
    ----------
    work : an empty folder.
    """
    right: dict[str, list[bool]] = {"clips taken for clips": [], "recordings not taken for clips": []}
    for seed in range(first_seed, first_seed + n_folders):
        rng = generator(seed, "clips or recordings")
        calls = _calls(data, rng)
        for metric, files in (
            ("clips taken for clips", _clips(calls, rng)),
            ("recordings not taken for clips", _recordings(calls, rng)),
        ):
            folder = work / f"{metric} {seed}"
            folder.mkdir()
            for number, samples in enumerate(files):
                soundfile.write(folder / f"{number}.wav", samples, calls.rate_hz, subtype="PCM_16")
            found = is_folder_of_clips([folder], LearnSettings(), exclude=work / "none")
            right[metric].append(found == (metric == "clips taken for clips"))
    for metric, each in right.items():
        yield Row(WORK, metric, float(np.mean(each)), 0.0, len(each), goal="≥ .98")


def _calls(data: Path | None, rng: np.random.Generator) -> _Calls:
    sources = [data / "audio" / name for name in _CUT_BY_HAND] if data is not None else []
    paths = [sorted(source.rglob("*.wav")) for source in sources]
    place = int(rng.integers(2 * len(paths))) if paths else 0
    if place >= len(paths) or not paths[place]:
        kinds = [draw_kind(rng) for _ in range(int(rng.integers(3, 15)))]
        made: list[LabeledClip] = [draw_call(kinds[row], "", rng) for row in rng.integers(len(kinds), size=_N_CALLS)]
        return _Calls([call.samples for call in made], made[0].sample_rate_hz)
    chosen = rng.choice(len(paths[place]), min(_N_CALLS, len(paths[place])), replace=False)
    read = [soundfile.read(paths[place][row], dtype="float32", always_2d=True) for row in chosen]
    return _Calls([np.asarray(samples.mean(axis=1), dtype=np.float32) for samples, _ in read], int(read[0][1]))


def _clips(calls: _Calls, rng: np.random.Generator) -> list[Sound]:
    pad_s, length_s = rng.choice([0.0, 0.05, 0.2, 0.5]), rng.choice([0.0, 0.0, 1.0, 2.0])
    snr_db = _SNRS_DB[int(rng.integers(len(_SNRS_DB)))]
    files: list[Sound] = []
    for call in calls.draw(rng, int(rng.integers(12, _MOST_FILES))):
        before_s, after_s = rng.uniform(0.0, pad_s, 2)
        if length_s > 0.0:
            spare_s = max(0.0, length_s - len(call) / calls.rate_hz)
            before_s = rng.uniform(0.0, spare_s)
            after_s = spare_s - before_s
        padded = np.concatenate([calls.silence(before_s), call, calls.silence(after_s)])
        files.append(_in_noise(padded, call, snr_db, rng))
    return files


def _recordings(calls: _Calls, rng: np.random.Generator) -> list[Sound]:
    n_calls, pause_s = int(rng.choice([2, 3, 5, 8])), rng.choice([0.15, 0.3, 0.6])
    snr_db = _SNRS_DB[int(rng.integers(len(_SNRS_DB)))]
    files: list[Sound] = []
    for _ in range(int(rng.integers(12, _MOST_FILES))):
        drawn = calls.draw(rng, int(rng.integers(2, 2 * n_calls - 1)))
        parts = [part for call in drawn for part in (calls.silence(pause_s * rng.uniform(1.0, 2.0)), call)]
        samples = np.concatenate([*parts, calls.silence(pause_s)])
        files.append(_in_noise(samples, np.concatenate(drawn), snr_db, rng))
    return files


def _in_noise(samples: Sound, calls: Sound, snr_db: float | None, rng: np.random.Generator) -> Sound:
    if snr_db is None:
        return samples.astype(np.float32)
    level = float(np.sqrt(np.mean(calls**2))) * 10 ** (-snr_db / 20)
    return (samples + level * rng.standard_normal(len(samples))).astype(np.float32)
