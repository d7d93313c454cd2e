"""Recognition: calls in recordings, old and new, get the names that a person taught.

Sound is read once, block by block, and forgotten; what is kept is a line per event. Nothing is written to the catalog
but the recognizer, which is a cache, so recognizing never stands in the way of another command.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from coincide.annotations import RecordingSpan, write_annotations
from coincide.catalog import CatalogStore, find_catalog
from coincide.errors import InputError, NothingFoundError, RecordingError
from coincide.label import NOISE
from coincide.recognize import UNKNOWN
from coincide.records import Annotation, Event, Problem, Recording
from coincide.workflow.annotations import fitting_layout, span
from coincide.workflow.listen import Heard, find_recordings, known_recording, listen
from coincide.workflow.naming import Named
from coincide.workflow.naming_job import NamingJob, open_job
from coincide.workflow.new_sources import CenterKind, place_all
from coincide.workflow.progress import Progress, Silent
from coincide.workflow.recognition import Recognition as Recognition
from coincide.workflow.recognition import RecognizedFile, check_wanted
from coincide.workflow.recognition import Wanted as Wanted

_FORMAT_OF_ENDING = {".csv": "csv", ".jsonl": "jsonl", ".textgrid": "textgrid"}


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
    check_wanted(wanted)
    if not paths:
        raise InputError("expected recordings to listen to, got none. Give files or folders.")
    listener = progress or Silent()
    with CatalogStore.open(find_catalog(catalog)) as store:
        job = open_job(store, wanted, listener)
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


_Known = tuple[Recording, NDArray[np.int64]]


def _listen(
    store: CatalogStore, job: NamingJob, recordings: Sequence[Recording], progress: Progress
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
                    heard.append(listen(recording, job.model, job.detector, stage=stage))
            except RecordingError as error:
                bad.append(Problem(recording.path, error.kind, str(error), True))
    return heard, known, bad


_Told = tuple[Recording, Sequence[Event], Named, CenterKind]


def _named_new(heard: Sequence[Heard], job: NamingJob) -> list[_Told]:
    placed = place_all(heard, job.model, job.reference)
    return [
        (one.recording, one.events, job.namer(embeddings), center)
        for one, (embeddings, center) in zip(heard, placed, strict=True)
    ]


def _named_known(recording: Recording, rows: NDArray[np.int64], job: NamingJob) -> _Told:
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


def _nothing(paths: Sequence[Path], left_out: Sequence[Problem]) -> str:
    where = ", ".join(f"`{path}`" for path in paths[:3]) + (" …" if len(paths) > 3 else "")
    if not left_out:
        return f"expected sound files (wav, flac, ogg, mp3, aiff, w64, rf64) in {where}, found none. Check the path."
    reasons = "\n".join(f"  {problem.path}: {problem.reason}" for problem in left_out[:10])
    more = f"\n  and {len(left_out) - 10} more" if len(left_out) > 10 else ""
    return f"none of the {len(left_out)} file(s) in {where} can be used:\n{reasons}{more}"
