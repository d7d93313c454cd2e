"""Recognition: calls in recordings, old and new, get the names that a person taught.

Sound is read once, block by block, and forgotten; what is kept is a line per event. Nothing is written to the catalog
but the recognizer, which is a cache, so recognizing never stands in the way of another command.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from coincide.annotations import RecordingSpan, write_annotations
from coincide.catalog import CatalogStore, find_catalog, load_array, model_folder
from coincide.errors import InputError, NothingFoundError, RecordingError
from coincide.label import NOISE
from coincide.recognize import (
    UNKNOWN,
    Reliability,
    Threshold,
    choose_thresholds,
    given_thresholds,
    measure_reliability,
)
from coincide.records import Annotation, Event, Problem, Recording
from coincide.workflow.annotations import fitting_layout, span
from coincide.workflow.contents import Contents, read_contents
from coincide.workflow.listen import Heard, find_recordings, known_recording, listen
from coincide.workflow.model import EMBEDDINGS_FILE, Model, load_model
from coincide.workflow.naming import Named, Namer, by_categories, by_labels
from coincide.workflow.new_sources import CenterKind, place_all
from coincide.workflow.progress import Progress, Silent
from coincide.workflow.recognizer_file import Taught, open_recognizer
from coincide.workflow.search import learned_model, learned_with
from coincide.workflow.settings import LearnSettings

_FORMAT_OF_ENDING = {".csv": "csv", ".jsonl": "jsonl", ".textgrid": "textgrid"}


@dataclass(frozen=True, slots=True)
class RecognizedFile:
    """What was recognized in one recording.

    Attributes
    ----------
    counts : events by name, without those left out.
    n_left_out : events left out since they are noise, or unknown and unwanted.
    center : what its embeddings were moved by: its ``own`` center, that of its ``folder``, the ``overall`` one, or what
        the ``catalog`` knows.
    """

    recording: str
    path: str
    duration_s: float
    counts: Mapping[str, int]
    n_left_out: int
    center: CenterKind


@dataclass(frozen=True, slots=True)
class Recognition:
    """What was recognized.

    Attributes
    ----------
    calls : by recording, then by time; the confidence is the probability that the label is right.
    thresholds : what each name needed; empty if every name needed 0.5.
    reliability : how far to trust the confidence; None for categories, which nobody has named.
    left_out, remarks : files that could not be used, and what is odd about others.
    written : files.
    total_s, seconds : duration of the recordings, and the time that it took.
    """

    calls: list[Annotation]
    files: list[RecognizedFile]
    thresholds: list[Threshold]
    reliability: Reliability | None
    left_out: list[Problem]
    remarks: list[Problem]
    written: list[Path]
    total_s: float
    seconds: float

    @property
    def counts(self) -> dict[str, int]:
        """Calls by name, most frequent first; ``unknown`` last."""
        total = sum((Counter(file.counts) for file in self.files), Counter[str]())
        return dict(sorted(total.items(), key=lambda item: (item[0] == UNKNOWN, -item[1], item[0])))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What shall be told.

    Attributes
    ----------
    precision : share of each name's calls that shall be right; None for no such wish.
    thresholds : score that a name needs, by name; the empty name stands for all others.
    noise : tell about noise, too.
    known_only : leave out what is unknown.
    categories : name calls by the number of their category instead of by labels.
    """

    precision: float | None = None
    thresholds: Mapping[str, float] | None = None
    noise: bool = False
    known_only: bool = False
    categories: bool = False


