"""Annotation tables, both ways: what was found goes out, what people know comes in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Literal
from unicodedata import normalize

from coincide.annotations import (
    RecordingSpan,
    attach_recordings,
    no_tables,
    program_of,
    read_annotations,
    recording_stem,
    write_annotations,
)
from coincide.catalog import CatalogStore, StoredLabel, find_catalog, storage_errors
from coincide.errors import AnnotationError
from coincide.learned.names import said_names, with_labels
from coincide.learned.opened import LearnedCatalog, open_learned
from coincide.learned.whole import note_if_whole
from coincide.paths import given_path
from coincide.records import LONGEST_NAME, NOISE, UNKNOWN, Annotation, Event, Recording, event_key, is_private
from coincide.survey import PlacedRecording
from coincide.wording import count, duration, plain_name, quotable
from coincide.workflow.annotations.channels import in_heard_channels
from coincide.workflow.annotations.reviewed import review
from coincide.workflow.progress import Progress
from coincide.workflow.survey.table import placed_recordings


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import brought.

    Attributes
    ----------
    n_known : labels that were in the catalog already.
    unknown_recordings : names in the table that fit no recording of the catalog, or several.
    n_outside : labels left out since they lie outside their recording.
    first_outside : what is wrong with the first of these, in words; empty if there is none.
    passed_over : text files of the folder that are no annotation tables, by their names in it.
    n_unchanged : rows left out since they repeat what `coincide` calls an event, which nobody said.
    n_apart : new or known labels that name no event, since none was found there.
    n_unknown : rows left out since they say ``unknown``, as `coincide recognize` does where nothing has a name.
    n_unlabeled : rows left out since they have no label.
    names : different labels among the new and known ones, sorted.
    """

    n_new: int
    n_known: int
    unknown_recordings: list[str]
    n_outside: int
    passed_over: list[str]
    n_unchanged: int = 0
    n_apart: int = 0
    n_unknown: int = 0
    n_unlabeled: int = 0
    names: tuple[str, ...] = ()
    first_outside: str = ""


def export_annotations(
    catalog: str | Path | None,
    out: str | Path,
    *,
    format: str,
    layout: Literal["one", "many"] | None = None,
    unsure: bool = True,
    speech: bool = False,
    timezone: str | None = None,
    progress: Progress | None = None,
) -> list[Path]:
    """Write all events with their categories and labels.

    Parameters
    ----------
    out : a file for layout ``one``, a folder for ``many``.
    format : one of `coincide.annotations.WRITTEN_FORMATS`.
    layout : one table for all recordings, or one per recording. If not given, ``one``, but ``many`` if `out` is a
        folder, or if there are several recordings and the format cannot name them (``audacity``, ``textgrid``).
    unsure : False leaves out events that are in no category, unless a person named them.
    speech : True also writes events named ``speech``, which are private.
    timezone : of recorders whose time zone is not known otherwise.
    progress : says how many private events were left out.

    Returns
    -------
    The files written.

    Raises
    ------
    AnnotationError : the format or layout does not fit, or a file cannot be written.
    SettingsError : the time zone is unknown.
    CatalogError : there is no catalog, or nothing has been learned yet.
    """
    out = given_path(out)
    with open_learned(catalog) as learned:
        contents = learned.contents
        annotations = [one for one in _annotations(learned) if unsure or one.category is not None or one.label]
        heard = set(contents.events.recording_ids.tolist())
        named = contents.by_name
        placed, _ = placed_recordings(learned.store, list(named.values()), timezone=timezone)
    public = [one for one in annotations if speech or not is_private(one.label)]
    if progress is not None and len(public) < len(annotations):
        n_private = count(len(annotations) - len(public), "event")
        progress.say(
            f"{n_private} named `speech` left out; `coincide annotations export --speech` writes them as well."
        )
    spans = [placed_span(each) for each in placed]
    chosen = layout or fitting_layout(out, format, len(spans), progress)
    if chosen == "one":
        spans = [one for one, recording in zip(spans, named.values(), strict=True) if recording.id in heard]
    return write_annotations(out, public, spans, format=format, layout=chosen)


def fitting_layout(
    out: Path, format: str, n_recordings: int, progress: Progress | None = None
) -> Literal["one", "many"]:
    """Return the layout that suits a place and a format; `progress` says that `out` becomes a folder."""
    if out.is_dir():
        return "many"
    program = program_of(format)
    if program is None or n_recordings < 2:
        return "one"
    if progress is not None:
        progress.say(f"Tables for {program} hold one recording each, so `{out}` becomes a folder of tables.")
    return "many"


