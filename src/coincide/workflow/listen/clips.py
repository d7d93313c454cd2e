"""Whether a folder holds clips that somebody has cut by hand; some of its files tell."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from coincide.errors import InputError, RecordingError
from coincide.events import MAX_CLIP_S, Detection, SearchedFile, are_clips, are_short
from coincide.learned.detector import Detector
from coincide.learned.settings import LearnSettings
from coincide.recordings import ChannelChoice, Place, blamed_on, channel_heard, find_sound_files, probe, read_span

_N_LOOKED_AT = 40


def is_folder_of_clips(folders: Sequence[Place], settings: LearnSettings, *, exclude: Path) -> bool:
    """Say whether nearly all files are short and hold one sound, by 40 files that are spread evenly.

    Files that cannot be read are passed over; the stage that reads them whole says why.

    Parameters
    ----------
    exclude : the catalog.
    """
    paths = some_files(folders, exclude=exclude)
    looked_at = [(path, duration_s) for path in paths if (duration_s := _duration_s(path)) > 0.0]
    if not are_short([duration_s for _, duration_s in looked_at]):
        return False
    # Pauses within a sound are judged between edges as they are found.
    found = settings.events.model_copy(update={"edges": "found"})
    detector = Detector(settings.model_copy(update={"events": found}))
    wanted = channel_heard(settings.recordings.channels, 0)
    searched = [_search(path, detector, wanted) for path, duration_s in looked_at if duration_s <= MAX_CLIP_S]
    return are_clips([file for file in searched if file is not None])


def some_files(folders: Sequence[Place], *, exclude: Path) -> list[Place]:
    """Return up to 40 sound files that are spread evenly over folders."""
    paths = [path for folder in folders for path in _files(folder, exclude)]
    spread = np.unique(np.linspace(0, len(paths) - 1, min(_N_LOOKED_AT, len(paths))).astype(np.int64))
    return [paths[place] for place in spread]


def search_beginning(
    path: Place, detector: Detector, wanted: ChannelChoice, *, stop_s: float
) -> tuple[list[Detection], float] | None:
    """Find the calls up to a time in a file; returns them and the length of this sound in s, None if it has none."""
    try:
        sound, rate_hz = read_span(path, start_s=0.0, stop_s=stop_s, channels=wanted)
        if sound.size == 0 or not np.isfinite(sound).all():
            return None
        with blamed_on(path):
            return detector.find([sound[0]], rate_hz), sound.shape[1] / rate_hz
    except (RecordingError, InputError):
        return None


def _files(folder: Place, exclude: Path) -> list[Place]:
    try:
        return [file.path for file in find_sound_files(folder, exclude=[exclude]).files]
    except InputError:
        return []


def _duration_s(path: Place) -> float:
    try:
        return probe(path, accept_truncated=True).duration_s
    except RecordingError:
        return 0.0


def _search(path: Place, detector: Detector, wanted: ChannelChoice) -> SearchedFile | None:
    searched = search_beginning(path, detector, wanted, stop_s=MAX_CLIP_S)
    if searched is None:
        return None
    found, duration_s = searched
    return SearchedFile(duration_s, [(event.onset_s, event.offset_s) for event in found])