def recognize(
    catalog: Path | None,
    paths: Sequence[Path],
    *,
    wanted: Wanted | None = None,
    out: Path | None = None,
    format: str | None = None,
    layout: Literal["one", "many"] | None = None,
    progress: Progress | None = None,
) -> Recognition:
    """Find and name calls in recordings.

    Parameters
    ----------
    paths : files and folders of recordings; they need not be in the catalog.
    out : where a table goes, a file or a folder; nothing is written without it.
    format : ``raven``, ``audacity``, ``textgrid``, ``csv`` or ``jsonl``; by the ending of `out` if not given, and
        ``raven`` for a folder or another ending.
    layout : as in `export_annotations`.

    Raises
    ------
    InputError : a path does not exist, a wish cannot be met, or nothing was labeled yet.
    NothingFoundError : none of the recordings can be used.
    AnnotationError : the table cannot be written.
    CatalogError : there is no catalog, or nothing was learned yet.
    """
    began = time.perf_counter()
    wanted = wanted or Wanted()
    _check(wanted, paths)
    listener = progress or Silent()
    with CatalogStore.open(find_catalog(catalog)) as store:
        job = _open(store, wanted, listener)
        recordings, left_out = find_recordings(paths, exclude=store.folder)
        heard, known, bad = _listen(store, job, recordings, listener)
        left_out += bad
    if not heard and not known:
        raise NothingFoundError(_nothing(paths, left_out))
    named = [*_named_new(heard, job), *(_named_known(recording, rows, job) for recording, rows in known)]
    named.sort(key=lambda one: -one[0].id)
    told = [_tell(recording, events, namings, wanted, center) for recording, events, namings, center in named]
    calls = [call for _, these in told for call in these]
    spans = [span(recording) for recording, *_ in named]
    return Recognition(
        calls=calls,
        files=[file for file, _ in told],
        thresholds=job.thresholds,
        reliability=job.reliability,
        left_out=left_out,
        remarks=[remark for one in heard for remark in one.remarks],
        written=[] if out is None else _write(out, calls, spans, format, layout),
        total_s=sum(recording.duration_s for recording, *_ in named),
        seconds=time.perf_counter() - began,
    )


@dataclass(frozen=True, slots=True)
class _Job:
    """What naming needs."""

    model: Model
    settings: LearnSettings
    contents: Contents
    embeddings: NDArray[np.float32]
    namer: Namer
    reference: NDArray[np.float32]
    labels: Mapping[int, str]
    thresholds: list[Threshold]
    reliability: Reliability | None


def _open(store: CatalogStore, wanted: Wanted, progress: Progress) -> _Job:
    record = learned_model(store)
    folder = model_folder(store.folder, record.id)
    model, embeddings = load_model(folder), np.array(load_array(folder / EMBEDDINGS_FILE))
    settings, contents = learned_with(store, record), read_contents(store, record)
    if wanted.categories:
        smoothed = model.categorizer.smoother.reference
        return _Job(model, settings, contents, embeddings, by_categories(model), smoothed, {}, [], None)
    taught = open_recognizer(store, record, progress=progress)
    if taught is None:
        raise InputError(
            f"nothing in `{store.folder}` has a name yet, and calls are recognized by names. Give some with "
            "`coincide label`, or bring labels you have with `coincide annotations import TABLE`; `--categories` "
            "recognizes by category numbers instead."
        )
    return _job_by_labels(taught, wanted, model, settings, contents, embeddings)


def _job_by_labels(
    taught: Taught,
    wanted: Wanted,
    model: Model,
    settings: LearnSettings,
    contents: Contents,
    embeddings: NDArray[np.float32],
) -> _Job:
    recognizer, held_out = taught.recognizer, taught.held_out
    curve = recognizer.classifier.sureness
    thresholds: list[Threshold] = []
    if wanted.precision is not None:
        thresholds = choose_thresholds(held_out, curve, precision=wanted.precision)
    given = _given(wanted.thresholds or {}, recognizer.call_names)
    kept = [threshold for threshold in thresholds if threshold.name not in given]
    thresholds = sorted([*kept, *given_thresholds(held_out, curve, given.items())], key=lambda one: one.name)
    recognizer = replace(recognizer, thresholds={one.name: one.score for one in thresholds})
    return _Job(
        model=model,
        settings=settings,
        contents=contents,
        embeddings=embeddings,
        namer=by_labels(recognizer),
        reference=recognizer.classifier.reference,
        labels=taught.labels,
        thresholds=thresholds,
        reliability=measure_reliability(held_out, curve),
    )


def _given(thresholds: Mapping[str, float], names: Sequence[str]) -> dict[str, float]:
    """Return the given threshold of each name; the empty name stands for all others."""
    strange = [name for name in thresholds if name and name not in names]
    if strange:
        raise InputError(
            f"`threshold` speaks of `{strange[0]}`, which is no name in the catalog. Expected one of "
            f"{', '.join(f'`{name}`' for name in names)}."
        )
    everywhere = thresholds.get("")
    for_all = {} if everywhere is None else dict.fromkeys(names, everywhere)
    return {**for_all, **{name: score for name, score in thresholds.items() if name}}


_Known = tuple[Recording, NDArray[np.int64]]


