"""Events become patches: the sound around each is read again, by recording, and pictured.

Patches are kept as bytes (a 256th of 60 dB is a quarter of a dB) in shards of some recordings, so that a killed run
loses at most one shard.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coincide.errors import CatalogError
from coincide.events import PATCH_BANDS, PATCH_FRAMES, PatchCamera, PatchGeometry
from coincide.recordings import ChannelChoice, SpanReader
from coincide.records import Event, Recording
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
    geometries: Sequence[PatchGeometry],
    scale_of: Mapping[int, int],
    channels: ChannelChoice,
    folder: Path,
    progress: Progress,
) -> Pictures:
    """Picture all events.

    Parameters
    ----------
    events : ordered by recording.
    geometries, scale_of : see `coincide.events.choose_scales`.
    folder : where shards go; those that are there already are kept.
    """
    folder.mkdir(parents=True, exist_ok=True)
    shards: list[Path] = []
    with progress.stage("patches", total=len(events), unit="events") as stage:
        for number, start in enumerate(range(0, len(events), SHARD_EVENTS)):
            part = events[start : start + SHARD_EVENTS]
            shard = folder / f"patches-{number:05d}.safetensors"
            if not _is_whole(shard, len(part)):
                patches = picture_events(
                    part, recordings, geometries=geometries, scale_of=scale_of, channels=channels, stage=stage
                )
                save_tensors(shard, {_PATCHES: np.round(patches * 255).astype(np.uint8)}, {})
            else:
                stage.advance(len(part))
            shards.append(shard)
    return Pictures(shards=tuple(shards))


def picture_events(
    events: Sequence[Event],
    recordings: Mapping[int, Recording],
    *,
    geometries: Sequence[PatchGeometry],
    scale_of: Mapping[int, int],
    channels: ChannelChoice,
    stage: StageProgress,
) -> NDArray[np.float32]:
    """Picture events, ordered by recording; returns (n, 32, 32) in [0, 1]."""
    patches = np.zeros((len(events), PATCH_BANDS, PATCH_FRAMES), dtype=np.float32)
    row = 0
    for recording_id, members in groupby(events, key=lambda event: event.recording_id):
        recording = recordings[recording_id]
        camera = PatchCamera(geometries[scale_of[recording_id]], recording.sample_rate_hz)
        choice: ChannelChoice = "each" if channels == "each" else channels
        with SpanReader(Path(recording.path), channels=choice) as reader:
            for event in members:
                patches[row] = _picture(camera, reader, event, is_apart=channels == "each")
                row += 1
                stage.advance(1)
    return patches


def _picture(camera: PatchCamera, reader: SpanReader, event: Event, *, is_apart: bool) -> NDArray[np.float32]:
    start_s, stop_s = camera.excerpt_s(event.onset_s, event.offset_s)
    sound = reader.read(start_s, stop_s)[event.channel if is_apart else 0]
    # The reader cuts off what lies before the recording: put silence there, so that the event stays in the middle.
    n_before = max(0, -round(start_s * reader.sample_rate_hz))
    excerpt = np.concatenate([np.zeros(n_before, dtype=np.float32), sound])
    return camera.take(excerpt, duration_s=event.duration_s)


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
            f"`{shard}` was damaged on the disk: {error}. Run `coincide learn FOLDER` again: it reads the sound again."
        ) from None
