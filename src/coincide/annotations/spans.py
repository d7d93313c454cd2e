"""The recordings that tables speak about: what a writer must know, and which annotations are whose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from coincide.errors import AnnotationError
from coincide.records import Annotation


@dataclass(frozen=True, slots=True)
class RecordingSpan:
    """The facts about one recording that a table needs.

    Attributes
    ----------
    name : path relative to the folder it was found in, with forward slashes.
    path : the file, as other programs open it.
    duration_s : length in seconds, above 0.
    sample_rate_hz : samples per second, above 0.
    n_channels : at least 1.
    started_at : time of the first sample, with a zone where one is known; None if unknown.
    site : where it was made, empty if unknown.
    latitude, longitude : degrees north and east (WGS 84), None if unknown.
    """

    name: str
    path: str
    duration_s: float
    sample_rate_hz: int
    n_channels: int = 1
    started_at: datetime | None = None
    site: str = ""
    latitude: float | None = None
    longitude: float | None = None

    def time_at(self, offset_s: float) -> datetime | None:
        """Return the time of a place in the recording, None if unknown."""
        if self.started_at is None:
            return None
        # Seconds that pass are added in UTC: local clocks may change in between.
        zone = self.started_at.tzinfo
        passed = timedelta(seconds=offset_s)
        return self.started_at + passed if zone is None else (self.started_at.astimezone(UTC) + passed).astimezone(zone)


Group = tuple[RecordingSpan, list[Annotation]]
"""A recording with its annotations, earliest first."""


def by_recording(annotations: Sequence[Annotation], recordings: Sequence[RecordingSpan]) -> list[Group]:
    """Group annotations by recording, earliest first within each.

    Parameters
    ----------
    annotations : each names its recording by `name` or by `path`.
    recordings : the order of the result; names must differ.

    Returns
    -------
    One pair for every recording, also for those without annotations.

    Raises
    ------
    AnnotationError
        If an annotation names none of the recordings, or its times or a duration cannot be written.
    """
    _check_recordings(recordings)
    groups: dict[str, list[Annotation]] = {span.name: [] for span in recordings}
    names = {span.path: span.name for span in recordings} | {span.name: span.name for span in recordings}
    for annotation in annotations:
        _check_times(annotation)
        if annotation.recording not in names:
            raise AnnotationError(_unknown_recording(annotation, recordings))
        groups[names[annotation.recording]].append(annotation)
    return [(span, sorted(groups[span.name], key=_time_order)) for span in recordings]


def _check_recordings(recordings: Sequence[RecordingSpan]) -> None:
    seen: set[str] = set()
    for span in recordings:
        if span.name in seen:
            raise AnnotationError(
                f"expected every recording once, got `{span.name}` twice. Give each a name of its own."
            )
        if not 0 < span.duration_s < float("inf") or span.sample_rate_hz <= 0:
            raise AnnotationError(
                f"expected a duration and a sample rate above 0 for `{span.name}`, got {span.duration_s} s "
                f"and {span.sample_rate_hz} Hz. Leave this recording out, or read it again."
            )
        seen.add(span.name)


def _check_times(annotation: Annotation) -> None:
    if not 0 <= annotation.onset_s <= annotation.offset_s < float("inf"):
        raise AnnotationError(
            f"expected 0 ≤ onset ≤ offset in an annotation of `{annotation.recording}`, got "
            f"{annotation.onset_s} s to {annotation.offset_s} s. Correct the annotation before writing it."
        )


def _unknown_recording(annotation: Annotation, recordings: Sequence[RecordingSpan]) -> str:
    known = ", ".join(f"`{span.name}`" for span in recordings[:3]) or "none"
    return (
        f"expected an annotation of one of the {len(recordings)} recordings "
        f"({known}{' …' * (len(recordings) > 3)}), got one of `{annotation.recording}`. Attach annotations "
        "to recordings first, or add this recording."
    )


def _time_order(annotation: Annotation) -> tuple[float, float, int]:
    return annotation.onset_s, annotation.offset_s, annotation.channel
