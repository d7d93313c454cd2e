"""Frozen records that only the catalog has: runs, files, models, stored labels and answers.

They sit beside the records of `coincide.records` and follow the same conventions. Times of day carry their
zone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from coincide_trees import Tree

from coincide.records import FileState, Problem, Recording

MERGE, SPLIT, UNDO = "categories merge", "categories split", "undo"
REGROUPING = (MERGE, SPLIT, UNDO)
"""Commands of runs that may have moved events from one category to another without learning."""

RECORDING = ("learn", "keep")
"""Commands of runs that may have changed what recordings there are, and where."""


@dataclass(frozen=True, slots=True)
class Run:
    """One execution of one command that writes.

    Attributes
    ----------
    status : ``running``, ``finished``, ``failed``, or ``interrupted`` if its process was killed.
    error : message of a failed run, else None.
    """

    id: int
    command: str
    status: str
    started_at: datetime
    ended_at: datetime | None
    seed: int
    settings: Mapping[str, Any]
    versions: Mapping[str, Any]
    results: Mapping[str, Any] | None
    error: str | None


@dataclass(frozen=True, slots=True)
class FileRow:
    """One path at which a recording was seen; several paths may hold the same recording.

    Attributes
    ----------
    path : absolute, with forward slashes.
    root : the folder it was found in.
    name : path relative to `root`, with forward slashes.
    recording_id : what it holds, None if it could not be read.
    status : ``present``, ``missing`` or ``quarantined``.
    seen_run : the run that saw it last, None if no run did.
    inode, ctime_ns : see `coincide.records.FileState`; None in catalogs of before version 6.
    """

    path: str
    root: str
    name: str
    size_bytes: int
    mtime_ns: int
    recording_id: int | None
    status: str
    seen_run: int | None
    inode: int | None = None
    ctime_ns: int | None = None

    @property
    def state(self) -> FileState:
        """What the file system said about it when it was read."""
        return FileState(self.size_bytes, self.mtime_ns, self.ctime_ns, self.inode)


@dataclass(frozen=True, slots=True)
class ScannedFile:
    """What reading one file gave.

    Attributes
    ----------
    file : its `recording_id` is that of `recording`, whatever it says.
    recording : what it holds, None if it cannot be read.
    problem : why not, or a remark; takes the place of all earlier problems of the file.
    """

    file: FileRow
    recording: Recording | None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class ModelRecord:
    """A learned model: its files are in the catalog's ``models/<id>``.

    Attributes
    ----------
    event_digest : the digest of the detections whose events it embeds.
    info : what its maker wants to remember; anything JSON can hold.
    status : ``current`` or ``old``; written by the catalog.
    created_at, run_id : when and by which run it was stored; written by the catalog.
    """

    id: str
    event_digest: str
    info: Mapping[str, Any] = field(default_factory=dict[str, Any])
    status: str = "current"
    created_at: datetime | None = None
    run_id: int | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one channel of a recording; it stays when events are found again."""

    recording_id: int
    channel: int
    onset_s: float
    offset_s: float


@dataclass(frozen=True, slots=True)
class StoredLabel:
    """A label on a stretch of a recording, with its author; it stays when events are found again.

    The fields from `onset_s` to `recording` mean what they mean in `coincide.records.Annotation`.

    Attributes
    ----------
    who : the person or program that labeled; empty if unknown.
    how : by which road it came, for example ``imported`` or ``asked``.
    source : the file or session it came from.
    id, run_id : written by the catalog; 0 and None for "not stored yet".
    """

    recording_id: int
    onset_s: float
    offset_s: float
    label: str
    low_hz: float | None
    high_hz: float | None
    channel: int
    category: int | None
    confidence: float | None
    recording: str
    who: str
    how: str
    source: str
    created_at: datetime
    run_id: int | None = None
    id: int = 0

    @property
    def span(self) -> Span:
        """The stretch."""
        return Span(self.recording_id, self.channel, self.onset_s, self.offset_s)


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """What a person said to one question, and what the question was.

    Attributes
    ----------
    span : of the event that stood for the others.
    members : what was shown, the event of `span` first.
    size : how many events the question spoke for.
    question : ``category`` ("what is this?"), ``boundary`` ("is this one call or two?") or ``edges`` ("does it begin
        and end here?").
    answer : ``name``, ``noise``, ``mixed`` or ``skip``; to a boundary ``one``, ``two`` or ``skip``; to edges
        ``drawn`` or ``skip``.
    name : the name given; ``noise`` with the answer ``noise``, else empty.
    who : the person; empty if unknown.
    strategy : what chose the question.
    model_id : the model whose events were shown; it may have been deleted since.
    session : the run that asked.
    undone_at : when it was taken back, None if it holds.
    id : written by the catalog; 0 for "not stored yet".
    facts : numbers that the answer depends on: of a boundary, where the dip is (``at_s``) and how deep (``dip_db``); of
        edges, where the event begins and ends to this person (``onset_s``, ``offset_s``, or one of them).
    """

    span: Span
    members: tuple[Span, ...]
    size: int
    question: str
    answer: str
    name: str
    who: str
    strategy: str
    model_id: str
    session: int | None
    answered_at: datetime
    undone_at: datetime | None = None
    id: int = 0
    facts: Mapping[str, float] = field(default_factory=dict[str, float])


@dataclass(frozen=True, slots=True)
class StoredTree:
    """The parse tree of one channel of one recording.

    Attributes
    ----------
    levels : of each inner node, such as ``song`` or ``motif``.
    event_ids : of each leaf; events of the model that the tree is of.
    run_id : written by the catalog.
    """

    recording_id: int
    channel: int
    tree: Tree
    levels: tuple[str, ...]
    event_ids: tuple[int, ...]
    run_id: int | None = None


@dataclass(frozen=True, slots=True)
class StoredSample:
    """A random sample of events that people are asked about.

    Attributes
    ----------
    model_id : the model whose events were drawn from; it may have been deleted since.
    design : how it was drawn, and each item; anything JSON can hold.
    who : the person who began it; empty if unknown.
    id : written by the catalog; 0 for "not stored yet".
    """

    model_id: str
    seed: int
    design: Mapping[str, Any]
    who: str
    created_at: datetime
    id: int = 0


@dataclass(frozen=True, slots=True)
class StoredCheck:
    """What a person said about one item of a sample.

    Attributes
    ----------
    item : its place in the sample, from 0.
    span : of the event, which stays when events are found again.
    name, score : what the event was called, and how surely.
    answer : ``yes``, ``no``, ``other`` or ``skip``.
    said : the name given with ``other``, else empty.
    who : the person; empty if unknown.
    """

    sample_id: int
    item: int
    span: Span
    name: str
    score: float
    answer: str
    said: str
    who: str
    answered_at: datetime
    id: int = 0