def import_annotations(
    catalog: str | Path | None,
    path: str | Path,
    *,
    format: str | None = None,
    who: str = "",
    checked: bool = False,
    on_wait: Callable[[str], None] = lambda _: None,
) -> ImportResult:
    """Store the labels of a table, or of all tables in a folder.

    Parameters
    ----------
    who : the person who made the labels.
    checked : that person checked every row. Otherwise, rows that still hold the name which `coincide` itself gave to
        an event are no labels: the program must not learn from its own guesses, nor measure itself by them.
    on_wait : called with a sentence if another command is writing.

    Raises
    ------
    AnnotationError : a table cannot be read, or none of it fits the catalog.
    """
    place, path = find_catalog(catalog), given_path(path)
    rows = read_table(path, format)
    labeled = [annotation for annotation in rows if annotation.label]
    annotations = [annotation for annotation in labeled if annotation.label.casefold() != UNKNOWN]
    n_unknown = len(labeled) - len(annotations)
    passed_over = (
        [each.relative_to(path).as_posix() for each in no_tables(path, format=format)] if path.is_dir() else []
    )
    command = "coincide annotations import"
    with storage_errors(place), CatalogStore.open(place, write=True, command=command, on_wait=on_wait) as store:
        known = [*store.recordings.all(), *store.recordings.all(only_present=True)]
        by_name = {recording.name: recording for recording in known}
        recordings = list(by_name.values())
        attached, unknown = attach_to_catalog(annotations, [*recordings, *store.recordings.copies()], path)
        if annotations and not attached:
            raise _nothing_fits(path, place, unknown[0], recordings)
        outside = [one for one in attached if one.onset_s >= by_name[one.recording].duration_s]
        inside = [one for one in attached if one.onset_s < by_name[one.recording].duration_s]
        if store.models.current() is not None:
            inside = in_heard_channels(inside, LearnedCatalog(store).contents)
        _check_length(path, inside)
        labels = [_stored(one, by_name[one.recording], who, path) for one in inside]
        reviewed = review(store, labels, [one.coincide_label for one in inside], checked=checked)
        with store.transaction():
            settings = {"path": str(path), "who": who}
            run_id = store.runs.begin("annotations import", settings=settings)
            n_new, n_known = store.labels.put(reviewed.said)
            n_known += reviewed.n_known
            store.runs.finish(run_id, results={"n_new": n_new, "n_known": n_known})
        current = store.models.current()
        if current is not None:
            note_if_whole(store, current)
    return ImportResult(
        n_new,
        n_known,
        unknown,
        len(outside),
        passed_over,
        reviewed.n_unchanged,
        reviewed.n_apart,
        n_unknown,
        n_unlabeled=len(rows) - len(labeled),
        names=tuple(sorted({each.label for each in reviewed.said})),
        first_outside=_outside(outside[0], by_name[outside[0].recording]) if outside else "",
    )


def _check_length(path: Path, labeled: Sequence[Annotation]) -> None:
    for one in labeled:
        if len(one.label) > LONGEST_NAME:
            raise AnnotationError(
                f"{path}: expected labels of at most {LONGEST_NAME} characters, got one of {len(one.label):,} at "
                f"{duration(one.onset_s)} in `{quotable(one.recording)}`: `{quotable(one.label)}`. "
                "Shorten it, or check which column holds labels."
            )


def _outside(annotation: Annotation, recording: Recording) -> str:
    return (
        f"`{quotable(annotation.label)}` begins after {duration(annotation.onset_s)}, but `{recording.name}` is only "
        f"{duration(recording.duration_s)} long"
    )


def _nothing_fits(table: Path, catalog: Path, named: str, recordings: Sequence[Recording]) -> AnnotationError:
    return AnnotationError(
        f"no label in `{table}` fits a recording of `{catalog}`; the table names `{quotable(named)}`, the catalog has "
        f"`{recordings[0].name if recordings else 'no recordings'}`. Name the recordings in a column `recording`, or "
        "give the table the name of the recording. If several recordings have that name, put it into folders named "
        "like those of the recording."
    )


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
    spans = [replace(span(recording), name=names[recording.id]) for recording in recordings]
    attached, unknown = attach_recordings(annotations, spans)
    if path.is_dir() and unknown:
        fewer = _with_fewer_endings(path, set(unknown), recordings)
        return attach_recordings(
            [replace(one, recording=fewer.get(one.recording, one.recording)) for one in annotations], spans
        )
    if attached or unknown != _own_names(path)[:1]:
        return attached, unknown
    for own_name in _own_names(path):
        if not any(own_name in _file_names(each) for each in recordings):
            continue
        for name in (own_name, (path.resolve().parent / own_name).as_posix()):
            attached, _ = attach_recordings([replace(one, recording=name) for one in annotations], spans)
            if attached:
                return attached, []
        return [], unknown
    beside = [recording for recording in recordings if Path(recording.path).parent == path.resolve().parent]
    for each in (beside, recordings):
        only = {names[recording.id] for recording in each}
        if len(only) == 1:
            return [replace(one, recording=only.pop()) for one in annotations], []
    return attached, unknown


