"""Damaged sound files of all formats, in folders of a hundred: 10,000 of them.

Each folder holds three whole recordings and a hundred damaged ones. It is scanned, searched for events and pictured as
`learn` does. The product stands a file if nothing is raised; the file is read, or quarantined by name for a reason that
is not a mistake of ours; its events are finite and lie within it; the whole recordings beside it give the events that
they always give; nothing is written to the terminal; memory and time stay bounded. Each folder is tried in a process
of its own, so that a crash is counted as what it is.
"""

from __future__ import annotations

import concurrent.futures
import contextlib
import math
import multiprocessing
import os
import resource
import tempfile
import time
from collections.abc import Generator, Iterator
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.faults import tally
from benchmarks.options import Options, say
from benchmarks.sound_damage import FORMATS, calls, damaged, write_sound
from benchmarks.table import Row
from coincide.catalog import CatalogStore
from coincide.errors import RecordingError
from coincide.events import choose_scales
from coincide.execute import Inline
from coincide.learned.detector import Detector
from coincide.learned.settings import LearnSettings
from coincide.records import Event, Recording
from coincide.seeds import generator
from coincide.workflow.learn.find_events import find_events
from coincide.workflow.learn.scan import scan
from coincide.workflow.listen.pictures import picture_events
from coincide.workflow.progress import Silent

FOLDER_SIZE = 100
_FOLDERS, _QUICK_FOLDERS = 100, 8
_WHOLE = ("whole a.wav", "whole b.flac", "whole c.mp3")
_MOST_S, _MOST_MIB = 300.0, 1024.0
"""For a folder of a hundred files of two seconds, where each may keep its decoder busy for 10 s."""
_OURS = "its reader fails with"


@dataclass
class Trial:
    """What one folder did.

    Attributes
    ----------
    failures : what the product did not stand, with what is needed to see it again.
    n_read, n_left_out : damaged files.
    """

    seed: int
    n_files: int
    failures: list[str] = field(default_factory=list[str])
    n_read: int = 0
    n_left_out: int = 0
    seconds: float = 0.0
    peak_mib: float = 0.0


def rows(options: Options, folder: Path) -> Iterator[Row]:
    """Try all folders."""
    n_folders = _QUICK_FOLDERS if options.quick else _FOLDERS
    trials = list(_tried(n_folders, folder))
    failures = [failure for trial in trials for failure in trial.failures]
    for failure in failures:
        say(failure)
    work = f"damaged sound files of {len(FORMATS)} formats"
    yield from tally(work, trials=sum(trial.n_files for trial in trials), failures=len(failures))
    yield Row(work, "read all the same", sum(trial.n_read for trial in trials), 0.0, 1, digits=0)
    yield Row(work, "quarantined by name", sum(trial.n_left_out for trial in trials), 0.0, 1, digits=0)
    slowest, largest = max(trial.seconds for trial in trials), max(trial.peak_mib for trial in trials)
    yield Row(work, "slowest folder, s", slowest, 0.0, 1, goal=f"≤ {_MOST_S:g}", digits=1)
    yield Row(work, "peak memory, MiB", largest, 0.0, 1, goal=f"≤ {_MOST_MIB:g}", digits=0)


def _tried(n_folders: int, folder: Path) -> Iterator[Trial]:
    context = multiprocessing.get_context("spawn")
    (folder / "first").mkdir()
    with concurrent.futures.ProcessPoolExecutor(1, mp_context=context) as pool:
        # Compiles most loops, which is not to count as the time of a folder.
        pool.submit(try_folder, folder / "first", seed=0, n_files=0).result()
    for seed in range(n_folders):
        place = folder / str(seed)
        place.mkdir()
        # One process a folder: its peak of memory is that of this folder.
        with concurrent.futures.ProcessPoolExecutor(1, mp_context=context) as pool:
            try:
                trial = pool.submit(try_folder, place, seed=seed).result()
            except BrokenProcessPool:
                trial = Trial(seed, FOLDER_SIZE, [f"folder {seed}: the process crashed"])
        if trial.seconds > _MOST_S or trial.peak_mib > _MOST_MIB:
            trial.failures.append(f"folder {seed}: {trial.seconds:.0f} s, {trial.peak_mib:.0f} MiB")
        say(f"folder {seed}: {len(trial.failures)} failures, {trial.n_read} read, {trial.seconds:.1f} s")
        yield trial


def try_folder(place: Path, *, seed: int, n_files: int = FOLDER_SIZE) -> Trial:
    """Try one folder in `place`, which is empty."""
    began = time.perf_counter()
    sounds, names = place / "sounds", _write_folder(place, seed=seed, n_files=n_files)
    trial = Trial(seed, n_files)
    with _terminal() as written:
        try:
            found = _search(sounds, place / "c.coincide")
        except Exception as error:
            trial.failures.append(f"folder {seed}: {type(error).__name__}: {error}")
        else:
            _judge(trial, found, names)
    # A loop that only some of the damage needs is compiled later.
    foreign = [line for text in written for line in text.splitlines() if not line.startswith("compiling loops")]
    if foreign:
        trial.failures.append(f"folder {seed}: on the terminal: {foreign[0][:200]!r}")
    trial.seconds = time.perf_counter() - began
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    trial.peak_mib = max(resource.getrusage(kind).ru_maxrss for kind in kinds) / 1024
    return trial