def _listen(
    store: CatalogStore, job: _Job, recordings: Sequence[Recording], progress: Progress
) -> tuple[list[Heard], list[_Known], list[Problem]]:
    """Listen to all recordings but those whose events the catalog has."""
    rows_of: dict[int, list[int]] = {}
    for row, event in enumerate(job.contents.events):
        rows_of.setdefault(event.recording_id, []).append(row)
    heard: list[Heard] = []
    known: list[_Known] = []
    bad: list[Problem] = []
    total_s = sum(recording.duration_s for recording in recordings)
    with progress.stage("recognize", total=total_s, unit="s of sound") as stage:
        for recording in recordings:
            try:
                same = known_recording(store, job.contents.recordings.values(), recording)
                if same is not None and same.id in rows_of:
                    known.append((recording, np.array(rows_of[same.id], dtype=np.int64)))
                    stage.advance(recording.duration_s)
                else:
                    heard.append(listen(recording, job.model, job.settings, stage=stage))
            except RecordingError as error:
                bad.append(Problem(recording.path, error.kind, str(error), True))
    return heard, known, bad


_Told = tuple[Recording, Sequence[Event], Named, CenterKind]


def _named_new(heard: Sequence[Heard], job: _Job) -> list[_Told]:
    placed = place_all(heard, job.model, job.reference)
    return [
        (one.recording, one.events, job.namer(embeddings), center)
        for one, (embeddings, center) in zip(heard, placed, strict=True)
    ]


def _named_known(recording: Recording, rows: NDArray[np.int64], job: _Job) -> _Told:
    """Name events of the catalog; what a person said about them stands."""
    named = job.namer(job.embeddings[rows])
    for place, row in enumerate(rows.tolist()):
        if row in job.labels:
            named = named.said(place, job.labels[row])
    return recording, [job.contents.events[row] for row in rows.tolist()], named, "catalog"


def _tell(
    recording: Recording, events: Sequence[Event], named: Named, wanted: Wanted, center: CenterKind
) -> tuple[RecognizedFile, list[Annotation]]:
    calls = [
        Annotation(
            recording=recording.name,
            onset_s=event.onset_s,
            offset_s=event.offset_s,
            label=named.labels[row],
            low_hz=event.low_hz,
            high_hz=event.high_hz,
            channel=event.channel,
            category=named.categories[row],
            confidence=float(named.scores[row]),
        )
        for row, event in enumerate(events)
        if _is_wanted(named.labels[row], wanted)
    ]
    counts = Counter(call.label or _category_name(call.category) for call in calls)
    n_left_out = len(events) - len(calls)
    return RecognizedFile(recording.name, recording.path, recording.duration_s, counts, n_left_out, center), calls


def _category_name(category: int | None) -> str:
    return UNKNOWN if category is None else f"category {category}"


def _is_wanted(label: str, wanted: Wanted) -> bool:
    return (wanted.noise or label != NOISE) and not (wanted.known_only and label == UNKNOWN)


def _write(
    out: Path,
    calls: Sequence[Annotation],
    spans: Sequence[RecordingSpan],
    format: str | None,
    layout: Literal["one", "many"] | None,
) -> list[Path]:
    chosen = format or _FORMAT_OF_ENDING.get("" if out.is_dir() else out.suffix.lower(), "raven")
    return write_annotations(out, calls, spans, format=chosen, layout=layout or fitting_layout(out, chosen, len(spans)))


def _check(wanted: Wanted, paths: Sequence[Path]) -> None:
    if not paths:
        raise InputError("expected recordings to listen to, got none. Give files or folders.")
    if wanted.precision is not None and not 0 < wanted.precision < 1:
        raise InputError(f"`precision` must lie between 0 and 1, got {wanted.precision}. Give a share such as 0.9.")
    for name, score in (wanted.thresholds or {}).items():
        if not 0 <= score <= 1:
            shown = f" of `{name}`" if name else ""
            raise InputError(f"the threshold{shown} must lie in [0, 1], got {score}. Give a probability such as 0.7.")
    if wanted.categories and (wanted.precision is not None or wanted.thresholds):
        raise InputError(
            "categories have no thresholds, since nobody has said what is right. Leave out `precision` and "
            "`threshold`, or name calls with `coincide label`."
        )


def _nothing(paths: Sequence[Path], left_out: Sequence[Problem]) -> str:
    where = ", ".join(f"`{path}`" for path in paths[:3]) + (" …" if len(paths) > 3 else "")
    if not left_out:
        return f"expected sound files (wav, flac, ogg, mp3, aiff, w64, rf64) in {where}, found none. Check the path."
    reasons = "\n".join(f"  {problem.path}: {problem.reason}" for problem in left_out[:10])
    more = f"\n  and {len(left_out) - 10} more" if len(left_out) > 10 else ""
    return f"none of the {len(left_out)} file(s) in {where} can be used:\n{reasons}{more}"
