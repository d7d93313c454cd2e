"""How well calls are found without a setting: `scripts/bench events`, by the plain detector.

Every row stands beside a fixed hearing, which goes by the sample rate alone.

- `kinds`: made-up callers, from whales to bats.
- `noises`: hum, fan, wind and rain.
- `scenes`: recordings made of both, with echoes.
- `recorded`: real recordings, with `--data`.
- `rooms`: these as they would sound in rooms.
- `trains`: pulse trains of which each is one event.
- `overlaps`: two animals that call at once.
- `measure`: the detector against the truth.
- `drawn`: edges after some were drawn by hand.
- `faint`: the second pass, which finds faint repeats of known calls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.events.drawn import measure_drawn
from benchmarks.events.faint import Callers, FaintFound, measure_faint
from benchmarks.events.kinds import KINDS, recorded_at
from benchmarks.events.measure import Found, measure, together
from benchmarks.events.noises import NOISES
from benchmarks.events.overlaps import DuetFound, lay_duet, measure_duet
from benchmarks.events.recorded import FOLDERS, recorded
from benchmarks.events.rooms import ROOMS_S, in_rooms
from benchmarks.events.scenes import Scene, lay_scene, together_in_one
from benchmarks.events.trains import lay_trains, measure_trains
from benchmarks.options import Options, say
from benchmarks.table import Row
from coincide.features import FeatureSettings
from coincide.seeds import generator

SNRS_DB = (30, 20, 10, 5, 0)
"""Loud calls as well: their echoes, and what surrounds them, are loud with them."""
_QUICK_SNRS_DB = (10,)
_ECHO_SHARE, _ECHO_S = 0.6, (0.02, 0.2)
_FIXED = "fixed hearing"
_F1 = "F1 (IoU .5)"
_FAINT_SNRS_DB = (0, -5)
_DUETS, _DUET_SNR_DB = ("birds", "frogs", "mice", "insects"), 12
_DETECTOR = "detector alone"
_AUDIBLE, _AUDIBLE_RATES_HZ, _AUDIBLE_S = ("frogs", "birds", "insects", "speech"), (96_000, 250_000), 40.0
_SONGS = ("finch song, first bird", "finch song, second bird")
_BESIDE_BATS = ("birds", "frogs", "insects")


def run(options: Options) -> Iterator[Row]:
    """Measure made-up callers, or with `quick` those at 10 dB from one seed, and real recordings."""
    seeds = range(1 if options.quick else options.seeds)
    for snr_db in _QUICK_SNRS_DB if options.quick else SNRS_DB:
        means: list[np.ndarray] = []
        for name in KINDS:
            work = f"{name}, {snr_db} dB"
            if options.wants(work):
                by_seed = [_compared(_generated(name, snr_db, seed)) for seed in seeds]
                yield from _rows(work, by_seed)
                means.append(np.mean([(ours.f1, fixed.f1) for ours, fixed in by_seed], axis=0))
        if len(means) == len(KINDS):
            yield _row(f"all callers, {snr_db} dB", f"{_F1}, mean", [np.mean(means, axis=0)], goal=".85")
            yield _row(f"all callers, {snr_db} dB", f"{_F1}, worst", [np.min(means, axis=0)], goal=".70")
    yield from _range_rows(options, seeds)
    yield from _overlap_rows(options, seeds)
    yield from _train_rows(options, seeds)
    yield from _faint_rows(options, seeds)
    if options.data is not None:
        for work in filter(options.wants, FOLDERS):
            yield from _rows(work, [_compared(recorded(options.data, work))])
        yield from _room_rows(options, options.data, seeds)
        for work in FOLDERS:
            for n_events in (5, 10):
                drawn = f"{work}, {n_events} events drawn"
                if options.wants(drawn):
                    yield from _drawn_rows(
                        drawn, list(measure_drawn(list(recorded(options.data, work)), n_events=n_events))
                    )


def _room_rows(options: Options, data: Path, seeds: range) -> Iterator[Row]:
    """Song in rooms."""
    for song in _SONGS:
        for fall_60_s in ROOMS_S:
            work = f"{song}, in rooms where sound falls by 60 dB in {fall_60_s:g} s"
            if options.wants(work):
                rngs = [generator(seed, "rooms", song, str(fall_60_s)) for seed in seeds]
                yield from _rows(work, [_compared(in_rooms(recorded(data, song), fall_60_s, rng=rng)) for rng in rngs])


def _range_rows(options: Options, seeds: range) -> Iterator[Row]:
    """Audible calls in recordings of ultrasound, alone and beside bats."""
    for name in _AUDIBLE:
        for rate_hz in _AUDIBLE_RATES_HZ:
            work = f"{name} at {rate_hz // 1000} kHz, 10 dB"
            if options.wants(work):
                yield from _rows(work, [_compared(_at_rate(name, rate_hz, seed)) for seed in seeds])
    for name in _BESIDE_BATS:
        work = f"bats and {name}, 10 dB"
        if options.wants(work):
            yield from _rows(work, [_compared(_beside_bats(name, seed)) for seed in seeds])


def _at_rate(name: str, rate_hz: int, seed: int) -> Iterator[Scene]:
    kind = recorded_at(KINDS[name], rate_hz, duration_s=_AUDIBLE_S)
    for noise in NOISES:
        rng = generator(seed, "events", name, noise, rate_hz)
        echo_s = float(rng.uniform(*_ECHO_S)) if rng.random() < _ECHO_SHARE else 0.0
        yield lay_scene(kind, noise=noise, snr_db=10, echo_s=echo_s, rng=rng)


def _beside_bats(name: str, seed: int) -> Iterator[Scene]:
    bats = KINDS["bats"]
    kinds = (bats, recorded_at(KINDS[name], bats.rate_hz, duration_s=bats.duration_s))
    for noise in NOISES:
        rng = generator(seed, "events", "bats", name, noise)
        yield together_in_one([lay_scene(kind, noise=noise, snr_db=10, echo_s=0.0, rng=rng) for kind in kinds])


def _drawn_rows(work: str, pairs: list[tuple[Found, Found]]) -> Iterator[Row]:
    """How many events have both edges right, beside edges as they are found; by draws of the drawn events."""
    for tolerance_s in (0.010, 0.005):
        scores = np.array([[each.f1_within(tolerance_s) for each in pair] for pair in pairs])
        (ours, found), spread = scores.mean(axis=0).tolist(), float(scores[:, 0].std())
        yield Row(
            work, f"F1, both edges within {1000 * tolerance_s:.0f} ms", ours, spread, len(pairs), "as found", found
        )


def _train_rows(options: Options, seeds: range) -> Iterator[Row]:
    """Trains as events, with `unit` train and with `unit` call."""
    for snr_db in (15, 10):
        work = f"pulse trains, {snr_db} dB"
        if options.wants(work):
            by_seed = [[measure_trains(scene) for scene in _trains(snr_db, seed)] for seed in seeds]
            scores = [np.mean([(joined.f1, calls.f1) for joined, calls in each], axis=0) for each in by_seed]
            ours, alone = np.array(scores).T
            yield Row(work, _F1, float(ours.mean()), float(ours.std()), len(ours), "unit call", float(alone.mean()))


def _overlap_rows(options: Options, seeds: range) -> Iterator[Row]:
    """Two animals at once, each call an event, beside one event for all that sounds at once."""
    for name in _DUETS:
        work = f"two {name} at once, {_DUET_SNR_DB} dB"
        if options.wants(work):
            by_seed = [[measure_duet(lay_duet(KINDS[name], **each)) for each in _backgrounds(name, s)] for s in seeds]
            scores = [[sum(found, DuetFound()).f1 for found in zip(*each, strict=True)] for each in by_seed]
            ours, joined = np.array(scores).T
            metric = f"F1 of each animal ({_F1.removeprefix('F1 (')}"
            yield Row(work, metric, float(ours.mean()), float(ours.std()), len(ours), "joined", float(joined.mean()))


def _backgrounds(name: str, seed: int) -> Iterator[dict[str, Any]]:
    for noise in NOISES:
        rng = generator(seed, "overlaps", name, noise, _DUET_SNR_DB)
        yield {"noise": noise, "snr_db": _DUET_SNR_DB, "rng": rng}


def _trains(snr_db: int, seed: int) -> Iterator[Scene]:
    """One recording in each background."""
    for noise in NOISES:
        yield lay_trains(noise=noise, snr_db=snr_db, rng=generator(seed, "trains", noise, snr_db))


def _faint_rows(options: Options, seeds: range) -> Iterator[Row]:
    """What the second pass adds on faint calls, and what it finds where there is none."""
    for name in KINDS:
        for snr_db in _FAINT_SNRS_DB:
            work = f"faint {name}, {snr_db} dB"
            if options.wants(work):
                yield from _faint_row(work, [_faint(name, snr_db, seed, "known") for seed in seeds])
        for callers in ("others", "none"):
            work = f"faint {name}, {callers}"
            if options.wants(work):
                n_false = [float(_faint(name, 0, seed, callers).n_repeats) for seed in seeds]
                say(f"{work}: {sum(n_false):.0f} repeats")
                yield Row(work, "false repeats", float(np.mean(n_false)), float(np.std(n_false)), len(n_false))


def _faint_row(work: str, found: list[FaintFound]) -> Iterator[Row]:
    say(f"{work}: {sum(found, FaintFound())}")
    recalls = [np.array([one.n_detected + one.n_gained, one.n_detected]) / max(1, one.n_truth) for one in found]
    ours, alone = np.array(recalls).T
    yield Row(work, "recall (IoU .5)", float(ours.mean()), float(ours.std()), len(ours), _DETECTOR, float(alone.mean()))
    everything = sum(found, FaintFound())
    for metric, number in (("precision", everything.n_right), ("touch a call", everything.n_touching)):
        yield Row(
            work, metric, number / everything.n_repeats if everything.n_repeats else float("nan"), 0.0, len(found)
        )


def _faint(name: str, snr_db: int, seed: int, callers: Callers) -> FaintFound:
    """Add up the recordings of one seed, one in each background."""
    found = FaintFound()
    for noise in NOISES:
        rng = generator(seed, "faint", name, noise, snr_db, callers)
        found += measure_faint(KINDS[name], noise=noise, snr_db=snr_db, callers=callers, rng=rng)
    return found


def _generated(name: str, snr_db: int, seed: int) -> Iterator[Scene]:
    """One recording in each background, most of them with echoes."""
    for noise in NOISES:
        rng = generator(seed, "events", name, noise, snr_db)
        echo_s = float(rng.uniform(*_ECHO_S)) if rng.random() < _ECHO_SHARE else 0.0
        yield lay_scene(KINDS[name], noise=noise, snr_db=snr_db, echo_s=echo_s, rng=rng)


def _compared(scenes: Iterable[Scene]) -> tuple[Found, Found]:
    """Return what is found, and what a fixed hearing finds."""
    found: list[tuple[Found, Found]] = []
    for scene in scenes:
        fixed = measure(scene, features=FeatureSettings(hearing="fixed"))
        found.append((measure(scene), fixed))
    return together(ours for ours, _ in found), together(fixed for _, fixed in found)


def _rows(work: str, pairs: list[tuple[Found, Found]]) -> Iterator[Row]:
    measures: dict[str, Callable[[Found], float]] = {
        _F1: lambda found: found.f1,
        "F1, both edges within 10 ms": lambda found: found.f1_within(0.010),
        "onset error, ms (median)": lambda found: _error_ms(found, 0),
        "offset error, ms (median)": lambda found: _error_ms(found, 1),
        "CPU s per minute": lambda found: 60 * found.cpu_s / found.sound_s,
    }
    say(f"{work}: F1 {pairs[0][0].f1:.3f}, fixed {pairs[0][1].f1:.3f}")
    for metric, score in measures.items():
        yield _row(work, metric, [np.array([score(ours), score(fixed)]) for ours, fixed in pairs])


def _row(work: str, metric: str, pairs: list[np.ndarray], *, goal: str = "") -> Row:
    """A row of values (ours, fixed) by seed."""
    ours, fixed = np.array(pairs).T
    return Row(work, metric, float(ours.mean()), float(ours.std()), len(ours), _FIXED, float(fixed.mean()), goal=goal)


def _error_ms(found: Found, edge: int) -> float:
    return float(np.median(np.abs(found.errors_s[:, edge]))) * 1000 if len(found.errors_s) else float("nan")
