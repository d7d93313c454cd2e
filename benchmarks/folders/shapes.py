"""Shapes of folders: which kinds of call, by whom, in how much noise, lie in which recordings.

The calls are made up, so that anybody can run this, and so that there is a shape nobody has tuned to: a new seed of
`calls` makes new species.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from scipy import signal

from benchmarks.folders.calls import RATE_HZ, Kind, as_made_by, draw_call, draw_kind
from benchmarks.scenes import lay_shares, write_clips
from benchmarks.synthetic import LabeledClip
from coincide.seeds import generator

_SMOOTHED = RATE_HZ // 50
"""Samples over which the level of echoes is measured."""


@dataclass(frozen=True)
class Shape:
    """One folder to learn from.

    Attributes
    ----------
    make : puts the recordings into an empty folder and returns the truth table or folder.
    settings : settings of learning that the folder needs.
    is_quick : among those that are measured within five minutes.
    """

    name: str
    make: Callable[[Path], Path]
    settings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    is_quick: bool = False


@dataclass(frozen=True)
class Lay:
    """How calls are laid into recordings.

    Attributes
    ----------
    kinds : which kinds of call each recording holds.
    n_calls : calls in each recording.
    individuals : how many there are of each kind.
    by : ``anyone`` (each call by any individual), or ``recording`` (each recording has its own one).
    snr_db : level over the noise.
    is_skewed : the kinds of a recording are not equally frequent (Zipf).
    recorders : each recording has a microphone of its own.
    rooms : each recording has a room of its own.
    """

    kinds: Sequence[Sequence[int]]
    n_calls: int
    individuals: int = 1
    by: str = "anyone"
    snr_db: float = 20.0
    is_skewed: bool = False
    recorders: bool = False
    rooms: bool = False


def generated(seed: int) -> Iterator[Shape]:
    """Yield the shapes made of made-up calls.

    Parameters
    ----------
    seed : another one makes other kinds and individuals.
    """
    many, pairs = range(8), [[kind] for kind in range(10) for _ in range(2)]
    lays = {
        "many kinds a recording, one individual": Lay([many] * 8, 60),
        "many kinds, one individual a recording, 10 dB": Lay([many] * 8, 60, individuals=8, by="recording", snr_db=10),
        "many kinds, one microphone a recording, 10 dB": Lay([many] * 8, 60, snr_db=10, recorders=True),
        "some kinds, one room a recording": Lay([range(6)] * 10, 24, rooms=True),
        "many kinds and individuals mixed, 5 dB": Lay([many] * 8, 60, individuals=6, snr_db=5),
        "many kinds and individuals mixed, 0 dB": Lay([many] * 8, 60, individuals=6, snr_db=0),
        "one kind a recording, two recordings a kind": Lay(pairs, 25),
        "one kind a recording, individuals mixed, 5 dB": Lay(pairs, 25, individuals=6, snr_db=5),
        "one kind a recording, one recording a kind": Lay([[kind] for kind in range(9)], 40, individuals=3, snr_db=10),
        "one kind and one individual a recording": Lay(pairs, 25, individuals=20, by="recording", snr_db=15),
        "two to three kinds a recording, other kinds elsewhere": Lay(
            [[3 * place, 3 * place + 1, 3 * place + 2][: 2 + place % 2] for place in range(5) for _ in range(2)], 50
        ),
        "rare kinds, 24 of them": Lay([range(24)] * 6, 100, individuals=2, is_skewed=True),
        "one long recording": Lay([range(6)], 240, individuals=3),
        "small: 40 calls": Lay([range(4)] * 2, 20),
    }
    quick = ("many kinds and individuals mixed, 5 dB", "one kind a recording, two recordings a kind", "small: 40 calls")
    for name, lay in lays.items():
        yield Shape(name, lambda place, lay=lay: _laid(lay, place, seed), is_quick=name in quick)
    yield Shape("clips, one call a file", lambda place: _clips(place, seed), {"events": {"method": "whole"}})


def _laid(lay: Lay, place: Path, seed: int) -> Path:
    rng = generator(seed, "lay")
    kinds = _Kinds(seed)
    shares: list[list[LabeledClip]] = []
    for number, known in enumerate(lay.kinds):
        weights = 1.0 / np.arange(1, len(known) + 1) if lay.is_skewed else np.ones(len(known))
        chosen = rng.choice(known, lay.n_calls, p=weights / weights.sum())
        who = [number if lay.by == "recording" else int(rng.integers(lay.individuals)) for _ in chosen]
        shares.append([kinds.call(int(kind), one, rng) for kind, one in zip(chosen, who, strict=True)])
    if lay.recorders:
        shares = [
            [_through(clip, generator(seed, "microphone", n)) for clip in share] for n, share in enumerate(shares)
        ]
    if lay.rooms:
        shares = [
            [_in_room(clip, *_room(number, len(shares))) for clip in share] for number, share in enumerate(shares)
        ]
    duration_s = lay.n_calls * 1.15 + 2.0
    return lay_shares(shares, place, duration_s=duration_s, rate_hz=RATE_HZ, snr_db=lay.snr_db, rng=rng)


def _clips(place: Path, seed: int) -> Path:
    rng = generator(seed, "clips")
    kinds = _Kinds(seed)
    clips = [kinds.call(kind, int(rng.integers(3)), rng) for kind in range(12) for _ in range(25)]
    return write_clips(clips, place)


class _Kinds:
    """Kinds and individuals by number, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def call(self, kind: int, individual: int, rng: np.random.Generator) -> LabeledClip:
        drawn: Kind = draw_kind(generator(self._seed, "kind", kind))
        # One voice for all kinds of an individual, as throats have.
        own = as_made_by(drawn, generator(self._seed, "individual", individual))
        return draw_call(own, f"kind {kind}", rng)


def _through(clip: LabeledClip, microphone: np.random.Generator) -> LabeledClip:
    """Color a call as a microphone and its distance would: a smooth random equalizer of some 6 dB."""
    knots_db = microphone.normal(0.0, 6.0, 6)
    shape = np.asarray(signal.firwin2(65, np.linspace(0, 1, 6), 10 ** (knots_db / 20)), dtype=np.float64)
    colored = np.convolve(clip.samples, shape, "same").astype(np.float32)
    return LabeledClip(colored, clip.sample_rate_hz, clip.label)


def _room(number: int, n_rooms: int) -> tuple[float, np.random.Generator]:
    """Return how long sound takes to fall by 60 dB in a room, .1 to .8 s, and what draws its echoes."""
    return 0.1 + 0.7 * number / max(1, n_rooms - 1), generator(number, "room")


def _in_room(clip: LabeledClip, decay_s: float, rng: np.random.Generator) -> LabeledClip:
    """Add the echoes of a room, noise that decays, as strong as the call itself, down to 20 dB below the loudest."""
    n_times = round(decay_s * clip.sample_rate_hz)
    tail = rng.standard_normal(n_times) * 10.0 ** (-3.0 * np.arange(n_times) / n_times)
    response = np.concatenate([[1.0], tail / np.sqrt(np.sum(tail**2))])
    echoing = signal.fftconvolve(clip.samples, response)
    level = signal.oaconvolve(echoing**2, np.full(_SMOOTHED, 1.0 / _SMOOTHED), "same")
    heard = echoing[: int(np.flatnonzero(level > 0.01 * level.max())[-1]) + 1]
    return LabeledClip((heard / np.abs(heard).max()).astype(np.float32), clip.sample_rate_hz, clip.label)
