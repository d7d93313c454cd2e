"""Test recordings with known truth: calls at random times in the noise of `background`.

`lay_scene` puts given clips (real calls of a labeled collection) into one stretch of noise in memory;
`write_long_recording` streams up to a day to a file. The signal-to-noise ratio is the RMS of the call over
the nominal RMS of the colored noise, both over the full band, so that 0 dB of a narrow call still stands
out in a spectrogram. Each call's level varies by up to 3 dB either way.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray
from scipy import signal

from benchmarks.synthetic.background import Background
from benchmarks.synthetic.calls import CALL_NAMES, synthesize_call
from coincide.errors import InputError
from coincide.records import Annotation
from coincide.seeds import generator

NOISE_RMS = 0.02
LEVEL_JITTER_DB = 3.0
_BLOCK_S = 10.0
_MAX_DURATION_S = 24 * 3600.0
_MAX_WAV_BYTES = 2**32 - 4096
_FORMATS = {".wav": "WAV", ".w64": "W64", ".rf64": "RF64", ".flac": "FLAC"}


@dataclass(frozen=True, slots=True)
class LabeledClip:
    """One call on its own.

    Attributes
    ----------
    samples : array (time,), any level but silence.
    """

    samples: NDArray[np.float32]
    sample_rate_hz: int
    label: str


@dataclass(frozen=True, slots=True)
class Scene:
    """A stretch of sound and what is in it.

    Attributes
    ----------
    samples : array (time,), float32 within ±1.
    annotations : the calls in order of time.
    """

    samples: NDArray[np.float32]
    sample_rate_hz: int
    annotations: list[Annotation]


def lay_scene(
    clips: Sequence[LabeledClip],
    *,
    duration_s: float,
    sample_rate_hz: int,
    snr_db: float,
    gap_s: tuple[float, float] = (0.2, 1.5),
    recording: str = "",
    rng: np.random.Generator,
) -> Scene:
    """Put clips one after the other into noise, each once, in random order, until the time is up.

    Parameters
    ----------
    clips : calls; resampled where their rate differs.
    duration_s : length of the scene, > 0.
    sample_rate_hz : rate of the scene, at least 1000.
    snr_db : level of the calls over the noise.
    gap_s : shortest and longest silence before each call.
    recording : name of the recording in the annotations.
    rng : decides order, gaps, levels and noise.

    Returns
    -------
    The scene; clips that no longer fit are left out, so the annotations say which are in it.

    Raises
    ------
    InputError : a length, rate or gap is out of range, or a clip is silent.
    """
    _check_scene(duration_s, sample_rate_hz, gap_s)
    noise = Background(sample_rate_hz=sample_rate_hz, rms=NOISE_RMS, seed=int(rng.integers(2**62)))
    samples = _noise(noise, round(duration_s * sample_rate_hz), sample_rate_hz)
    annotations: list[Annotation] = []
    at = 0
    for index in rng.permutation(len(clips)):
        at += round(rng.uniform(*gap_s) * sample_rate_hz)
        jitter_db = rng.uniform(-LEVEL_JITTER_DB, LEVEL_JITTER_DB)
        call = _leveled(_resampled(clips[index], sample_rate_hz), snr_db + jitter_db, clips[index].label)
        if at + len(call) > len(samples):
            break
        samples[at : at + len(call)] += call
        annotations.append(_truth(recording, at, len(call), sample_rate_hz, clips[index].label))
        at += len(call)
    return Scene(np.clip(samples, -1.0, 1.0), sample_rate_hz, annotations)


def write_long_recording(
    path: Path,
    *,
    duration_s: float,
    sample_rate_hz: int = 48_000,
    clips: Sequence[LabeledClip] | None = None,
    calls_per_minute: float = 6.0,
    snr_db: float = 10.0,
    seed: int = 0,
) -> list[Annotation]:
    """Write a long noisy recording, block by block, with the memory of a few blocks.

    Parameters
    ----------
    path : ``.wav`` (RF64 above 4 GiB), ``.w64``, ``.rf64`` or ``.flac``; 16 bits, one channel. Replaced in
        one step.
    duration_s : up to a day.
    sample_rate_hz : at least 1000.
    clips : calls to draw from, with repetition; None for synthetic ones of all kinds.
    calls_per_minute : mean number of calls, ≥ 0; fewer where they would overlap.
    snr_db : level of the calls over the noise.
    seed : decides everything.

    Returns
    -------
    The truth, in order of time; `recording` is the file's name.

    Raises
    ------
    InputError : a length, rate, number or file ending is out of range, or a clip is silent.
    """
    _check_long(path, duration_s, sample_rate_hz, calls_per_minute)
    bank = None if clips is None else [(clip.label, _resampled(clip, sample_rate_hz)) for clip in clips]
    part = path.with_name(f"{path.name}.part")
    try:
        truth = [
            _truth(path.name, start, length, sample_rate_hz, label)
            for label, start, length in _write_blocks(
                part,
                container=_container(path, round(duration_s * sample_rate_hz)),
                n_times=round(duration_s * sample_rate_hz),
                sample_rate_hz=sample_rate_hz,
                draw=_Draw(bank, sample_rate_hz, calls_per_minute, snr_db),
                seed=seed,
            )
        ]
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return truth


@dataclass(frozen=True, slots=True)
class _Draw:
    """What calls are drawn from and how often; a bank of None means synthetic calls."""

    bank: list[tuple[str, NDArray[np.float32]]] | None
    sample_rate_hz: int
    calls_per_minute: float
    snr_db: float

    def block_samples(self) -> int:
        """Blocks are long enough for any call, since calls do not cross their ends."""
        longest = max((len(samples) for _, samples in self.bank or []), default=0)
        return max(round(_BLOCK_S * self.sample_rate_hz), 4 * longest)

    def calls(self, n_times: int, rng: np.random.Generator) -> Iterator[tuple[str, NDArray[np.float32]]]:
        for _ in range(rng.poisson(self.calls_per_minute * n_times / self.sample_rate_hz / 60)):
            if self.bank is None:
                kind = int(rng.integers(len(CALL_NAMES)))
                label, call = CALL_NAMES[kind], synthesize_call(kind, sample_rate_hz=self.sample_rate_hz, rng=rng)
            elif self.bank:
                label, call = self.bank[int(rng.integers(len(self.bank)))]
            else:
                return
            yield label, _leveled(call, self.snr_db + rng.uniform(-LEVEL_JITTER_DB, LEVEL_JITTER_DB), label)


def _write_blocks(
    part: Path, *, container: str, n_times: int, sample_rate_hz: int, draw: _Draw, seed: int
) -> Iterator[tuple[str, int, int]]:
    """Write noise and calls; gives label, start and length of each call."""
    noise = Background(sample_rate_hz=sample_rate_hz, rms=NOISE_RMS, seed=seed)
    n_block = draw.block_samples()
    with soundfile.SoundFile(
        part, "w", samplerate=sample_rate_hz, channels=1, subtype="PCM_16", format=container
    ) as file:
        for index, start in enumerate(range(0, n_times, n_block)):
            block = noise.next_block(min(n_block, n_times - start))
            rng = generator(seed, "calls", index)
            for label, at, length in _place(block, list(draw.calls(len(block), rng)), rng):
                yield label, start + at, length
            file.write(np.clip(block, -1.0, 1.0))


def _noise(noise: Background, n_times: int, sample_rate_hz: int) -> NDArray[np.float32]:
    n_block = round(_BLOCK_S * sample_rate_hz)
    return np.concatenate([noise.next_block(min(n_block, n_times - start)) for start in range(0, n_times, n_block)])


def _resampled(clip: LabeledClip, sample_rate_hz: int) -> NDArray[np.float32]:
    if clip.sample_rate_hz == sample_rate_hz:
        return clip.samples
    common = math.gcd(clip.sample_rate_hz, sample_rate_hz)
    up, down = sample_rate_hz // common, clip.sample_rate_hz // common
    return signal.resample_poly(clip.samples, up, down).astype(np.float32)


def _leveled(samples: NDArray[np.float32], snr_db: float, label: str) -> NDArray[np.float32]:
    rms = float(np.sqrt(np.mean(np.square(samples, dtype=np.float64)))) if len(samples) > 0 else 0.0
    if rms == 0.0:
        raise InputError(f"a clip labeled `{label}` is silent, so it has no level. Leave it out.")
    return samples * np.float32(NOISE_RMS * 10 ** (snr_db / 20) / rms)


def _place(
    block: NDArray[np.float32], calls: list[tuple[str, NDArray[np.float32]]], rng: np.random.Generator
) -> Iterator[tuple[str, int, int]]:
    """Add as many calls as fit, the free time split at random between them; gives label, start and length."""
    while calls and sum(len(call) for _, call in calls) > 0.8 * len(block):
        calls.pop()
    free = len(block) - sum(len(call) for _, call in calls)
    gaps = rng.dirichlet(np.ones(len(calls) + 1)) * free
    at = 0.0
    for (label, call), gap in zip(calls, gaps, strict=False):
        at += gap
        start = int(at)
        block[start : start + len(call)] += call
        yield label, start, len(call)
        at += len(call)


def _truth(recording: str, start: int, length: int, sample_rate_hz: int, label: str) -> Annotation:
    return Annotation(recording, start / sample_rate_hz, (start + length) / sample_rate_hz, label)


def _container(path: Path, n_times: int) -> str:
    kind = _FORMATS[path.suffix.lower()]
    return "RF64" if kind == "WAV" and 2 * n_times > _MAX_WAV_BYTES else kind


def _check_scene(duration_s: float, sample_rate_hz: int, gap_s: tuple[float, float]) -> None:
    if not 0 < duration_s <= _MAX_DURATION_S:
        raise InputError(f"`duration_s` must be above 0 and at most a day ({_MAX_DURATION_S:.0f}), got {duration_s}.")
    if sample_rate_hz < 1000:
        raise InputError(f"`sample_rate_hz` must be at least 1000, got {sample_rate_hz}. Use a higher rate.")
    if not 0 <= gap_s[0] <= gap_s[1]:
        raise InputError(f"`gap_s` must be two rising times from 0, got {gap_s}. Give (shortest, longest).")


def _check_long(path: Path, duration_s: float, sample_rate_hz: int, calls_per_minute: float) -> None:
    _check_scene(duration_s, sample_rate_hz, (0.0, 0.0))
    if path.suffix.lower() not in _FORMATS:
        raise InputError(f"expected a file ending of {', '.join(_FORMATS)}, got `{path.name}`. Rename it.")
    if not calls_per_minute >= 0:
        raise InputError(f"`calls_per_minute` must be at least 0, got {calls_per_minute}. Give a rate.")
