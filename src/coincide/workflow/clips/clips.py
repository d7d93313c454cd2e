"""The sound of events as files, one each, in a folder for each name."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Collection, Generator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Literal, get_args

import numpy as np
import soundfile
from numpy.typing import NDArray

from coincide.annotations import RecordingSpan
from coincide.catalog import CatalogStore, is_catalog
from coincide.errors import InputError, RecordingError
from coincide.learned.contents import Contents
from coincide.learned.names import event_names
from coincide.learned.opened import LearnedCatalog, open_learned
from coincide.paths import given_path
from coincide.recordings import SpanReader, parse_timezone
from coincide.records import Event, Recording, event_key, is_private
from coincide.whole_files import write_whole
from coincide.wording import each_of
from coincide.workflow.annotations import placed_span
from coincide.workflow.clips.choice import Pick, choose, display_names
from coincide.workflow.clips.clip_table import ClipRow, format_table
from coincide.workflow.clips.file_names import clip_name, folder_names
from coincide.workflow.progress import Progress, Silent, StageProgress
from coincide.workflow.survey.table import placed_recordings

TABLE_FILE = "clips.csv"
SoundFormat = Literal["wav", "flac"]
# Holds every sample of recordings of 16 and 24 bits as it is.
_SUBTYPE, _SAMPLE_BYTES = "PCM_24", 3


@dataclass(frozen=True, slots=True)
class ClipsResult:
    """What was written.

    Attributes
    ----------
    out : the folder; `table` lies in it.
    counts : number of clips by name.
    n_private : events named `coincide.records.SPEECH` that were left out.
    unreadable : why recordings could not be read, by their names.
    """

    out: Path
    table: Path
    counts: dict[str, int]
    n_private: int
    unreadable: dict[str, str]


@dataclass(frozen=True, slots=True)
class ClipOptions:
    """Which clips to write.

    Attributes
    ----------
    names : one or several; upper or lower case does not matter; all but noise and speech if empty.
    n : at most this many clips of each name; None for all.
    pad_s : seconds of sound before and after the event, less at the ends of a recording.
    pick : ``surest`` events of each name, or ``random`` ones.
    seed : for the random choice.
    speech : whether to also write calls named ``speech``, which are private.
    format : of the sound files, ``wav`` or ``flac``.
    timezone : of recorders whose time zone is not known otherwise.
    most_bytes : largest total size of the sound, before it is compressed; None for no limit.
    """

    names: Collection[str] = ()
    n: int | None = None
    pad_s: float = 0.5
    pick: Pick = "surest"
    seed: int = 0
    speech: bool = False
    format: SoundFormat = "wav"
    timezone: str | None = None
    most_bytes: int | None = None


def write_clips(
    catalog: Path | None, out: str | Path, *, options: ClipOptions | None = None, progress: Progress | None = None
) -> ClipsResult:
    """Write the sound of events, one file each, and a table of the files.

    Clips are mono: the channel in which the event was found, or the mix of all. They have 24 bits, so recordings with
    16 or 24 bits keep every sample exactly. A clip that exceeds full scale is written as floats, or scaled down to full
    scale in FLAC. Files of earlier runs stay; the table lists those of this run.

    Parameters
    ----------
    catalog : the catalog's folder; if not given, the only one in the current folder.
    out : the folder; created if missing.
    options : which clips to write; all that are neither noise nor speech, if not given.
    progress : shows how far it is; if not given, nothing is shown.

    Raises
    ------
    InputError : an option is out of its range, a name is unknown or private, there would be too much sound, `out` lies
        among the recordings or in a catalog, or a file cannot be written.
    CatalogError : there is no catalog, or nothing has been learned yet.
    """
    out, options = given_path(out), options or ClipOptions()
    _check(options)
    with open_learned(catalog) as learned:
        _check_place(out, learned.store)
        names = display_names(learned.contents, event_names(learned.store, learned.contents))
        certainty = learned.contents.memberships.certainties.tolist()
        chosen = choose(
            names,
            certainty,
            wanted=each_of(options.names),
            speech=options.speech,
            n=options.n,
            pick=options.pick,
            seed=options.seed,
        )
        _check_size([row for rows in chosen.values() for row in rows], learned.contents, options)
        clips, unreadable = _write_all(learned, chosen, out, options, progress or Silent())
    table = out / TABLE_FILE
    rows = format_table(sorted(clips, key=lambda clip: clip.file)).encode("utf-8")
    write_whole(table, rows, what="the table of clips", makes_folder=True)
    n_private = 0 if options.speech else sum(is_private(name) for name in names)
    return ClipsResult(out, table, dict(Counter(clip.name for clip in clips)), n_private, unreadable)


def _check(options: ClipOptions) -> None:
    if options.n is not None and options.n < 1:
        raise InputError(f"expected at least 1 clip of each name, got {options.n}.")
    if not 0 <= options.pad_s <= 3600:
        raise InputError(f"expected 0 to 3600 s of sound before and after an event, got {options.pad_s:g}.")
    for name, given, known in (("pick", options.pick, Pick), ("format", options.format, SoundFormat)):
        if given not in get_args(known):
            raise InputError(f"`{name}` must be one of {', '.join(get_args(known))}, got {given!r}.")
    if options.timezone is not None:
        parse_timezone(options.timezone)


def _check_place(out: Path, store: CatalogStore) -> None:
    places = (out.resolve(), *out.resolve().parents)
    folders = {place.as_posix() for place in places}
    within = next((root for root in store.roots.all() if root in folders), None)
    if within is not None:
        raise InputError(
            f"`{out}` lies in `{within}`, the folder of the recordings. Learning it would take the clips for "
            "recordings. Choose a folder outside it."
        )
    catalog = next((place for place in places if is_catalog(place)), None)
    if catalog is not None:
        raise InputError(f"`{out}` lies in the catalog `{catalog}`, which holds no clips. Choose a folder outside it.")


def _check_size(rows: Sequence[int], contents: Contents, options: ClipOptions) -> None:
    if options.most_bytes is None:
        return
    events = [contents.events[row] for row in rows]
    n_bytes = sum(
        (event.offset_s - event.onset_s + 2 * options.pad_s)
        * contents.recordings[event.recording_id].sample_rate_hz
        * _SAMPLE_BYTES
        for event in events
    )
    if n_bytes > options.most_bytes:
        raise InputError(
            f"the clips would take {n_bytes / 1e9:.1f} GB, more than the {options.most_bytes / 1e9:g} GB allowed here. "
            "Choose fewer clips, or less sound around them; `coincide clips` writes any number."
        )


def _write_all(
    learned: LearnedCatalog, chosen: dict[str, list[int]], out: Path, options: ClipOptions, progress: Progress
) -> tuple[list[ClipRow], dict[str, str]]:
    contents = learned.contents
    folders = folder_names(list(chosen))
    todo = [(contents.events[row], row, name) for name, rows in chosen.items() for row in rows]
    todo.sort(key=lambda each: (each[0].recording_id, each[0].channel, each[0].onset_s))
    chosen_ids = sorted({event.recording_id for event, *_ in todo})
    placed, _ = placed_recordings(
        learned.store, [contents.recordings[each] for each in chosen_ids], timezone=options.timezone
    )
    spans = {each.recording.id: placed_span(each) for each in placed}
    clips: list[ClipRow] = []
    unreadable: dict[str, str] = {}
    with progress.stage("clips", total=len(todo), unit="clips") as stage:
        for (recording_id, channel), group in groupby(todo, key=lambda each: (each[0].recording_id, each[0].channel)):
            recording, rows = contents.recordings[recording_id], list(group)
            try:
                with SpanReader(learned.originals.check(recording), channels=contents.heard_in(channel)) as reader:
                    clips += _of_recording(
                        learned, recording, spans[recording_id], rows, reader, folders, out, options, stage
                    )
            except RecordingError as error:
                unreadable[recording.name] = str(error)
    return clips, unreadable


def _of_recording(
    learned: LearnedCatalog,
    recording: Recording,
    span: RecordingSpan,
    rows: Sequence[tuple[Event, int, str]],
    reader: SpanReader,
    folders: dict[str, str],
    out: Path,
    options: ClipOptions,
    stage: StageProgress,
) -> Generator[ClipRow]:
    for event, row, name in rows:
        start_s = max(0.0, event.onset_s - options.pad_s)
        end_s = min(recording.duration_s, event.offset_s + options.pad_s)
        started_at = span.time_at(start_s)
        key = event_key(recording, event)
        file = f"{folders[name]}/{clip_name(recording.name, started_at, start_s, key)}.{options.format}"
        _write_sound(out / file, reader.read(start_s, end_s)[0], reader.sample_rate_hz, options.format)
        stage.advance(1)
        member = learned.contents.memberships[row]
        yield ClipRow(
            file=file,
            name=name,
            category=member.category,
            certainty=member.certainty,
            recording=recording.name,
            event=event,
            start_s=start_s,
            end_s=end_s,
            started_at=started_at,
            site=span.site,
            event_id=key,
            model=learned.record.id,
            version=learned.version,
        )


def _write_sound(path: Path, sound: NDArray[np.float32], sample_rate_hz: int, format: SoundFormat) -> None:
    # Floats may exceed full scale, where whole numbers would be cut off; FLAC has only whole numbers.
    peak, subtype = float(np.abs(sound).max(initial=0.0)), _SUBTYPE
    if peak > 1.0 and format == "wav":
        subtype = "FLOAT"
    elif peak > 1.0:
        sound = sound / np.float32(peak)
    # In memory first: libsndfile cannot tell why a disk fails, and cffi prints it instead.
    content = io.BytesIO()
    soundfile.write(content, sound, sample_rate_hz, subtype=subtype, format=format.upper())
    write_whole(path, content.getvalue(), what="the clip", makes_folder=True)
