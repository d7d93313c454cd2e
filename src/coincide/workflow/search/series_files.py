"""What is kept of the sequences of a model: a cache, which any search may make again.

    series-NAME.nsw   a shard; NAME stands for its events and for all else that it depends on
    series.json       which shards there are; what of each was left out, why, and what those files were like

Whatever is missing, damaged or of other events is no longer believed, shard by shard, and neither is a shard that lacks
a recording whose file has come or changed since.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np

from coincide.errors import RecordingError
from coincide.index import IndexFileError, NavigableSmallWorld
from coincide.learned.settings import digest
from coincide.record_arrays import EventArray
from coincide.recordings import file_state, place_of
from coincide.records import Recording
from coincide.whole_files import replacing
from coincide.workflow.search.sequences import N_CHANNELS
from coincide.workflow.search.series_shard import FileFacts, MissingRows, SeriesShard

_NOTES_FILE = "series.json"


@dataclass(frozen=True, slots=True)
class SeriesFiles:
    """The files of the sequences of a model.

    Attributes
    ----------
    folder : of the model.
    events : of the model, by row.
    recordings : by id.
    manner : stands for all that sequences depend on beside the events.
    parameters : of the index.
    former : the name that version 0.1.0 gave to its one index of all events.
    """

    folder: Path
    events: EventArray
    recordings: Mapping[int, Recording]
    manner: str
    parameters: Mapping[str, object]
    former: str

    def read(self) -> list[SeriesShard]:
        """Read the shards that can be used, by row."""
        try:
            notes = cast("dict[str, Any]", json.loads((self.folder / _NOTES_FILE).read_text(encoding="utf-8")))
            if "name" in notes and notes["name"] == self.former:
                return self._taken_over(notes["left_out"])
            shards = notes["shards"]
            return list(self._usable(shards)) if notes["checksum"] == digest(shards) else []
        except (OSError, ValueError, LookupError, TypeError, RecursionError):
            return []

    def _taken_over(self, noted: Sequence[Mapping[str, Any]]) -> list[SeriesShard]:
        """Read what version 0.1.0 kept, and keep it as a shard: its recordings may be gone since."""
        left_out = tuple(one for each in noted for one in self._rows_left_out(each))
        name = digest(self.former, [each["recording_id"] for each in noted])
        shard = self._opened(0, len(self.events), left_out, self.folder / f"series-{name}.nsw")
        if shard is None:
            return []
        with contextlib.suppress(OSError, IndexFileError):
            self.write(shard)
            self.note([shard])
        return [shard]

    def _rows_left_out(self, noted: Mapping[str, Any]) -> Iterator[MissingRows]:
        rows = np.flatnonzero(self.events.recording_ids == noted["recording_id"])
        for run in np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1):
            yield _as_left_out({**noted, "start": int(run[0]), "stop": int(run[-1]) + 1})

    def _usable(self, noted: Sequence[Mapping[str, Any]]) -> Iterator[SeriesShard]:
        for each in noted:
            start, stop = each["start"], each["stop"]
            if each["name"] == self._name(start, stop):
                left_out = tuple(map(_as_left_out, each["left_out"]))
                shard = self._opened(start, stop, left_out, self._path(start, stop, left_out))
                if shard is not None:
                    yield shard

    def _opened(self, start: int, stop: int, left_out: tuple[MissingRows, ...], path: Path) -> SeriesShard | None:
        """Read a shard, None if it is damaged, or recordings that it lacks have changed."""
        if any(facts_of(self.recordings[each.recording_id]) != each.state for each in left_out):
            return None
        try:
            index = NavigableSmallWorld.load(path)
        except (OSError, IndexFileError):
            return None
        shard = SeriesShard(start, stop, index, left_out)
        is_ours = index.get_params() == self.parameters and index.shape == (len(shard.rows), N_CHANNELS)
        return shard if is_ours else None

    def write(self, shard: SeriesShard) -> None:
        """Write the index of a shard, to which nothing leads before `note`.

        Raises
        ------
        OSError, IndexFileError : it cannot be written.
        """
        shard.index.save(self._path(shard.start, shard.stop, shard.left_out))

    def note(self, shards: Sequence[SeriesShard]) -> None:
        """Say that these are the shards, then delete those that nothing leads to any more.

        Raises
        ------
        OSError : this cannot be written.
        """
        listed = [self._noted(shard) for shard in shards]
        with replacing(self.folder / _NOTES_FILE) as file:
            file.write(json.dumps({"shards": listed, "checksum": digest(listed)}, indent=1).encode())
        kept = {self._path(shard.start, shard.stop, shard.left_out) for shard in shards}
        for old in self.folder.glob("series-*.nsw"):
            if old not in kept:
                # Another process may be reading it, which forbids this on some systems; the next time will do.
                with contextlib.suppress(OSError):
                    old.unlink()

    def _noted(self, shard: SeriesShard) -> dict[str, Any]:
        left_out = [asdict(each) for each in shard.left_out]
        name = self._name(shard.start, shard.stop)
        return {"name": name, "start": shard.start, "stop": shard.stop, "left_out": left_out}

    def _path(self, start: int, stop: int, left_out: Sequence[MissingRows]) -> Path:
        rows = [[each.start, each.stop] for each in left_out]
        return self.folder / f"series-{digest(self._name(start, stop), rows)}.nsw"

    def _name(self, start: int, stop: int) -> str:
        """Stands for all that the sequences of some rows depend on, whichever model their events are in."""
        events = self.events.take(slice(start, stop))
        found = hashlib.sha256()
        for column in (events.recording_ids, events.channels, events.onsets_s, events.offsets_s):
            found.update(column.tobytes())
        return digest(self.manner, start, stop, found.hexdigest())


def facts_of(recording: Recording) -> FileFacts:
    """Return size and time of change of the file of a recording, None if they cannot be asked."""
    try:
        state = file_state(place_of(recording.path))
    except (OSError, RecordingError):
        return None
    return state.size_bytes, state.mtime_ns


def _as_left_out(noted: Mapping[str, Any]) -> MissingRows:
    state = noted["state"]
    fields: dict[str, Any] = {**noted, "state": None if state is None else tuple(state)}
    return MissingRows(**fields)
