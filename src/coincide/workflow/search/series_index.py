"""The index of the frame sequences of a model: a cache, made by the first search that needs it.

    series-NAME.nsw   the sequences; NAME stands for all that they depend on
    series.json       which events it is of; which recordings were left out, why, and what their files were like

When events join a model, only these are read and join the index. Whatever is missing, damaged or of other events is
rebuilt, and so is an index that lacks a recording whose file has come or changed since. A recording that vanishes
later stays in it.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, astuple, dataclass
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
        return digest("series", _VERSION, self.contents.model.id, *self._manner)

    def name_of_first(self, n_events: int) -> str:
        """Stands for all that the sequences of the first events depend on, whichever model these were in."""
        events = [astuple(event) for event in self.contents.events[:n_events]]
        return digest("first of series", _VERSION, events, *self._manner)

    @property
    def _manner(self) -> tuple[object, ...]:
        parameters = self.empty_index().get_params()
        del parameters["quality"], parameters["dtype"]  # not ours, nor in the names of what earlier versions kept
        return asdict(self.grid), self.channels, parameters

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


@dataclass(frozen=True, slots=True)
class _Kept:
    """The index of the first `n_events` of a model, but for those of recordings that were left out."""

    index: NavigableSmallWorld
    n_events: int
    left_out: list[_LeftOut]


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
        geometries=learned.model.scales.geometries,
        features=learned.settings.features,
    )
    source = SeriesSource(learned, grid)
    kept = _read(folder, source)
    if kept is None or kept.n_events < len(contents.events):
        kept = _grown(kept or _Kept(source.empty_index(), 0, []), source, progress)
        try:
            _keep(folder, source, kept)
        except (OSError, IndexFileError) as error:
            progress.say(f"`{folder}` cannot be written to, so the next search reads the recordings again: {error}")
    return SeriesIndex(source, kept.index, _rows(source, kept.left_out), _problems(source, kept.left_out))


def _read(folder: Path, source: SeriesSource) -> _Kept | None:
    """Read what is kept, None if it cannot be used."""
    try:
        name, n_events, left_out = _read_notes(folder / NOTES_FILE, source)
        index = NavigableSmallWorld.load(folder / _index_name(name, left_out))
        problems, rows = _problems(source, left_out), _rows(source, left_out)
    except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError, IndexFileError):
        return None
    n_rows = int(np.count_nonzero(rows < n_events))
    is_ours = index.get_params() == source.empty_index().get_params() and index.shape == (n_rows, N_CHANNELS)
    has_changed = any(
        _state(place_of(problem.path)) != each.state for problem, each in zip(problems, left_out, strict=True)
    )
    return _Kept(index, n_events, left_out) if is_ours and not has_changed else None


def _read_notes(path: Path, source: SeriesSource) -> tuple[str, int, list[_LeftOut]]:
    """Read the name of an index, how many of our first events it is of, and who was left out.

    Raises
    ------
    OSError, KeyError, TypeError, ValueError, OverflowError : the file is missing, damaged or of something else.
    """
    notes = cast("dict[str, Any]", json.loads(path.read_text(encoding="utf-8")))
    name, n_events = str(notes["name"]), len(source.contents.events)
    if name != source.name:
        n_events = int(notes["n_events"])
        if not 0 < n_events <= len(source.contents.events) or notes["first"] != source.name_of_first(n_events):
            raise ValueError(f"expected {source.name}, found {name}")
    is_old = notes.keys() == {"name", "left_out"}  # version 0.1.0 wrote no checksum
    if not is_old and notes["checksum"] != digest(notes["left_out"]):
        raise ValueError(f"expected a file with the checksum {notes['checksum']}")
    left_out = [
        _LeftOut(
            recording_id=int(each["recording_id"]),
            kind=str(each["kind"]),
            reason=str(each["reason"]),
            state=None if each["state"] is None else (int(each["state"][0]), int(each["state"][1])),
        )
        for each in notes["left_out"]
    ]
    return name, n_events, left_out


def _keep(folder: Path, source: SeriesSource, kept: _Kept) -> None:
    """Write the index, then the notes that lead to it, then delete those that nothing leads to any more."""
    name = _index_name(source.name, kept.left_out)
    kept.index.save(folder / name)
    listed = [asdict(each) for each in kept.left_out]
    notes = {"name": source.name, "left_out": listed, "checksum": digest(listed)}
    notes |= {"n_events": kept.n_events, "first": source.name_of_first(kept.n_events)}
    with replacing(folder / NOTES_FILE) as file:
        file.write(json.dumps(notes, indent=1).encode())
    for old in folder.glob("series-*.nsw"):
        if old.name != name:
            # Another process may be reading it, which forbids this on some systems; the next time will do.
            with contextlib.suppress(OSError):
                old.unlink()


def _index_name(name: str, left_out: Sequence[_LeftOut]) -> str:
    return f"series-{digest(name, [each.recording_id for each in left_out])}.nsw"


def _rows(source: SeriesSource, left_out: Sequence[_LeftOut]) -> NDArray[np.int64]:
    """Return the rows of events whose recordings were not left out."""
    missing = {each.recording_id for each in left_out}
    events = source.contents.events
    return np.array([row for row, event in enumerate(events) if event.recording_id not in missing], dtype=np.int64)


def _problems(source: SeriesSource, left_out: Sequence[_LeftOut]) -> list[Problem]:
    recordings = source.contents.recordings
    return [Problem(recordings[each.recording_id].path, each.kind, each.reason, True) for each in left_out]


def _grown(kept: _Kept, source: SeriesSource, progress: Progress) -> _Kept:
    """Let the events that an index lacks join it.

    Raises
    ------
    NothingFoundError : no recording can be read.
    """
    events, n_before = source.contents.events, kept.n_events
    sequences, lost = _read_from(n_before, source, kept.left_out, progress)
    missing = {each.recording_id for each in lost}
    if any(event.recording_id in missing for event in events[:n_before]):  # its other events are in the index
        return _grown(_Kept(source.empty_index(), 0, []), source, progress)
    left_out = [*kept.left_out, *lost]
    rows = _rows(source, left_out)
    if len(rows) == 0:
        raise NothingFoundError(
            f"none of the catalog's {count(len(left_out), 'recording')} can be read; the first: {left_out[0].reason} "
            "This search compares frames of the recordings: put them back, or search with `--metric embedding`."
        )
    kept.index.add(sequences[rows[rows >= n_before] - n_before])
    return _Kept(kept.index, len(events), left_out)


def _read_from(
    start: int, source: SeriesSource, left_out: Sequence[_LeftOut], progress: Progress
) -> tuple[NDArray[np.float32], list[_LeftOut]]:
    """Read the recordings of the events from `start` on, each once, but for some that are left out already.

    Returns
    -------
    Sequences (events, channels, frames) with zeros for those that are left out, and which these are beside the known.
    """
    events, known = source.contents.events, {each.recording_id for each in left_out}
    sequences = np.zeros((len(events) - start, N_CHANNELS, N_FRAMES), dtype=np.float32)
    lost: list[_LeftOut] = []

    def recording_of(row: int) -> int:
        return events[row].recording_id

    # Events that joined a model later stand at its end, so rows need not be in the order of recordings.
    in_order = sorted((row for row in range(start, len(events)) if recording_of(row) not in known), key=recording_of)
    with progress.stage("frames", total=len(in_order), unit="events") as stage:
        for recording_id, members in groupby(in_order, key=recording_of):
            rows, recording = np.array(list(members)), source.contents.recordings[recording_id]
            state = _state(place_of(recording.path))
            try:
                source.learned.originals.check(recording)
                sequences[rows - start] = _take(recording, [events[row] for row in rows], source, stage.advance)
            except InputError as error:
                lost.append(_LeftOut(recording_id, _kind(error), str(error), state))
    return sequences, lost


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