def span(recording: Recording) -> RecordingSpan:
    """Say about a recording what tables must know."""
    return RecordingSpan(
        name=recording.name,
        path=recording.path,
        duration_s=recording.duration_s,
        sample_rate_hz=recording.sample_rate_hz,
        n_channels=recording.n_channels,
        started_at=recording.started_at,
    )


def placed_span(placed: PlacedRecording) -> RecordingSpan:
    """Say about a recording what tables must know, with its place and its time by the clocks there."""
    return replace(
        span(placed.recording),
        started_at=placed.began_local or placed.began_at or placed.recording.started_at,
        site=placed.site,
        latitude=placed.latitude,
        longitude=placed.longitude,
    )


def event_annotation(
    learned: LearnedCatalog,
    recording: Recording,
    event: Event,
    label: str,
    category: int | None,
    confidence: float,
    *,
    is_said: bool = False,
) -> Annotation:
    """Say about an event what tables must know.

    Parameters
    ----------
    is_said : a person gave it this label, not the program.
    """
    return Annotation(
        recording=recording.name,
        onset_s=event.onset_s,
        offset_s=event.offset_s,
        label=label,
        low_hz=event.low_hz,
        high_hz=event.high_hz,
        channel=event.channel,
        category=category,
        confidence=confidence,
        snr_db=event.snr_db,
        event_id=event_key(recording, event),
        model=learned.record.id,
        version=learned.version,
        coincide_label="" if is_said else label,
    )


def _annotations(learned: LearnedCatalog) -> Iterator[Annotation]:
    contents = learned.contents
    said = said_names(learned.store, contents)
    rows = zip(contents.events, contents.memberships, with_labels(contents, said), strict=True)
    for row, (event, member, name) in enumerate(rows):
        recording = contents.recordings[event.recording_id]
        is_said = row in said
        sure = 1.0 if is_said else member.certainty
        yield event_annotation(learned, recording, event, name, member.category, sure, is_said=is_said)


def _own_names(table: Path) -> list[str]:
    """Return what the recording of a table may be called: its name without endings of tables, then without others.

    Letters are composed (NFC), since a Mac may write `é` in a file's name as two characters.
    """
    parts = normalize("NFC", recording_stem(table, folder=table.parent)).split(".")
    return [".".join(parts[:end]) for end in range(len(parts), 0, -1)]


def _with_fewer_endings(folder: Path, unknown: set[str], recordings: Sequence[Recording]) -> dict[str, str]:
    """Return the recordings of tables whose own names, as `read_annotations` gives them, are unknown."""
    known = {name for recording in recordings for name in _file_names(recording)}
    found: dict[str, str] = {}
    for table in folder.rglob("*.*"):
        stem = recording_stem(table, folder=folder)
        name = next((own for own in _own_names(table) if own in known), None) if stem in unknown else None
        if name is not None:
            found[stem] = PurePosixPath(stem).with_name(name).as_posix()
    return found


def _file_names(recording: Recording) -> tuple[str, str]:
    """Return what the file of a recording is called, with and without its extension; letters are composed (NFC)."""
    file = PurePosixPath(normalize("NFC", recording.path))
    return file.name, file.stem


def _stored(annotation: Annotation, recording: Recording, who: str, path: Path) -> StoredLabel:
    return StoredLabel(
        recording_id=recording.id,
        onset_s=annotation.onset_s,
        offset_s=min(annotation.offset_s, recording.duration_s),
        label=NOISE if annotation.label.casefold() == NOISE else annotation.label,
        low_hz=annotation.low_hz,
        high_hz=annotation.high_hz,
        channel=annotation.channel,
        category=annotation.category,
        confidence=annotation.confidence,
        recording=annotation.recording,
        who=who,
        how="imported",
        source=str(path),
        created_at=datetime.now(UTC),
    )
