"""Damaged sound files: what disks, cards and cables do to a recording, and what an attacker would.

Each damage is a function of the bytes and a generator. `damaged` is reproducible: a format and a seed give the same
bytes on every machine with the same libsndfile.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from benchmarks.synthetic import CALL_NAMES, LabeledClip, lay_scene, synthesize_call
from coincide.seeds import generator

RATE_HZ = 16_000
FORMATS: dict[str, tuple[str, str, str]] = {
    "wav": (".wav", "WAV", "PCM_16"),
    "float": (".wav", "WAV", "FLOAT"),
    "adpcm": (".wav", "WAV", "IMA_ADPCM"),
    "rf64": (".rf64", "RF64", "PCM_24"),
    "w64": (".w64", "W64", "PCM_16"),
    "aiff": (".aiff", "AIFF", "PCM_16"),
    "au": (".au", "AU", "PCM_16"),
    "caf": (".caf", "CAF", "PCM_16"),
    "alac": (".caf", "CAF", "ALAC_16"),
    "flac": (".flac", "FLAC", "PCM_16"),
    "ogg": (".ogg", "OGG", "VORBIS"),
    "opus": (".opus", "OGG", "OPUS"),
    "mp3": (".mp3", "MP3", "MPEG_LAYER_III"),
}
_HEADER = 160
"""Most damage is done to the first bytes, where sizes and counts stand; damaged samples are only other sound."""
_EXTREMES = (0, 1, 7, 8, 24, 255, 2**15, 2**16 - 1, 2**31 - 1, 2**31, 2**32 - 8, 2**32 - 1, 2**62, 2**63 - 1, 2**64 - 8)

Damage = Callable[[bytearray, np.random.Generator], bytearray]


def calls(*, duration_s: float, seed: int) -> NDArray[np.float32]:
    """Return a little scene of synthetic calls."""
    rng = generator(seed, "damage")
    clips = [
        LabeledClip(synthesize_call(kind % 8, sample_rate_hz=RATE_HZ, rng=rng), RATE_HZ, CALL_NAMES[kind % 8])
        for kind in range(round(2 * duration_s))
    ]
    scene = lay_scene(
        clips, duration_s=duration_s, sample_rate_hz=RATE_HZ, snr_db=15, gap_s=(0.2, 0.4), recording="x", rng=rng
    )
    return scene.samples


def write_sound(path: Path, name: str, samples: NDArray[np.float32]) -> Path:
    """Write samples in one of `FORMATS`."""
    _, container, subtype = FORMATS[name]
    soundfile.write(path, samples, RATE_HZ, format=container, subtype=subtype)
    return path


def damaged(raw: bytes, rng: np.random.Generator) -> tuple[bytes, str]:
    """Return the bytes with one to three damages, and their names."""
    names: list[str] = []
    data = bytearray(raw)
    for _ in range(int(rng.integers(1, 4))):
        name = list(DAMAGES)[int(rng.integers(len(DAMAGES)))]
        data = DAMAGES[name](data, rng) if len(data) > 16 else data
        names.append(name)
    return bytes(data), "+".join(names)


def _flip_bits(data: bytearray, rng: np.random.Generator) -> bytearray:
    for at in _places(data, rng, int(rng.integers(1, 20))):
        data[at] ^= 1 << int(rng.integers(8))
    return data


def _extreme_size(data: bytearray, rng: np.random.Generator) -> bytearray:
    n_bytes = int(rng.choice([2, 4, 8]))
    at = int(rng.integers(max(1, min(_HEADER, len(data) - n_bytes)))) // 2 * 2
    value = _EXTREMES[int(rng.integers(len(_EXTREMES)))] % 2 ** (8 * n_bytes)
    order = "little" if rng.random() < 0.6 else "big"
    data[at : at + n_bytes] = value.to_bytes(n_bytes, order)
    return data


def _cut(data: bytearray, rng: np.random.Generator) -> bytearray:
    return data[: int(rng.integers(len(data)))]


def _swap_blocks(data: bytearray, rng: np.random.Generator) -> bytearray:
    size = int(rng.integers(1, max(2, len(data) // 4)))
    first, second = sorted(int(at) for at in rng.integers(0, len(data) - size + 1, 2))
    if second >= first + size:
        data[first : first + size], data[second : second + size] = (
            data[second : second + size],
            data[first : first + size],
        )
    return data


def _append_junk(data: bytearray, rng: np.random.Generator) -> bytearray:
    return data + rng.bytes(int(rng.integers(1, 5000)))


def _insert_junk(data: bytearray, rng: np.random.Generator) -> bytearray:
    at = next(iter(_places(data, rng, 1)))
    return data[:at] + rng.bytes(int(rng.integers(1, 3000))) + data[at:]


def _zero_block(data: bytearray, rng: np.random.Generator) -> bytearray:
    at = next(iter(_places(data, rng, 1)))
    size = min(len(data) - at, int(rng.choice([4, 16, 512, 4096])))
    data[at : at + size] = bytes(size)
    return data


def _random_block(data: bytearray, rng: np.random.Generator) -> bytearray:
    at = next(iter(_places(data, rng, 1)))
    size = min(len(data) - at, int(rng.choice([2, 4, 16, 512])))
    data[at : at + size] = rng.bytes(size)
    return data


def _repeat_chunk(data: bytearray, rng: np.random.Generator) -> bytearray:
    """Put a chunk of an unlikely name and size where chunks begin."""
    at = int(rng.choice([12, 36, 40]))
    size = _EXTREMES[int(rng.integers(len(_EXTREMES)))] % 2**32
    return data[:at] + rng.choice([b"LIST", b"fmt ", b"data", b"cue ", b"junk"]) + struct.pack("<I", size) + data[at:]


def _places(data: bytearray, rng: np.random.Generator, n: int) -> list[int]:
    """Two of three in the header."""
    ends = np.where(rng.random(n) < 2 / 3, min(_HEADER, len(data)), len(data))
    return [int(rng.integers(end)) for end in ends.tolist()]


DAMAGES: dict[str, Damage] = {
    "bits": _flip_bits,
    "size": _extreme_size,
    "size again": _extreme_size,
    "cut": _cut,
    "swap": _swap_blocks,
    "append": _append_junk,
    "insert": _insert_junk,
    "zeros": _zero_block,
    "random": _random_block,
    "chunk": _repeat_chunk,
}
