"""Reading a table, and finding the recordings of a catalog that its rows are of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from unicodedata import normalize

from coincide.annotations import RecordingSpan, attach_recordings, read_annotations, recording_stem
from coincide.records import Annotation, Recording
from coincide.wording import plain_name
from coincide.workflow.annotations.rows import recording_span


def read_table(path: Path, format: str | None) -> list[Annotation]:
    """Read a table, with labels as they are stored, see `plain_name`.

    Rows of a single table that name no recording get the table's own name.
    """
    own_name = "" if path.is_dir() else _own_names(path)[0]
    return [
        replace(
            one,
            recording=one.recording or own_name,
            label=plain_name(one.label),
            coincide_label=None if one.coincide_label is None else plain_name(one.coincide_label),
        )
        for one in read_annotations(path, format=format)
    ]


def attach_to_catalog(
    annotations: Sequence[Annotation], recordings: Sequence[Recording], path: Path
) -> tuple[list[Annotation], list[str]]:
    """Find the recordings that a table means, or the tables of a folder.

    A table that names no recording means the one that has its name, with as few of its endings removed as possible; of
    several with this name, the one whose folders have the names of its own folders. If none has it, a single table
    means the only recording beside it, or the only one there is. A recording with copies may be there once for each
    path; it goes by its first name.
    """
    names = {recording.id: recording.name for recording in reversed(recordings)}
    spans = [replace(recording_span(recording), name=names[recording.id]) for recording in recordings]
    attached, unknown = attach_recordings(annotations, spans)
    if path.is_dir() and unknown:
        return attach_recordings(_with_fewer_endings(annotations, path, set(unknown), spans), spans)
    if attached or unknown != _own_names(path)[:1]:
        return attached, unknown
    attached = _attached_as_one(annotations, path, spans)
    return attached, [] if attached else unknown


def _attached_as_one(
    annotations: Sequence[Annotation], table: Path, recordings: Sequence[RecordingSpan]
) -> list[Annotation]:
    """Attach rows that name no recording to the only one that their table means by its name or place, if any."""
    folder = table.resolve().parent
    own_name = _known_name(table, _file_names(recordings))
    if own_name is not None:
        spellings = (own_name, (folder / own_name).as_posix())
        tried = (attach_recordings(_all_of(name, annotations), recordings)[0] for name in spellings)
        return next(filter(None, tried), [])
    beside = [recording for recording in recordings if Path(recording.path).parent == folder]
    for candidates in (beside, recordings):
        names = {recording.name for recording in candidates}
        if len(names) == 1:
            return _all_of(names.pop(), annotations)
    return []


def _all_of(name: str, annotations: Iterable[Annotation]) -> list[Annotation]:
    return [replace(one, recording=name) for one in annotations]


def _own_names(table: Path) -> list[str]:
    """Return what the recording of a table may be called: its name without endings of tables, then without others.

    Letters are composed (NFC), since a Mac may write `é` in a file's name as two characters.
    """
    parts = normalize("NFC", recording_stem(table, folder=table.parent)).split(".")
    return [".".join(parts[:end]) for end in range(len(parts), 0, -1)]


def _known_name(table: Path, known: set[str]) -> str | None:
    return next((name for name in _own_names(table) if name in known), None)


def _with_fewer_endings(
    annotations: Iterable[Annotation], folder: Path, unknown: set[str], recordings: Iterable[RecordingSpan]
) -> list[Annotation]:
    """Return rows of a folder's tables, with the names of recordings for those of tables that are unknown."""
    known = _file_names(recordings)
    found: dict[str, str] = {}
    for table in folder.rglob("*.*"):
        stem = recording_stem(table, folder=folder)
        name = _known_name(table, known) if stem in unknown else None
        if name is not None:
            found[stem] = PurePosixPath(stem).with_name(name).as_posix()
    return [replace(one, recording=found.get(one.recording, one.recording)) for one in annotations]


def _file_names(recordings: Iterable[RecordingSpan]) -> set[str]:
    """Return what the files of recordings are called, with and without extensions; letters are composed (NFC)."""
    files = [PurePosixPath(normalize("NFC", recording.path)) for recording in recordings]
    return {name for file in files for name in (file.name, file.stem)}
