"""Clips that a person kept from the live page, to be named later.

They lie in the catalog, in `kept/`, named by their content, so that keeping one twice keeps it once. Each is a
recording like any other: the next `coincide learn` finds its events and learns from them, and an answer about the clip
is then a label of the event that it overlaps by half. Until then it is a question of its own.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from coincide.catalog import CatalogStore, FileRow
from coincide.errors import InputError, RecordingError
from coincide.learned.opened import LearnedCatalog
from coincide.recordings import content_hash, may_be_there, place_of, probe, read_span
from coincide.records import Event, FileState, Recording
from coincide.whole_files import replacing
from coincide.workflow.search.sent_sound import check_amount

FOLDER = "kept"
COMMAND = "keep"
MIN_S, MAX_S = 0.02, 60.0
_SUFFIX = ".wav"
_NAME = re.compile(r"[0-9a-f]{24}\.wav")
_CLIP = "clip"


@dataclass(frozen=True, slots=True)
class KeptClip:
    """A clip without a name.

    Attributes
    ----------
    event : the clearest event in it, or all of it; no event of the catalog, so that its id is 0.
    guess : what the recognizer called it; empty for nothing.
    """

    recording: Recording
    event: Event
    guess: str


def keep_clip(store: CatalogStore, clip: Path, *, name: str = "", who: str = "") -> int:
    """Keep a clip; returns the id of its recording.

    Parameters
    ----------
    store : open for writing.
    clip : WAV file; it is copied.
    name : what the recognizer called it.

    Raises
    ------
    RecordingError : it cannot be read.
    InputError : it is no WAV, too short or too long.
    """
    info = probe(clip)
    with clip.open("rb") as file:
        if file.read(4) not in (b"RIFF", b"RF64"):
            raise InputError("a clip to keep must be WAV. Send it as `audio/wav`.")
    if not MIN_S <= info.duration_s <= MAX_S:
        raise InputError(f"a clip to keep must last {MIN_S:g} to {MAX_S:g} s, got {info.duration_s:.2f} s.")
    check_amount(info)
    digest = content_hash(clip)
    known = store.recordings.with_hash(digest)
    if known is not None and may_be_there(place_of(known.path)):
        return known.id
    folder = store.folder / FOLDER
    folder.mkdir(exist_ok=True)
    path = folder / f"{digest[:24]}{_SUFFIX}"
    with clip.open("rb") as source, replacing(path) as target:
        shutil.copyfileobj(source, target)
    run_id = store.runs.begin(COMMAND, seed=0, settings={"name": name, "who": who, _CLIP: path.name}, versions={})
    recording_id = _register(store, path, run_id)
    store.runs.finish(run_id, results={"recording": recording_id})
    return recording_id


def register_kept(store: CatalogStore, *, run_id: int) -> None:
    """Note where the kept clips are now; the catalog may have been moved."""
    known = store.files.all()
    for path in sorted((store.folder / FOLDER).glob(f"*{_SUFFIX}")):
        row = known.get(path.as_posix())
        if row is None or row.status != "present":
            try:
                _register(store, path, run_id)
            except RecordingError:
                continue  # a person may have put anything there; only sound is ours


def kept_clips(store: CatalogStore) -> list[KeptClip]:
    """Return the clips without an answer, the oldest first.

    Raises
    ------
    NotLearnedError : nothing has been learned yet.
    """
    answered = {answer.span.recording_id for answer in store.answers.all()}
    return _heard(store, [each for each in kept_recordings(store) if each.id not in answered])


def kept_clip(store: CatalogStore, recording_id: int) -> KeptClip | None:
    """Return a clip by its recording, also one with an answer; None if there is no such clip."""
    found = _heard(store, [each for each in kept_recordings(store) if each.id == recording_id])
    return found[0] if found else None


def kept_recordings(store: CatalogStore) -> list[Recording]:
    """Return the recordings that are clips, also those with an answer."""
    return [each for each in store.recordings.all(only_present=True) if _is_clip(each, store)]


def _heard(store: CatalogStore, present: Sequence[Recording]) -> list[KeptClip]:
    if not present:
        return []
    guesses = _guesses(store)
    detector = LearnedCatalog(store).detector
    found: list[KeptClip] = []
    for recording in present:
        try:
            sound, rate_hz = read_span(Path(recording.path), start_s=0.0, stop_s=recording.duration_s)
        except RecordingError:
            continue  # gone since
        events = detector.find([sound[0]], rate_hz)
        best = max(events, key=lambda each: each.snr_db, default=None)
        span_s = (0.0, recording.duration_s) if best is None else (best.onset_s, best.offset_s)
        band_hz = (0.0, rate_hz / 2) if best is None else (best.low_hz, best.high_hz)
        event = Event(0, recording.id, 0, *span_s, *band_hz, 0.0 if best is None else best.snr_db)
        found.append(
            KeptClip(recording, event, guesses.get(recording.id) or guesses.get(Path(recording.path).name, ""))
        )
    return found


def _is_clip(recording: Recording, store: CatalogStore) -> bool:
    """Say whether a recording is a clip that was kept, also by a run that was interrupted before its end."""
    path = Path(recording.path)
    return path.parent == store.folder / FOLDER and _NAME.fullmatch(path.name) is not None


def _guesses(store: CatalogStore) -> dict[int | str, str]:
    """Return what the recognizer called each clip, by the name of its file; by recording in older runs."""
    runs = [run for run in store.runs.all() if run.command == COMMAND]
    by_file: dict[int | str, str] = {
        str(run.settings[_CLIP]): str(run.settings["name"]) for run in runs if _CLIP in run.settings
    }
    ended = [(run.results["recording"], run.settings) for run in runs if run.results]
    return by_file | {int(recording): str(settings.get("name", "")) for recording, settings in ended}


def _register(store: CatalogStore, path: Path, run_id: int) -> int:
    info, state = probe(path), FileState.of(path.stat())
    name = f"{FOLDER}/{path.name}"
    recording = Recording(
        id=0,
        content_hash=content_hash(path),
        path=path.as_posix(),
        name=name,
        sample_rate_hz=info.sample_rate_hz,
        n_channels=info.n_channels,
        n_samples=info.n_samples,
        device="live page",
    )
    recording_id = store.recordings.put(recording, run_id=run_id)
    store.files.put(
        FileRow(
            path=path.as_posix(),
            root=path.parent.as_posix(),
            name=name,
            size_bytes=state.size_bytes,
            mtime_ns=state.mtime_ns,
            recording_id=recording_id,
            status="present",
            seen_run=run_id,
            inode=state.inode,
            ctime_ns=state.ctime_ns,
        )
    )
    return recording_id
