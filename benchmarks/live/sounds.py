"""Sounds that a person teaches: whistle, knock, clap and word, between the calls that the recognizer knows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray
from scipy.signal import butter, lfilter, resample_poly

from benchmarks.live.page import Task, ask_taught
from benchmarks.table import Row
from coincide.recognize.live.writing import hops
from coincide.recognize.onnx import OnnxSession
from coincide.workflow.export.live import LiveRecognizer

_N_TAUGHT, _N_NEW = 5, 20
_NOISE, _LOUD = 1e-3, 0.2
_SONG = Path(__file__).parents[2] / "examples/recordings/finch_bout/bout_1.wav"


@dataclass(frozen=True)
class _Heard:
    onset_s: float
    offset_s: float
    embedding: NDArray[np.float32]


def sound_rows(made: LiveRecognizer) -> list[Row]:
    """Teach four sounds by five each, alone; then play 20 new ones of each between finch song."""
    rng, rate_hz = np.random.default_rng(0), made.manifest.sample_rate_hz
    taught: list[NDArray[np.float32]] = []
    for make in _SOUNDS.values():
        sound, _ = _stream([make] * _N_TAUGHT, rate_hz, rng)
        taught.append(np.stack([one.embedding for one in _listen(made, sound)][:_N_TAUGHT]))
    order = rng.permutation(np.repeat(np.arange(len(_SOUNDS)), _N_NEW))
    sound, times = _stream([list(_SOUNDS.values())[kind] for kind in order], rate_hz, rng)
    heard = _listen(made, _with_song(sound, times, rate_hz, rng))
    shown = np.stack([one.embedding for one in heard])
    [answer] = ask_taught([Task("sound", taught, shown[:0], shown)])
    names = list(_SOUNDS)
    rights = {
        name: [
            any(
                said == kind and one.onset_s < offset_s and one.offset_s > onset_s
                for one, said in zip(heard, answer.named, strict=True)
            )
            for kind, (onset_s, offset_s) in zip(order, times, strict=True)
            if names[kind] == name
        ]
        for name in names
    }
    work = "sounds taught by 5 each, between finch song"
    all_of_them = [right for each in rights.values() for right in each]
    rows = [
        Row(work, f"{name} right, %", 100 * float(np.mean(each)), 0.0, len(each), digits=0)
        for name, each in rights.items()
    ]
    return [
        Row(work, "right, %", 100 * float(np.mean(all_of_them)), 0.0, len(all_of_them), goal="≥ 90, aim 98", digits=0),
        *rows,
    ]


def _listen(made: LiveRecognizer, sound: NDArray[np.float32]) -> list[_Heard]:
    about, session = made.manifest, OnnxSession(made.model)
    state, heard = np.zeros((1, about.state_size), dtype=np.float32), []
    for number, audio in enumerate(hops(sound, about.hop_samples), start=1):
        said = session.run({"audio": audio, "state": state})
        state = said["next_state"]
        for slot in np.flatnonzero(said["events"][:, 0] > 0.5):
            onset_s, offset_s = number * about.hop_s + said["events"][slot, 1:3]
            heard.append(_Heard(float(onset_s), float(offset_s), said["embedding"][slot].copy()))
    return heard


Maker = Callable[[int, np.random.Generator], NDArray[np.float64]]


def _stream(
    makers: Sequence[Maker], rate_hz: int, rng: np.random.Generator
) -> tuple[NDArray[np.float32], list[tuple[float, float]]]:
    """Return sounds a second or more apart over faint noise, and their times."""
    parts, times = [np.zeros(rate_hz)], []
    for make in makers:
        sound = make(rate_hz, rng)
        onset_s = sum(map(len, parts)) / rate_hz
        times.append((onset_s, onset_s + len(sound) / rate_hz))
        quiet = np.zeros(int(rng.uniform(1.0, 1.6) * rate_hz))
        parts += [_LOUD * rng.uniform(0.6, 1.2) * sound / np.abs(sound).max(), quiet]
    whole = np.concatenate(parts)
    return (whole + _NOISE * rng.standard_normal(len(whole))).astype(np.float32), times


def _with_song(
    sound: NDArray[np.float32], times: Sequence[tuple[float, float]], rate_hz: int, rng: np.random.Generator
) -> NDArray[np.float32]:
    """Lay pieces of finch song into the gaps."""
    song, song_hz = soundfile.read(_SONG, dtype="float32")
    song = resample_poly(song, rate_hz, song_hz).astype(np.float32)
    mixed = sound.copy()
    for _, offset_s in times:
        start, n = int((offset_s + 0.2) * rate_hz), int(0.6 * rate_hz)
        first = int(rng.integers(0, len(song) - n))
        mixed[start : start + n] += song[first : first + n][: max(0, len(mixed) - start)]
    return mixed


def _whistle(rate_hz: int, rng: np.random.Generator) -> NDArray[np.float64]:
    duration_s = rng.uniform(0.25, 0.5)
    t = np.arange(int(duration_s * rate_hz)) / rate_hz
    hertz = rng.uniform(1800, 2200) + rng.uniform(200, 500) * np.sin(np.pi * t / duration_s)
    return np.sin(2 * np.pi * np.cumsum(hertz) / rate_hz) * np.hanning(len(t)) ** 0.3


def _knock(rate_hz: int, rng: np.random.Generator) -> NDArray[np.float64]:
    t = np.arange(int(0.15 * rate_hz)) / rate_hz
    hertz = rng.uniform(180, 260)
    wood = np.sin(2 * np.pi * hertz * t) * np.exp(-t / 0.025) + 0.4 * np.sin(5.4 * np.pi * hertz * t) * np.exp(
        -t / 0.012
    )
    return wood + 0.5 * rng.standard_normal(len(t)) * np.exp(-t / 0.004)


def _clap(rate_hz: int, rng: np.random.Generator) -> NDArray[np.float64]:
    t = np.arange(int(0.2 * rate_hz)) / rate_hz
    band = [rng.uniform(700, 1000), rng.uniform(3500, 5000)]
    noise = lfilter(*butter(2, band, "band", fs=rate_hz), rng.standard_normal(len(t)))
    bursts = sum(np.where(t >= at, np.exp(-(t - at) / 0.003), 0) for at in (0, 0.006, 0.011))
    return noise * (bursts + np.where(t >= 0.016, 1.2 * np.exp(-(t - 0.016) / 0.03), 0))


def _word(rate_hz: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """A voice that goes from "a" to "o": a buzz through two resonances each."""
    duration_s = rng.uniform(0.35, 0.5)
    t = np.arange(int(duration_s * rate_hz)) / rate_hz
    phase = 2 * np.pi * np.cumsum(rng.uniform(110, 130) * (1 - 0.15 * t / duration_s)) / rate_hz
    buzz = sum(np.sin(k * phase) / k for k in range(1, 30))
    vowels = (((750, 1200), 1 - t / duration_s), ((400, 800), t / duration_s))
    voiced = sum(weight * sum(_resonance(buzz, hertz, rate_hz) for hertz in pair) for pair, weight in vowels)
    return voiced * np.hanning(len(t)) ** 0.4


def _resonance(sound: NDArray[np.float64], hertz: float, rate_hz: int) -> NDArray[np.float64]:
    return lfilter([0.02], [1.0, -1.96 * np.cos(2 * np.pi * hertz / rate_hz), 0.9604], sound)


_SOUNDS: dict[str, Maker] = {"whistle": _whistle, "knock": _knock, "clap": _clap, "word": _word}
