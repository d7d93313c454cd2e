"""The index of the frame sequences of a model: a cache, made by the first search that needs it.

    series-NAME.nsw   the sequences; NAME stands for all that they depend on
    series.json       which recordings were left out, why, and what their files were like

Whatever is missing, damaged or of another model is rebuilt, and so is an index that lacks a recording whose file has
come or changed since. A recording that vanishes later stays in it.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from coincide.errors import InputError, NothingFoundError, RecordingError
from coincide.index import IndexFileError, NavigableSmallWorld
from coincide.learned.contents import Contents
from coincide.learned.opened import LearnedCatalog
from coincide.learned.settings import digest
from coincide.recordings import ChannelChoice, Place, SpanReader, file_state, place_of
from coincide.records import Event, Problem, Recording
from coincide.seeds import derive
from coincide.whole_files import replacing
from coincide.wording import count
from coincide.workflow.progress import Progress
from coincide.workflow.search.sequences import (
    N_CHANNELS,
    N_FRAMES,
    SequenceCamera,
    SequenceGrid,
    choose_sequence_grid,
    take_sequence,
)

BAND = 0.2
NOTES_FILE = "series.json"
_VERSION = 1
"""Raised when the same sound would give other sequences."""

FileState = tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class SeriesSource:
    """What the sequences of a model are made from."""

    learned: LearnedCatalog
    grid: SequenceGrid

    @property
    def contents(self) -> Contents:
        """The events."""
        return self.learned.contents

    @property
    def channels(self) -> ChannelChoice:
        """How several channels were used."""
        return self.learned.settings.recordings.channels

    @property
    def name(self) -> str:
        """Stands for all that the sequences depend on; the id of a model stands for its events."""
        parameters = self.empty_index().get_params()
        del parameters["quality"], parameters["dtype"]  # not ours, nor in the names of what earlier versions kept
        return digest("series", _VERSION, self.contents.model.id, asdict(self.grid), self.channels, parameters)

    def empty_index(self) -> NavigableSmallWorld:
        """Return the index without sequences."""
        settings = self.learned.settings.index
        return NavigableSmallWorld(
            metric="dtw",
            band=BAND,
            algorithm=settings.kind_for(len(self.contents.events)),
            max_degree=settings.max_degree,
            ef_construction=settings.ef_construction,
            ef=settings.ef,
            quantize=None,  # series have no codes; part of the name of what is kept
            seed=derive(int(self.contents.model.info["seed"]), "series"),
        )


@dataclass(frozen=True, slots=True)
class SeriesIndex:
    """Sequences that can be searched.

    Attributes
    ----------
    rows : (m,) the model's row of each sequence.
    left_out : recordings whose events are not among them, and why.
    """

    source: SeriesSource
    index: NavigableSmallWorld
    rows: NDArray[np.int64]
    left_out: list[Problem]


@dataclass(frozen=True, slots=True)
class _LeftOut:
    """A recording that could not be read; `state` is what its file was like then."""

    recording_id: int
    kind: str
    reason: str
    state: FileState


def open_series(learned: LearnedCatalog, *, progress: Progress) -> SeriesIndex:
    """Read the sequences of a model, or make and keep them; if they cannot be kept, the next search makes them again.

    Raises
    ------
    NothingFoundError : none of the recordings can be read.
    """
    contents, folder = learned.contents, learned.files.folder
    grid = choose_sequence_grid(
        contents.events,
        contents.recordings,
        geometries=learned.model.geometries,
        features=learned.settings.features,
    )
    source = SeriesSource(learned, grid)
    kept = _read(folder, source)
    if kept is not None:
        return kept
    sequences, left_out = _take_all(source, progress)
    rows = _rows(source, left_out)
    if len(rows) == 0:
        raise NothingFoundError(
            f"none of the catalog's {count(len(left_out), 'recording')} can be read; the first: {left_out[0].reason} "
            "This search compares frames of the recordings: put them back, or search with `--metric embedding`."
        )
    index = source.empty_index().fit(sequences[rows])
    try:
        _keep(folder, source, index, left_out)
    except (OSError, IndexFileError) as error:
        progress.say(f"`{folder}` cannot be written to, so the next search reads the recordings again: {error}")
    return SeriesIndex(source, index, rows, _problems(source, left_out))


def _read(folder: Path, source: SeriesSource) -> SeriesIndex | None:
    """Read what is kept, None if it cannot be used."""
    try:
        left_out = _read_notes(folder / NOTES_FILE, name=source.name)
        index = NavigableSmallWorld.load(folder / _index_name(source, left_out))
        problems, rows = _problems(source, left_out), _rows(source, left_out)
    except (OSError, ValueError, KeyError, TypeError, RecursionError, IndexFileError):
        return None
    is_ours = index.get_params() == source.empty_index().get_params() and index.shape == (len(rows), N_CHANNELS)
    has_changed = any(
        _state(place_of(problem.path)) != each.state for problem, each in zip(problems, left_out, strict=True)
    )
    return SeriesIndex(source, index, rows, problems) if is_ours and not has_changed else None


def _read_notes(path: Path, *, name: str) -> list[_LeftOut]:
    """Read who was left out; KeyError, TypeError or ValueError if the file is damaged or of something else."""
    notes = cast("dict[str, Any]", json.loads(path.read_text(encoding="utf-8")))
    if notes["name"] != name:
        raise ValueError(f"expected {name}, found {notes['name']}")
    is_old = notes.keys() == {"name", "left_out"}  # version 0.1.0 wrote no checksum
    if not is_old and notes["checksum"] != digest(notes["left_out"]):
        raise ValueError(f"expected another checksum than {notes['checksum']}")
    return [
        _LeftOut(
            recording_id=int(each["recording_id"]),
            kind=str(each["kind"]),
            reason=str(each["reason"]),
            state=None if each["state"] is None else (int(each["state"][0]), int(each["state"][1])),
        )
        for each in notes["left_out"]
    ]


def _keep(folder: Path, source: SeriesSource, index: NavigableSmallWorld, left_out: Sequence[_LeftOut]) -> None:
    """Write the index, then the notes that lead to it, then delete those that nothing leads to any more."""
    name = _index_name(source, left_out)
    index.save(folder / name)
    listed = [asdict(each) for each in left_out]
    notes = {"name": source.name, "left_out": listed, "checksum": digest(listed)}
    with replacing(folder / NOTES_FILE) as file:
        file.write(json.dumps(notes, indent=1).encode())
    for old in folder.glob("series-*.nsw"):
        if old.name != name:
            # Another process may be reading it, which forbids this on some systems; the next time will do.
            with contextlib.suppress(OSError):
                old.unlink()


def _index_name(source: SeriesSource, left_out: Sequence[_LeftOut]) -> str:
    return f"series-{digest(source.name, [each.recording_id for each in left_out])}.nsw"


def _rows(source: SeriesSource, left_out: Sequence[_LeftOut]) -> NDArray[np.int64]:
    """Return the rows of events whose recordings were not left out."""
    missing = {each.recording_id for each in left_out}
    events = source.contents.events
    return np.array([row for row, event in enumerate(events) if event.recording_id not in missing], dtype=np.int64)


def _problems(source: SeriesSource, left_out: Sequence[_LeftOut]) -> list[Problem]:
    recordings = source.contents.recordings
    return [Problem(recordings[each.recording_id].path, each.kind, each.reason, True) for each in left_out]


def _take_all(source: SeriesSource, progress: Progress) -> tuple[NDArray[np.float32], list[_LeftOut]]:
    """Read every recording once; returns (events, channels, frames) with zeros for those that were left out."""
    events = source.contents.events
    sequences = np.zeros((len(events), N_CHANNELS, N_FRAMES), dtype=np.float32)
    left_out: list[_LeftOut] = []

    def recording_of(row: int) -> int:
        return events[row].recording_id

    # Events that joined a model later stand at its end, so rows need not be in the order of recordings.
    in_order = sorted(range(len(events)), key=recording_of)
    with progress.stage("frames", total=len(events), unit="events") as stage:
        for recording_id, members in groupby(in_order, key=recording_of):
            rows, recording = list(members), source.contents.recordings[recording_id]
            state = _state(place_of(recording.path))
            try:
                source.learned.originals.check(recording)
                sequences[rows] = _take(recording, [events[row] for row in rows], source, stage.advance)
            except InputError as error:
                left_out.append(_LeftOut(recording_id, _kind(error), str(error), state))
    return sequences, left_out


def _take(
    recording: Recording, events: Sequence[Event], source: SeriesSource, advance: Callable[[float], None]
) -> NDArray[np.float32]:
    taken = np.zeros((len(events), N_CHANNELS, N_FRAMES), dtype=np.float32)
    with SpanReader(place_of(recording.path), channels=source.channels) as reader:
        camera = SequenceCamera(source.grid, reader.sample_rate_hz)
        for number, event in enumerate(events):
            channel = event.channel if source.channels == "each" else 0
            taken[number] = take_sequence(reader, camera, event.onset_s, event.offset_s, channel=channel)
            advance(1)
    return taken


def _state(place: Place) -> FileState:
    """Return size and time of change, None if it cannot be asked."""
    try:
        state = file_state(place)
    except (OSError, RecordingError):
        return None
    return state.size_bytes, state.mtime_ns


def _kind(error: InputError) -> str:
    return error.kind if isinstance(error, RecordingError) else "unreadable"
