"""The second pass of `recognize`: faint repeats of known categories, which the detector does not find.

The typical call of each category is read from its recording again. All recordings together show how often decoys match,
so repeats are chosen when all were searched.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from coincide.errors import RecordingError
from coincide.execute import Executor, UnitProgress
from coincide.learned.opened import LearnedCatalog
from coincide.recognize import UNKNOWN
from coincide.recognize.faint import (
    Match,
    Template,
    TemplateFrames,
    choose_repeats,
    find_matches,
    fit_frames,
    make_template,
)
from coincide.recordings import ChannelChoice, blamed_on, n_output_channels, place_of, read_blocks, read_span
from coincide.recordings.blocks import BLOCK_S
from coincide.records import Annotation, Event, Problem, Recording
from coincide.workflow.listen.detect import listening_limit_s
from coincide.workflow.listen.left_out import problem_of
from coincide.workflow.progress import Progress
from coincide.workflow.recognize.naming_job import NamingJob
from coincide.workflow.recognize.recognition import FaintCount


@dataclass(frozen=True, slots=True)
class FaintEvent:
    """A faint repeat.

    Attributes
    ----------
    label, category : of the typical call that it repeats; the label is empty where the category says it.
    false_share : estimated share of false ones among the repeats of the category that are at least as sure.
    """

    event: Event
    label: str
    category: int | None
    false_share: float


@dataclass(frozen=True, slots=True)
class FaintSearch:
    """What the second pass found.

    Attributes
    ----------
    events : by id of the recording.
    names : that were looked for.
    problems : what could not be read.
    """

    events: Mapping[int, Sequence[FaintEvent]]
    names: Collection[str]
    problems: Sequence[Problem]


@dataclass(frozen=True, slots=True)
class _Known:
    templates: Sequence[Template]
    frames: TemplateFrames
    channels: ChannelChoice


_Searched = tuple[Recording, Sequence[Event]]


def search_faint(
    job: NamingJob,
    searched: Sequence[_Searched],
    *,
    most_false: float,
    executor: Executor,
    progress: Progress,
) -> FaintSearch:
    """Look for faint repeats in recordings, outside the events that these have.

    Parameters
    ----------
    most_false : estimated share of the repeats of each category that may be false.
    """
    calls = _typical_calls(job)
    if not calls:
        return FaintSearch({}, [], [])
    known, problems = _known(job.learned, {number: call for number, (call, _) in calls.items()})
    if not known.templates:
        return FaintSearch({}, [], problems)
    sounds: list[tuple[Recording, int]] = []
    matches: list[list[Match]] = []
    total_s = sum(recording.duration_s for recording, _ in searched)
    with progress.stage("faint calls", total=total_s, unit="s of sound") as stage:
        results = executor.run(
            partial(_search, known=known),
            searched,
            stage,
            limit_s=lambda unit: listening_limit_s(unit[0]) * len(known.templates),
        )
        for (recording, _), result in zip(searched, results, strict=True):
            if isinstance(result, list):
                sounds += [(recording, channel) for channel in _channels(recording, known.channels)]
                matches += result
            else:
                problems.append(problem_of(recording.path, result))
    events: dict[int, list[FaintEvent]] = {}
    for repeat in choose_repeats(matches, known.templates, most_false=most_false):
        recording, channel = sounds[repeat.sound]
        template = known.templates[repeat.match.template]
        _, (label, category) = calls[template.key]
        event = _event(repeat.match, template, recording, channel)
        events.setdefault(recording.id, []).append(FaintEvent(event, label, category, repeat.false_share))
    return FaintSearch(events, {_shown(*calls[each.key][1]) for each in known.templates}, problems)


def faint_counts(found: FaintSearch, calls: Sequence[Annotation]) -> list[FaintCount]:
    """Count the faint repeats among calls, by name."""
    shares: dict[str, list[float]] = {name: [] for name in sorted(found.names)}
    for call in calls:
        if call.faint_false_share is not None:
            shares[_shown(call.label, call.category)].append(call.faint_false_share)
    return [FaintCount(name, len(these), max(these, default=None)) for name, these in shares.items()]


def _shown(label: str, category: int | None) -> str:
    return label or f"category {category}"


def _typical_calls(job: NamingJob) -> dict[int, tuple[Event, tuple[str, int | None]]]:
    """Return the typical call of each category, and its label and category as calls have them."""
    contents = job.learned.contents
    calls: dict[int, tuple[Event, tuple[str, int | None]]] = {}
    for each in contents.categories:
        row = contents.events.row_of[each.medoid_event_id]
        label = job.label_of(row)
        if label != UNKNOWN:
            calls[each.number] = contents.events[row], (label, None if label else each.number)
    return calls


def _known(learned: LearnedCatalog, calls: Mapping[int, Event]) -> tuple[_Known, list[Problem]]:
    """Picture typical calls; one that cannot be read is a problem."""
    frames = fit_frames(list(calls.values()))
    templates: list[Template] = []
    problems: list[Problem] = []
    for number, call in calls.items():
        recording = learned.contents.recordings[call.recording_id]
        try:
            template = _template(number, call, learned, frames)
            templates += [] if template is None else [template]
        except RecordingError as error:
            reason = f"faint repeats of category {number} cannot be searched for: {error}"
            problems.append(Problem(recording.path, error.kind, reason, False))
    return _Known(templates, frames, learned.contents.channels), problems


def _template(number: int, call: Event, learned: LearnedCatalog, frames: TemplateFrames) -> Template | None:
    path = learned.originals.check(learned.contents.recordings[call.recording_id])
    start_s, stop_s = max(0.0, call.onset_s - frames.context_s), call.offset_s + frames.context_s
    heard_in = learned.contents.heard_in(call.channel)
    sound, rate_hz = read_span(path, start_s=start_s, stop_s=stop_s, channels=heard_in)
    return make_template(number, call, sound[0], rate_hz, start_s=start_s, frames=frames)


def _search(searched: _Searched, progress: UnitProgress, *, known: _Known) -> list[list[Match]] | RecordingError:
    """Return the matches in each channel; runs on any worker."""
    recording, events = searched
    found: list[list[Match]] = []
    try:
        with blamed_on(place_of(recording.path)):
            channels = _channels(recording, known.channels)
            for channel in channels:
                wanted: ChannelChoice = channel if known.channels == "each" else known.channels
                found.append(
                    find_matches(
                        _blocks(recording, wanted, progress, share=1 / len(channels)),
                        recording.sample_rate_hz,
                        templates=known.templates,
                        frames=known.frames,
                        taken_s=[(event.onset_s, event.offset_s) for event in events if event.channel == channel],
                    )
                )
    except RecordingError as error:
        return error
    return found


def _channels(recording: Recording, choice: ChannelChoice) -> Sequence[int]:
    return [choice] if isinstance(choice, int) else range(n_output_channels(choice, recording.n_channels))


def _blocks(
    recording: Recording, choice: ChannelChoice, progress: UnitProgress, *, share: float
) -> Iterator[NDArray[np.float32]]:
    block_samples = round(BLOCK_S * recording.sample_rate_hz)
    for block in read_blocks(place_of(recording.path), block_samples=block_samples, channels=choice):
        yield block[0]
        progress.advance(share * block.shape[1] / recording.sample_rate_hz)


def _event(match: Match, template: Template, recording: Recording, channel: int) -> Event:
    offset_s = min(match.offset_s, recording.duration_s)
    high_hz = min(template.high_hz, recording.sample_rate_hz / 2)
    return Event(0, recording.id, channel, match.onset_s, offset_s, template.low_hz, high_hz, match.snr_db)
