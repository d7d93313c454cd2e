"""The frozen records that travel between stages: plain data, no behavior beyond derived values.

Times are seconds from the first sample of the recording, frequencies are Hz, levels are dB. `id` fields are catalog
rows; `0` stands for "not stored yet".
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from typing import Self


@dataclass(frozen=True, slots=True)
class Recording:
    """One distinct piece of sound, known by its content and not by its name.

    Attributes
    ----------
    content_hash : hexadecimal SHA-256 of the file's bytes.
    path : absolute path of one present copy.
    name : path relative to the folder it was found in, with forward slashes; what people are shown.
    started_at : time of the first sample, with a time zone where one is known, else None.
    started_at_source : where that came from (``guano``, ``audiomoth``, ``name``), else None.
    """

    id: int
    content_hash: str
    path: str
    name: str
    sample_rate_hz: int
    n_channels: int
    n_samples: int
    started_at: datetime | None = None
    started_at_source: str | None = None
    device: str | None = None

    @property
    def duration_s(self) -> float:
        return self.n_samples / self.sample_rate_hz


@dataclass(frozen=True, slots=True)
class FileState:
    """What the file system says about a file; as long as nothing of it changes, neither did the bytes.

    Attributes
    ----------
    mtime_ns : time of the last change of its content, which any program can set back.
    ctime_ns : time of the last change of anything (on Windows, of its making), which none can; None if not known.
    inode : number of the file on its disk; another file that took its place has another. None if not known.
    """

    size_bytes: int
    mtime_ns: int
    ctime_ns: int | None
    inode: int | None

    @classmethod
    def of(cls, status: os.stat_result) -> Self:
        """Return the state that the system tells of a file."""
        # Databases have signed numbers of 64 bits.
        return cls(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino & (2**63 - 1))


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens in one channel of one recording: a call, a note, a click.

    Attributes
    ----------
    channel : from 0; the mix of all channels is channel 0 too.
    low_hz, high_hz : lowest and highest frequency that stand out from the background, 0 ≤ low < high ≤ Nyquist.
    snr_db : level of the event over the background in its band.
    """

    id: int
    recording_id: int
    channel: int
    onset_s: float
    offset_s: float
    low_hz: float
    high_hz: float
    snr_db: float

    @property
    def duration_s(self) -> float:
        return self.offset_s - self.onset_s


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a file is not, or not wholly, part of the catalog.

    Attributes
    ----------
    kind : one word: ``unreadable``, ``corrupt``, ``truncated``, ``empty``, ``silent``, ``clipped``, ``nan``, ``short``,
        ``name``, ``duplicate``, ``changed``, ``unsupported`` or ``missing``.
    is_left_out : True if nothing of the file is used (quarantined), False for a remark.
    """

    path: str
    kind: str
    reason: str
    is_left_out: bool


@dataclass(frozen=True, slots=True)
class Category:
    """A group of events that sound alike, found without labels.

    Attributes
    ----------
    number : from 1, biggest first.
    size : number of member events.
    certainty : mean certainty of its members, in [0, 1].
    medoid_event_id : the most typical member.
    name : what a person called it, else None.
    """

    number: int
    size: int
    certainty: float
    medoid_event_id: int
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Membership:
    """To which category an event belongs, and how sure that is.

    Attributes
    ----------
    category : number of the category, or None for ``unsure``.
    certainty : probability of the most likely category, in [0, 1].
    """

    event_id: int
    category: int | None
    certainty: float


@dataclass(frozen=True, slots=True)
class Hit:
    """One search result: an event, nearest first.

    Attributes
    ----------
    distance : cosine distance in [0, 2] between centred embeddings, or that of dynamic time warping.
    """

    event: Event
    recording: Recording
    distance: float
    category: int | None


@dataclass(frozen=True, slots=True)
class Annotation:
    """A stretch of a recording that somebody, or something, gave a label.

    Attributes
    ----------
    recording : name or path of the recording as the table writes it; empty if the table names none.
    low_hz, high_hz : None where the format has no frequencies.
    confidence : in [0, 1], None if unknown.
    """

    recording: str
    onset_s: float
    offset_s: float
    label: str
    low_hz: float | None = None
    high_hz: float | None = None
    channel: int = 0
    category: int | None = None
    confidence: float | None = None
