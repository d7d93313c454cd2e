"""Where people drew the edges of events, and what follows for all events, the next time they are found.

The rule is fitted to the sound around the drawn events, where they are found as if nothing was drawn: what a person saw
may have been drawn by an earlier rule. Nothing is fitted anew until somebody draws more, so that a recording that is
away for a day changes no edge.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from coincide.catalog import CatalogStore, Span, StoredAnswer
from coincide.errors import RecordingError
from coincide.events import CANDIDATES, LEAST_DRAWN, DrawnRules, EdgeFit, fit_rule, head_samples, try_rules
from coincide.learned.answers import EDGES
from coincide.learned.detector import Detector, TaughtEdges, load_detector
from coincide.learned.model_files import DETECTOR_FILE, files_of
from coincide.learned.originals import Originals
from coincide.learned.settings import LearnSettings, digest
from coincide.recordings import ChannelChoice, SpanReader
from coincide.records import Recording
from coincide.seeds import generator
from coincide.wording import count
from coincide.workflow.progress import Progress

DRAWN = "drawn"
STRETCH_S = 60.0
"""Sound that is read around a drawn event, as much as the detector looks at in one piece."""
MOST_TRIED = 100
"""Drawn events that are looked at; of more, as many at random."""
_SAME = 0.5
"""Two stretches are one event if they overlap by half."""


@dataclass(frozen=True, slots=True)
class DrawnEvent:
    """An event as a person drew it.

    Attributes
    ----------
    span : as it was found and shown.
    onset_s, offset_s : where it begins and ends to this person; None for what they did not say.
    """

    span: Span
    onset_s: float | None
    offset_s: float | None

    @property
    def drawn(self) -> Span:
        """The event with the edges that were drawn."""
        onset_s = self.span.onset_s if self.onset_s is None else self.onset_s
        offset_s = self.span.offset_s if self.offset_s is None else self.offset_s
        return replace(self.span, onset_s=onset_s, offset_s=offset_s)


def drawn_events(answers: Iterable[StoredAnswer]) -> list[DrawnEvent]:
    """Return the events of which somebody drew an edge; of two answers about one event, the newer edge counts.

    Parameters
    ----------
    answers : that hold, oldest first.
    """
    by_place: dict[tuple[int, int], list[DrawnEvent]] = {}
    for answer in answers:
        if answer.question == EDGES and answer.answer == DRAWN:
            given = DrawnEvent(answer.span, answer.facts.get("onset_s"), answer.facts.get("offset_s"))
            _take_in(by_place.setdefault((answer.span.recording_id, answer.span.channel), []), given)
    return [each for found in by_place.values() for each in found]


def with_drawn_edges(
    detector: Detector, store: CatalogStore, *, progress: Progress, use_labels: bool = True
) -> Detector:
    """Return the detector with the edges that people drew; as it is where they are not wanted or too few.

    Parameters
    ----------
    detector : with or without edges that were learned before.
    use_labels : whether to learn from what people drew.
    """
    wanted = detector.settings.events
    events = drawn_events(store.answers.all()) if use_labels else []
    n_edges = sum((each.onset_s is not None) + (each.offset_s is not None) for each in events)
    plain = replace(detector, edges=None)
    if wanted.edges == "found" or wanted.method == "whole" or n_edges < LEAST_DRAWN:
        return plain
    key = digest(plain.digest, sorted((*_place(each.span), str(each.onset_s), str(each.offset_s)) for each in events))
    known = _known_edges(store, detector.settings)
    if known is not None and known.key == key:
        return replace(detector, edges=known)
    ordered = sorted(events, key=lambda each: _place(each.span))
    chosen = generator(0, "drawn edges").permutation(len(ordered))[:MOST_TRIED]
    onsets, offsets = _fits(plain, store, [ordered[each] for each in sorted(chosen.tolist())], progress)
    edges = TaughtEdges(DrawnRules(onsets.rule, offsets.rule), key, edge_words(onsets, offsets))
    progress.say(edges.words)
    return replace(detector, edges=edges)


def edge_words(onsets: EdgeFit, offsets: EdgeFit) -> str:
    """Say in a sentence what drawn edges taught."""
    drawn = f"{count(onsets.n, 'onset')} and {count(offsets.n, 'offset')} were drawn by hand"
    taught = [
        f"{does} {1000 * abs(fit.moved_s):.1f} ms {'later' if fit.moved_s > 0 else 'earlier'} "
        f"(held-out drawn edges are off by {1000 * fit.error_s:.1f} ms instead of {1000 * fit.undrawn_error_s:.1f} ms)"
        for does, fit in (("begin", onsets), ("end", offsets))
        if fit.rule is not None
    ]
    return f"{drawn}, so events {' and '.join(taught)}." if taught else f"{drawn}, but events begin and end as before."


def _known_edges(store: CatalogStore, settings: LearnSettings) -> TaughtEdges | None:
    """Return what the current model learned; None if there is none, or it was found with other settings."""
    current = store.models.current()
    if current is None:
        return None
    files = files_of(store, current)
    known = load_detector(files.folder / DETECTOR_FILE, settings) if files.damage(DETECTOR_FILE) is None else None
    return None if known is None else known.edges


def _fits(
    plain: Detector, store: CatalogStore, events: Sequence[DrawnEvent], progress: Progress
) -> tuple[EdgeFit, EdgeFit]:
    errors: tuple[list[NDArray[np.float64]], list[NDArray[np.float64]]] = ([], [])
    hops: tuple[list[float], list[float]] = ([], [])
    with progress.stage("edges", total=len(events), unit="events") as stage:
        for event, places_s, hop_s in _tried(plain, store, events):
            for edge, drawn_s in enumerate((event.onset_s, event.offset_s)):
                if drawn_s is not None:
                    errors[edge].append(places_s[:, edge] - drawn_s)
                    hops[edge].append(hop_s)
            stage.advance(1)
    onsets, offsets = (fit_rule(each, hop) for each, hop in zip(errors, hops, strict=True))
    return onsets, offsets


def _tried(
    plain: Detector, store: CatalogStore, events: Sequence[DrawnEvent]
) -> Iterator[tuple[DrawnEvent, NDArray[np.float64], float]]:
    """Yield drawn events that are found again, with (1 + candidates, 2) edges, and the step of their frames."""
    recordings = {recording.id: recording for recording in store.recordings.all(only_present=True)}
    originals = Originals(store.files.get)
    for event in events:
        recording = recordings.get(event.span.recording_id)
        if recording is None:
            continue
        try:
            yield from _tried_in(plain, originals, recording, event)
        except RecordingError:
            continue


def _tried_in(
    plain: Detector, originals: Originals, recording: Recording, event: DrawnEvent
) -> Iterator[tuple[DrawnEvent, NDArray[np.float64], float]]:
    settings, rate_hz = plain.settings, recording.sample_rate_hz
    choice = settings.recordings.channels
    wanted: ChannelChoice = event.span.channel if choice == "each" else choice
    drawn = event.drawn
    start_s = max(0.0, (drawn.onset_s + drawn.offset_s - STRETCH_S) / 2)
    with SpanReader(originals.check(recording), channels=wanted) as reader:
        head = reader.read(0.0, head_samples(rate_hz, settings.features) / rate_hz)[0]
        sound = reader.read(start_s, max(start_s + STRETCH_S, drawn.offset_s))[0]
    trials = try_rules(
        sound, rate_hz, CANDIDATES, head=head, features=settings.features, settings=settings.events, net=plain.net
    )
    edges_s = trials.edges_s + start_s
    overlaps = [_overlap(drawn, replace(drawn, onset_s=on_s, offset_s=off_s)) for on_s, off_s in edges_s[0].tolist()]
    if overlaps and max(overlaps) >= _SAME:
        yield event, edges_s[:, int(np.argmax(overlaps))], trials.hop_s


def _take_in(known: list[DrawnEvent], given: DrawnEvent) -> None:
    for place, old in enumerate(known):
        if _overlap(old.span, given.span) >= _SAME:
            onset_s = old.onset_s if given.onset_s is None else given.onset_s
            offset_s = old.offset_s if given.offset_s is None else given.offset_s
            known[place] = DrawnEvent(given.span, onset_s, offset_s)
            return
    known.append(given)


def _place(span: Span) -> tuple[int, int, float, float]:
    return span.recording_id, span.channel, span.onset_s, span.offset_s


def _overlap(one: Span, other: Span) -> float:
    shared_s = min(one.offset_s, other.offset_s) - max(one.onset_s, other.onset_s)
    joint_s = max(one.offset_s, other.offset_s) - min(one.onset_s, other.onset_s)
    return max(shared_s, 0.0) / max(joint_s, 1e-12)
