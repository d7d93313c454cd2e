"""Events become patches: the sound around each is read again, by recording, and pictured.

An event that overlaps with another one of its channel is pictured within its band.

Patches are kept as bytes (a 256th of 60 dB is a quarter of a dB) in shards of some recordings, so that a killed run
loses at most one shard.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import chain, groupby
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coincide.errors import CatalogError
from coincide.events import PATCH_BANDS, PATCH_FRAMES, PatchCamera, PatchGeometry, PictureScales, are_at_once
from coincide.execute import Executor, Inline, LostUnit, UnitProgress, result_of
from coincide.recordings import ChannelChoice, SpanReader, check_untouched, place_of
from coincide.records import Event, FileState, Recording
from coincide.tensor_files import DamagedTensorsError, load_tensors, save_tensors
from coincide.workflow.progress import Progress, StageProgress

SHARD_EVENTS = 2000
_PATCHES = "patches"


@dataclass(frozen=True, slots=True)
class Pictures:
    """Patches of events, on disk.

    Attributes
    ----------
    shards : files of (n, 32, 32) bytes; together one patch per event, in order.
    """

    shards: tuple[Path, ...]

    def blocks(self) -> Iterator[NDArray[np.uint8]]:
        """Yield patches (n, 32, 32), shard by shard."""
        for shard in self.shards:
            yield _load(shard)

    def rows(self, wanted: NDArray[np.int64]) -> NDArray[np.uint8]:
        """Return the patches of some events, by ascending row."""
        parts: list[NDArray[np.uint8]] = []
        start = 0
        for patches in self.blocks():
            inside = wanted[(wanted >= start) & (wanted < start + len(patches))]
            parts.append(patches[inside - start])
            start += len(patches)
        return np.concatenate(parts)


def take_pictures(
    events: Sequence[Event],
    recordings: Mapping[int, Recording],
    *,
    scales: PictureScales,
    channels: ChannelChoice,
    folder: Path,
    executor: Executor,
    progress: Progress,
    states: Mapping[str, FileState] | None = None,
) -> Pictures:
    """Picture all events.

    Parameters
    ----------
    events : ordered by recording.
    scales : the frame of each event; see `coincide.events.choose_scales`.
    folder : where shards go; those that are there already are kept.
    states : of the files when their events were found, by path.

    Raises
    ------
    RecordingError : a file cannot be read, or has another state.
    """
    folder.mkdir(parents=True, exist_ok=True)
    is_banded = are_at_once(events)
    parts = [slice(start, start + SHARD_EVENTS) for start in range(0, len(events), SHARD_EVENTS)]
    shards = tuple(folder / f"patches-{number:05d}.safetensors" for number in range(len(parts)))
    with progress.stage("patches", total=len(events), unit="events") as stage:
        missing = [
            (shard, _units(events[part], is_banded[part], recordings, scales, states))
            for shard, part in zip(shards, parts, strict=True)
            if not _is_whole(shard, len(events[part]))
        ]
        stage.advance(len(events) - sum(len(unit.events) for _, units in missing for unit in units))
        work = partial(_picture_as_bytes, channels=channels)
        with closing(executor.run(work, chain.from_iterable(units for _, units in missing), stage)) as results:
            for shard, units in missing:
                patches = [_kept(unit, next(results)) for unit in units]
                save_tensors(shard, {_PATCHES: np.concatenate(patches)}, {})
            # Runs to its end, which lets the workers live.
            assert next(results, None) is None
    return Pictures(shards=shards)


def picture_events(
    events: Sequence[Event],
    recordings: Mapping[int, Recording],
    *,
    scales: PictureScales,
    channels: ChannelChoice,
    stage: StageProgress,
    executor: Executor | None = None,
    is_banded: NDArray[np.bool_] | None = None,
    states: Mapping[str, FileState] | None = None,
) -> NDArray[np.float32]:
    """Picture events, ordered by recording; returns (n, 32, 32) in [0, 1].

    Parameters
    ----------
    executor : does it; this process if not given.
    is_banded : (n,) which are pictured within their band; those that overlap with another of them if not given.
    states : of the files when their events were found, by path.

    Raises
    ------
    RecordingError : a file cannot be read, or has another state.
    """
    units = _units(events, are_at_once(events) if is_banded is None else is_banded, recordings, scales, states)
    results = (executor or Inline()).run(partial(_picture_all, channels=channels), units, stage)
    nothing = np.zeros((0, PATCH_BANDS, PATCH_FRAMES), dtype=np.float32)
    return np.concatenate([nothing, *(_kept(unit, result) for unit, result in zip(units, results, strict=True))])


@dataclass(frozen=True, slots=True)
class _Unit:
    """Events of one recording that are pictured together, each within its band if `is_banded` (events,) says so.

    Each has a frame of its own in `geometries` (events,). `state` is that of the file when they were found, if known.
    """

    recording: Recording
    state: FileState | None
    events: Sequence[Event]
    is_banded: Sequence[bool]
    geometries: Sequence[PatchGeometry]


def _units(
    events: Sequence[Event],
    is_banded: NDArray[np.bool_],
    recordings: Mapping[int, Recording],
    scales: PictureScales,
    states: Mapping[str, FileState] | None,
) -> list[_Unit]:
    units: list[_Unit] = []
    rows = groupby(range(len(events)), key=lambda row: events[row].recording_id)
    for recording_id, members in ((number, list(each)) for number, each in rows):
        chosen = [events[row] for row in members]
        flags: list[bool] = is_banded[members].tolist()
        geometries = [scales.geometries[scale] for scale in scales.of(chosen).tolist()]
        recording = recordings[recording_id]
        units.append(_Unit(recording, (states or {}).get(recording.path), chosen, flags, geometries))
    return units


def _picture_as_bytes(unit: _Unit, progress: UnitProgress, *, channels: ChannelChoice) -> NDArray[np.uint8]:
    return np.round(_picture_all(unit, progress, channels=channels) * 255).astype(np.uint8)


def _picture_all(unit: _Unit, progress: UnitProgress, *, channels: ChannelChoice) -> NDArray[np.float32]:
    """Picture the events of a unit, (n, 32, 32); runs on any worker."""
    patches = np.zeros((len(unit.events), PATCH_BANDS, PATCH_FRAMES), dtype=np.float32)
    rate_hz = unit.recording.sample_rate_hz
    cameras = {geometry: PatchCamera(geometry, rate_hz) for geometry in dict.fromkeys(unit.geometries)}
    with SpanReader(place_of(unit.recording.path), channels=channels) as reader:
        for row, event in enumerate(unit.events):
            camera, is_banded = cameras[unit.geometries[row]], unit.is_banded[row]
            patches[row] = _picture(camera, reader, event, is_apart=channels == "each", is_banded=is_banded)
            progress.advance(1)
    if unit.state is not None:
        # These are pictures of the sound in which the events were found, or of nothing.
        check_untouched(place_of(unit.recording.path), unit.state)
    return patches


def _kept(unit: _Unit, result: NDArray[Any] | LostUnit) -> NDArray[Any]:
    return result_of(f"drawing the events of `{unit.recording.path}`", result)


def _picture(
    camera: PatchCamera, reader: SpanReader, event: Event, *, is_apart: bool, is_banded: bool
) -> NDArray[np.float32]:
    start_s, stop_s = camera.excerpt_s(event.onset_s, event.offset_s)
    # With silence before, so that the event stays in the middle.
    excerpt = reader.read_padded(start_s, stop_s)[event.channel if is_apart else 0]
    band_hz = (event.low_hz, event.high_hz) if is_banded else None
    return camera.take(excerpt, duration_s=event.duration_s, band_hz=band_hz)


def _is_whole(shard: Path, n_events: int) -> bool:
    try:
        return _load(shard).shape == (n_events, PATCH_BANDS, PATCH_FRAMES)
    except FileNotFoundError:
        return False
    except CatalogError:
        shard.unlink()
        return False


def _load(shard: Path) -> NDArray[np.uint8]:
    """Read a shard whole; a mapped one would count as memory of this process all the same."""
    try:
        return load_tensors(shard, is_sealed=True).arrays[_PATCHES]
    except DamagedTensorsError as error:
        raise CatalogError(
            f"`{shard}` was damaged on the disk: {error}. Run `coincide learn FOLDER` again to reread the sound."
        ) from None
