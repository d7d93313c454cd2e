"""What is wanted of recognition, and what comes of it: plain data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from coincide.errors import InputError
from coincide.recognize import UNKNOWN, Reliability, Threshold
from coincide.records import Annotation, Problem
from coincide.text_table import text_table
from coincide.wording import count
from coincide.workflow.recognize.new_sources import CenterKind


@dataclass(frozen=True, slots=True)
class RecognizedFile:
    """What was recognized in one recording.

    Attributes
    ----------
    counts : events by name, without those left out.
    n_faint : how many of them are faint repeats.
    left_out : events left out since they are noise or speech, or unknown and unwanted, by name.
    center : what its embeddings were moved by: its ``own`` center, that of its ``folder``, the ``overall`` one, or what
        the ``catalog`` knows.
    """

    recording: str
    path: str
    duration_s: float
    counts: Mapping[str, int]
    left_out: Mapping[str, int]
    center: CenterKind
    n_faint: int = 0


@dataclass(frozen=True, slots=True)
class FaintCount:
    """Faint repeats with one name.

    Attributes
    ----------
    n_repeats : how many are among the calls.
    false_share : estimated share of them that is false; None if there are none.
    """

    name: str
    n_repeats: int
    false_share: float | None


@dataclass(frozen=True, slots=True)
class Recognition:
    """What was recognized.

    Attributes
    ----------
    calls : by recording, then by time; the confidence is the probability that the label is right.
    thresholds : what each name needed; empty if every name needed 0.5.
    reliability : how far to trust the confidence; None for categories without names.
    faint : what the second pass found, by name; empty if none was asked for.
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
    faint: list[FaintCount] = field(default_factory=list[FaintCount])

    @property
    def counts(self) -> dict[str, int]:
        """Calls by name, most frequent first; ``unknown`` last."""
        total = sum((Counter(file.counts) for file in self.files), Counter[str]())
        return dict(sorted(total.items(), key=lambda item: (item[0] == UNKNOWN, -item[1], item[0])))

    def __repr__(self) -> str:
        found = f"{count(len(self.calls), 'call')} in {count(len(self.files), 'recording')}"
        return f"{found}\n{text_table(('name', 'calls'), [*self.counts.items()])}"


@dataclass(frozen=True, slots=True)
class RecognizeOptions:
    """What to report.

    Attributes
    ----------
    precision : share of each name's calls that shall be right; None for no such wish.
    thresholds : score that a name needs, by name; the empty name stands for all others.
    noise : tell about noise, too.
    speech : tell also what is named `coincide.records.SPEECH`.
    known_only : leave out what is unknown.
    categories : name calls by the number of their category instead of by labels.
    faint : look for faint repeats of known categories, of which at most this share may be false by estimate; None for
        no second pass.
    """

    precision: float | None = None
    thresholds: Mapping[str, float] | None = None
    noise: bool = False
    known_only: bool = False
    categories: bool = False
    speech: bool = False
    faint: float | None = None


def check_wanted(wanted: RecognizeOptions) -> None:
    """Make sure that wishes can be met at all.

    Raises
    ------
    InputError : a share or score is out of its range, or two wishes contradict each other.
    """
    if wanted.precision is not None and not 0 < wanted.precision < 1:
        raise InputError(f"`precision` must lie between 0 and 1, got {wanted.precision}. Give a share such as 0.9.")
    if wanted.faint is not None and not 0 < wanted.faint < 1:
        raise InputError(f"`faint` must lie between 0 and 1, got {wanted.faint}. Give a share such as 0.05.")
    for name, score in (wanted.thresholds or {}).items():
        if not 0 <= score <= 1:
            shown = f" of `{name}`" if name else ""
            raise InputError(f"the threshold{shown} must lie in [0, 1], got {score}. Give a probability such as 0.7.")
    if wanted.categories and (wanted.precision is not None or wanted.thresholds):
        raise InputError(
            "categories have no thresholds, since these come from labels. Leave out `precision` and "
            "`threshold`, or name calls with `coincide label`."
        )
