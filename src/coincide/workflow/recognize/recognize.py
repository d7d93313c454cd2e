"""Recognition: calls in recordings, old and new, get the names that a person taught.

Sound is read once, block by block, and forgotten; what is kept is a line per event. Nothing is written to the catalog
but the recognizer, which is a cache, so recognizing never stands in the way of another command.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from coincide.annotations import RecordingSpan, check_tables, write_annotations
from coincide.embed import Device, choose_device
from coincide.errors import AnnotationError, InputError, NothingFoundError, RecordingError
from coincide.execute import Executor, Workers, open_executor
from coincide.label import NOISE
from coincide.learned.opened import LearnedCatalog, open_learned
from coincide.recognize import UNKNOWN
from coincide.record_arrays import rows_by
from coincide.recordings import SOUND_FORMATS, Place, check_untouched, given_places, place_of
from coincide.records import Annotation, Event, FileState, Problem, Recording, is_private
from coincide.workflow.annotations import event_annotation, fitting_layout, placed_span
from coincide.workflow.listen import READY
from coincide.workflow.listen.left_out import problem_of
from coincide.workflow.listen.listen import EmbeddedRecording, KnownRecordings, find_recordings
from coincide.workflow.listen.listen_all import listen_all
from coincide.workflow.progress import Progress, Silent
from coincide.workflow.recognize.faint import FaintEvent, FaintSearch, faint_counts, search_faint
from coincide.workflow.recognize.naming import NamingResult
from coincide.workflow.recognize.naming_job import NamingJob, open_job
from coincide.workflow.recognize.new_sources import CenterKind, place_all
from coincide.workflow.recognize.recognition import Recognition as Recognition
from coincide.workflow.recognize.recognition import RecognizedFile, check_wanted
from coincide.workflow.recognize.recognition import RecognizeOptions as RecognizeOptions
from coincide.workflow.survey.table import placed_recordings

_FORMAT_OF_ENDING = {"": "raven", ".txt": "raven", ".csv": "csv", ".jsonl": "jsonl", ".textgrid": "textgrid"}


@dataclass(frozen=True, slots=True)
class _Table:
    """Where the calls go, and how."""

    out: Path
    format: str
    layout: Literal["one", "many"]

    def write(self, calls: Sequence[Annotation], spans: Sequence[RecordingSpan]) -> list[Path]:
        return write_annotations(self.out, calls, spans, format=self.format, layout=self.layout)


def recognize(
    catalog: Path | None,
    paths: str | Place | Sequence[str | Place],
    *,
    wanted: RecognizeOptions | None = None,
    out: Path | None = None,
    format: str | None = None,
    layout: Literal["one", "many"] | None = None,
    device: Device = "cpu",
    workers: Workers = None,
    progress: Progress | None = None,
) -> Recognition:
    """Find and name calls in recordings.

    Parameters
    ----------
    paths : files and folders of recordings, or addresses of such; they need not be in the catalog.
    out : where a table goes, a file or a folder; nothing is written without it.
    format : ``raven``, ``audacity``, ``textgrid``, ``csv`` or ``jsonl``; by the ending of `out` if not given, and
        ``raven`` for a folder.
    layout : as in `export_annotations`.
    device : where calls are embedded; ``auto`` takes a graphics card if there is one.
    workers : what listens: a number of processes, the address of a Dask scheduler, or a Dask client. The result is the
        same for any of them.

    Raises
    ------
    InputError : a path does not exist, a wish cannot be met, or nothing was labeled yet.
    SettingsError : torch cannot use the device.
    WorkerError : workers cannot be started or reached.
    NothingFoundError : none of the recordings can be used.
    AnnotationError : the table cannot be written.
    CatalogError : there is no catalog, or nothing has been learned yet.
    """
    began = time.perf_counter()
    wanted = wanted or RecognizeOptions()
    check_wanted(wanted)
    places = given_places(paths)
    if not places:
        raise InputError("expected recordings to listen to, got none. Give files or folders.")
    listener = progress or Silent()
    chosen_device = choose_device(device)
    # Workers get ready while the catalog is read.
    ready = (__name__, *READY)
    with open_executor(workers, ready=ready, say=listener.say) as executor, open_learned(catalog) as learned:
        job = open_job(learned, wanted, listener)
        settings = learned.settings.recordings
        recordings, states, problems = find_recordings(places, exclude=learned.store.folder, settings=settings)
        left_out = [problem for problem in problems if problem.is_left_out]
        remarks = [problem for problem in problems if not problem.is_left_out]
        table = None if out is None or not recordings else _checked(out, format, layout, recordings, listener)
        heard, known, bad = _listen(learned, recordings, states, chosen_device, executor, listener)
        left_out += bad
        if not heard and not known:
            raise NothingFoundError(_nothing(places, left_out))
        named = [*_named_new(heard, job), *(_named_known(recording, rows, job) for recording, rows in known)]
        named.sort(key=lambda one: -one[0].id)
        faint = _faint(job, named, wanted, executor, listener)
        spans = _spans(learned, [recording for recording, *_ in named])
    told = [_tell(one, faint.events.get(one[0].id, []), wanted, job) for one in named]
    calls = [call for _, these in told for call in these]
    return Recognition(
        calls=calls,
        files=[file for file, _ in told],
        thresholds=job.thresholds,
        reliability=job.reliability,
        left_out=left_out,
        remarks=[*remarks, *(remark for one in heard for remark in one.remarks), *faint.problems],
        written=[] if table is None else table.write(calls, spans),
        total_s=sum(recording.duration_s for recording, *_ in named),
        seconds=time.perf_counter() - began,
        faint=faint_counts(faint, calls),
    )


_Known = tuple[Recording, NDArray[np.int64]]


def _listen(
    learned: LearnedCatalog,
    recordings: Sequence[Recording],
    states: Mapping[str, FileState],
    device: str,
    executor: Executor,
    progress: Progress,
) -> tuple[list[EmbeddedRecording], list[_Known], list[Problem]]:
    """Listen to all recordings but those whose events the catalog has.

    A recording that has changed since its state was taken is left out: its facts, its hash and its events would be of
    different sounds.
    """
    rows_of = rows_by(learned.contents.events.recording_ids)
    catalog = KnownRecordings(learned.store, learned.contents.recordings.values())
    heard: list[EmbeddedRecording] = []
    known: list[_Known] = []
    unknown: list[Recording] = []
    bad: list[Problem] = []
    total_s = sum(recording.duration_s for recording in recordings)
    with progress.stage("recognize", total=total_s, unit="s of sound") as stage:
        for recording, hashed in zip(recordings, catalog.hashed(recordings, executor), strict=True):
            if not isinstance(hashed, Recording):
                bad.append(problem_of(recording.path, hashed))
                continue
            same = catalog.same_as(hashed)
            if same is not None and same.id in rows_of:
                known.append((hashed, rows_of[same.id]))
                stage.advance(hashed.duration_s)
            else:
                unknown.append(hashed)
        results = listen_all(unknown, learned.model, learned.detector, device=device, executor=executor, stage=stage)
    for recording, result in zip(unknown, results, strict=True):
        if isinstance(result, EmbeddedRecording):
            heard.append(result)
        else:
            bad.append(problem_of(recording.path, result))
    changed = _changed([*(one.recording for one in heard), *(recording for recording, _ in known)], states)
    heard = [one for one in heard if one.recording.path not in changed]
    known = [one for one in known if one[0].path not in changed]
    return heard, known, [*bad, *(problem_of(path, error) for path, error in changed.items())]


def _changed(recordings: Sequence[Recording], states: Mapping[str, FileState]) -> dict[str, RecordingError]:
    """Return which files on this computer have changed, by path.

    Servers are not asked: one that is away by now would take what was heard, and each answer takes its time.
    """
    found: dict[str, RecordingError] = {}
    for recording in recordings:
        place = place_of(recording.path)
        try:
            if isinstance(place, Path):
                check_untouched(place, states[recording.path])
        except RecordingError as error:
            found[recording.path] = error
    return found


_Told = tuple[Recording, Sequence[Event], NamingResult, CenterKind]


def _named_new(heard: Sequence[EmbeddedRecording], job: NamingJob) -> Iterator[_Told]:
    for place in place_all(heard, job.learned.model, job.reference):
        named = job.namer(place.embeddings, place.is_placed)
        recordings = [heard[member] for member in place.members]
        ends = accumulate(len(one.events) for one in recordings)
        for one, stop in zip(recordings, ends, strict=True):
            yield one.recording, one.events, named.between(stop - len(one.events), stop), place.center


def _named_known(recording: Recording, rows: NDArray[np.int64], job: NamingJob) -> _Told:
    """Name events of the catalog; what a person said about them stands."""
    named = job.namer(job.learned.embeddings[rows], False)  # learned from, so they stay what they are
    for place, row in enumerate(rows.tolist()):
        if row in job.labels:
            named = named.said(place, job.labels[row])
    return recording, [*job.learned.contents.events.take(rows)], named, "catalog"


def _faint(
    job: NamingJob, named: Sequence[_Told], wanted: RecognizeOptions, executor: Executor, progress: Progress
) -> FaintSearch:
    """Search for faint repeats, if they are wanted."""
    if wanted.faint is None:
        return FaintSearch({}, [], [])
    searched = [(recording, events) for recording, events, *_ in named]
    return search_faint(job, searched, most_false=wanted.faint, executor=executor, progress=progress)


def _tell(
    told: _Told, faint: Sequence[FaintEvent], wanted: RecognizeOptions, job: NamingJob
) -> tuple[RecognizedFile, list[Annotation]]:
    learned, (recording, events, named, center) = job.learned, told
    said = [
        *(
            event_annotation(
                learned, recording, event, label, category, float(score), is_said=place in named.said_places
            )
            for place, (event, label, category, score) in enumerate(
                zip(events, named.labels, named.categories, named.scores, strict=True)
            )
        ),
        *(
            replace(
                event_annotation(learned, recording, one.event, one.label, one.category, 1.0 - one.false_share),
                faint_false_share=one.false_share,
            )
            for one in faint
        ),
    ]
    names = [call.label or job.name_of(call.category) for call in said]
    calls = [call for call, name in zip(said, names, strict=True) if _is_wanted(name, wanted)]
    left_out = Counter(name for name in names if not _is_wanted(name, wanted))
    calls.sort(key=lambda call: (call.onset_s, call.channel))
    counts = Counter(call.label or _category_name(call.category) for call in calls)
    n_faint = sum(call.faint_false_share is not None for call in calls)
    file = RecognizedFile(recording.name, recording.path, recording.duration_s, counts, left_out, center, n_faint)
    return file, calls


def _category_name(category: int | None) -> str:
    return UNKNOWN if category is None else f"category {category}"


def _is_wanted(label: str, wanted: RecognizeOptions) -> bool:
    if is_private(label) and not wanted.speech:
        return False
    return (wanted.noise or label != NOISE) and not (wanted.known_only and label == UNKNOWN)


def _spans(learned: LearnedCatalog, recordings: Sequence[Recording]) -> list[RecordingSpan]:
    """Say about recordings what tables must know: their sites, and when they began.

    A recording of the catalog is where the catalog has it, wherever this copy lies.
    """
    known = {each.content_hash: each for each in learned.contents.recordings.values()}
    placed, _ = placed_recordings(learned.store, [known.get(each.content_hash, each) for each in recordings])
    return [
        replace(placed_span(place), name=each.name, path=each.path)
        for place, each in zip(placed, recordings, strict=True)
    ]


def _checked(
    out: Path,
    format: str | None,
    layout: Literal["one", "many"] | None,
    recordings: Sequence[Recording],
    progress: Progress,
) -> _Table:
    """Choose how to write the calls, and find out whether that is possible before hours of listening."""
    chosen = format or _FORMAT_OF_ENDING.get("" if out.is_dir() else out.suffix.lower())
    if chosen is None:
        raise AnnotationError(
            f"expected a table that ends in .txt, .csv, .jsonl or .TextGrid, or a folder, but `{out.name}` ends in "
            f"`{out.suffix}`. Give the format, or another name."
        )
    table = _Table(out, chosen, layout or fitting_layout(out, chosen, len(recordings), progress))
    check_tables(out, format=table.format, layout=table.layout, names=[each.name for each in recordings])
    return table


def _nothing(paths: Sequence[Place], left_out: Sequence[Problem]) -> str:
    where = ", ".join(f"`{path}`" for path in paths[:3]) + (" …" if len(paths) > 3 else "")
    if not left_out:
        return f"expected sound files ({SOUND_FORMATS}) in {where}, found none. Check the path."
    reasons = "\n".join(f"  {problem.path}: {problem.reason}" for problem in left_out[:10])
    more = f"\n  and {len(left_out) - 10} more" if len(left_out) > 10 else ""
    return f"no file in {where} can be used:\n{reasons}{more}"