def _write_folder(place: Path, *, seed: int, n_files: int) -> dict[str, str]:
    """Write the recordings; returns the damages by name of the file."""
    sounds = place / "sounds"
    sounds.mkdir()
    for name, kind, each in zip(_WHOLE, ("wav", "flac", "mp3"), (1, 2, 3), strict=True):
        write_sound(sounds / name, kind, calls(duration_s=3.0, seed=each))
    names: dict[str, str] = {}
    kinds = list(FORMATS)
    originals = {kind: _original(place, kind) for kind in kinds}
    for number in range(n_files):
        kind = kinds[number % len(kinds)]
        raw, damages = damaged(originals[kind], generator(seed, f"damaged {number}"))
        name = f"{number:03} {kind}{FORMATS[kind][0]}"
        (sounds / name).write_bytes(raw)
        names[name] = damages
    return names


def _original(place: Path, kind: str) -> bytes:
    path = place / f"original{FORMATS[kind][0]}"
    write_sound(path, kind, calls(duration_s=2.0, seed=4))
    raw = path.read_bytes()
    path.unlink()
    return raw


@dataclass(frozen=True)
class _Searched:
    recordings: dict[str, Recording]
    events: dict[str, list[Event]]
    status: dict[str, str]
    reasons: dict[str, str]
    unpictured: dict[str, str]


def _search(sounds: Path, catalog: Path) -> _Searched:
    settings = LearnSettings()
    detector = Detector(settings)
    with CatalogStore.open(catalog, create=True) as store:
        run_id = store.runs.begin("learn", seed=0, settings={}, versions={})
        scan(store, sounds, settings=settings.recordings, run_id=run_id, executor=Inline(), progress=Silent())
        find_events(store, detector=detector, run_id=run_id, executor=Inline(), progress=Silent())
        recordings = {Path(one.path).name: one for one in store.recordings.all(only_present=True)}
        events = {name: store.events.all(detector.digest, recording_id=one.id) for name, one in recordings.items()}
        return _Searched(
            recordings=recordings,
            events=events,
            status={Path(path).name: row.status for path, row in store.files.all().items()},
            reasons={Path(one.path).name: one.reason for one in store.problems.all() if one.is_left_out},
            unpictured=_picture(recordings, events, settings),
        )


def _picture(
    recordings: dict[str, Recording], events: dict[str, list[Event]], settings: LearnSettings
) -> dict[str, str]:
    """Picture some events of each recording; returns why that failed, by name."""
    scales = choose_scales([event for each in events.values() for event in each])
    failed: dict[str, str] = {}
    for name, one in recordings.items():
        if not events[name]:
            continue
        try:
            picture_events(
                events[name][:5],
                {one.id: one},
                scales=scales,
                channels=settings.recordings.channels,
                stage=Silent(),
            )
        except RecordingError as error:
            failed[name] = str(error)
    return failed


def _judge(trial: Trial, found: _Searched, names: dict[str, str]) -> None:
    for name, damages in names.items():
        what = f"folder {trial.seed}, {name}, {damages}: "
        reason = found.reasons.get(name)
        is_read = found.status.get(name) == "present"
        trial.n_read += is_read
        trial.n_left_out += reason is not None
        if is_read == (reason is not None):
            trial.failures.append(f"{what}{found.status.get(name)}, reason {reason}")
        elif reason is not None and _OURS in reason:
            trial.failures.append(f"{what}{reason}")
        elif name in found.unpictured:
            trial.failures.append(f"{what}has events and no pictures: {found.unpictured[name]}")
        elif is_read and name in found.recordings:
            odd = [event for event in found.events[name] if not _is_possible(event, found.recordings[name])]
            trial.failures += [f"{what}{event}" for event in odd[:1]]
    for name, expected in _expected().items():
        if _facts(found.events.get(name, [])) != expected:
            trial.failures.append(f"folder {trial.seed}, {name}: other events than alone")


def _is_possible(event: Event, recording: Recording) -> bool:
    numbers = (event.onset_s, event.offset_s, event.low_hz, event.high_hz, event.snr_db)
    is_in_time = 0 <= event.onset_s < event.offset_s <= recording.duration_s + 1e-6
    is_in_band = 0 <= event.low_hz < event.high_hz <= recording.sample_rate_hz / 2 + 1e-6
    return all(math.isfinite(number) for number in numbers) and is_in_time and is_in_band


_EXPECTED: dict[str, list[tuple[float, ...]]] = {}


def _expected() -> dict[str, list[tuple[float, ...]]]:
    """Events of the whole recordings, found in a folder of nothing else."""
    if not _EXPECTED:
        with tempfile.TemporaryDirectory() as top:
            _write_folder(Path(top), seed=0, n_files=0)
            found = _search(Path(top) / "sounds", Path(top) / "c.coincide")
        _EXPECTED.update({name: _facts(found.events[name]) for name in _WHOLE})
    return _EXPECTED


def _facts(events: list[Event]) -> list[tuple[float, ...]]:
    return [(each.onset_s, each.offset_s, each.low_hz, each.high_hz, each.snr_db) for each in events]


@contextlib.contextmanager
def _terminal() -> Generator[list[str]]:
    """Collect what is written to standard output and the error stream, also by libraries in C."""
    written: list[str] = []
    with tempfile.TemporaryFile() as file:
        kept = [os.dup(1), os.dup(2)]
        try:
            for stream in (1, 2):
                os.dup2(file.fileno(), stream)
            yield written
        finally:
            for stream, old in zip((1, 2), kept, strict=True):
                os.dup2(old, stream)
                os.close(old)
            file.seek(0)
            text = file.read().decode("utf-8", "replace")
            written += [text] if text else []
