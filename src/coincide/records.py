"""The frozen records that travel between stages: plain data, no behavior beyond derived values.

Times are seconds from the first sample of the recording, frequencies are Hz, levels are dB. `id` fields are catalog
rows; `0` stands for "not stored yet".
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

UNSURE = -1
"""Number that stands for the category of an event that belongs to none, in arrays and wherever there must be one."""
LONGEST_NAME = 200
"""The most characters of a name."""
NOISE = "noise"
"""Name of what is no call."""
UNKNOWN = "unknown"
"""What a call is called that resembles no named one, or is too uncertain for a name; itself no name."""
SPEECH = "speech"
"""Name of what people say near a recorder; it leaves the catalog only where somebody asks for it."""


def category_number(category: int | None) -> int:
    """Return the number of a category, from 1, as arrays hold it; records say None for unsure."""
    return UNSURE if category is None else category


def is_private(name: str) -> bool:
    """Return whether what has this name must not leave the catalog unasked: `SPEECH`, in any case."""
    return name.strip().casefold() == SPEECH


def event_key(recording: Recording, event: Event) -> str:
    """Return an id that an event keeps wherever it is stored, 16 hexadecimal digits.

    Two catalogs that found the same stretch of the same sound give the same id, and so does one that learned again. It
    is the start of the SHA-256 of the recording's content hash, channel, and onset and offset in microseconds. Of a
    million events two share an id in one of forty million catalogs.
    """
    span_us = f"{round(event.onset_s * 1e6)}:{round(event.offset_s * 1e6)}"
    text = f"{recording.content_hash}:{event.channel}:{span_us}"
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Recording:
    """One distinct piece of sound, known by its content and not by its name.

    Attributes
    ----------
    content_hash : hexadecimal SHA-256 of the file's bytes.
    path : absolute path of one present copy.
    name : path relative to the folder it was found in, with forward slashes; what people are shown.
    started_at : time of the first sample, with a time zone where one is known, else None.
    started_at_source : where that came from (``guano``, ``audiomoth``, ``wamd``, ``bext``, ``name``), else None.
    latitude, longitude : where the recorder says it stood, in degrees (WGS 84), north and east positive; else None.
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
    latitude: float | None = None
    longitude: float | None = None

    @property
    def duration_s(self) -> float:
        return self.n_samples / self.sample_rate_hz


_AT_REST_NS = 2_000_000_000


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

    def is_at_rest(self) -> bool:
        """Say whether the file was left alone for two seconds; one touched later could change without its times."""
        return time.time_ns() - max(self.mtime_ns, self.ctime_ns or 0) >= _AT_REST_NS


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
class Deployment:
    """A recorder that stood at a site for some time.

    Attributes
    ----------
    recorder : its serial number, folder or name prefix; empty if the site has one recorder, or it does not matter.
    folder : of its recordings, as their names begin, with forward slashes; empty if other things tell which they are.
    latitude, longitude : in degrees (WGS 84), in [-90, 90] and [-180, 180], north and east positive.
    timezone : of the site, as `coincide.recordings.parse_timezone` reads it.
    began_at, ended_at : its recordings began in between, both included; without a zone they are local time.
    columns : what else the table of sites says, such as habitat, by column.
    source : the table that says so.
    """

    site: str
    recorder: str = ""
    folder: str = ""
    latitude: float | None = None
    longitude: float | None = None
    timezone: str | None = None
    began_at: datetime | None = None
    ended_at: datetime | None = None
    columns: Mapping[str, str] = field(default_factory=dict[str, str])
    source: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True)
class ClockNote:
    """What a person said about clocks; of several notes about one thing the newest counts.

    Attributes
    ----------
    recorder : or site, whose clock it is; empty for all.
    timezone : the zone of a clock that writes none, None if the note is about something else.
    shift_s : what has to be added to what the clock showed, in s; None if the note is about something else.
    """

    recorder: str
    timezone: str | None
    shift_s: float | None
    who: str = ""
    created_at: datetime | None = None
    id: int = 0


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a file is not, or not wholly, part of the catalog.

    Attributes
    ----------
    kind : one word: ``unreadable``, ``corrupt``, ``truncated``, ``empty``, ``silent``, ``clipped``, ``nan``, ``short``,
        ``name``, ``duplicate``, ``changed``, ``unsupported``, ``clock``, ``length``, ``expanded``,
        ``phase`` or ``missing``.
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
    number : from 1; of the first model biggest first, later as before, as far as the members do.
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
class CategoryFacts:
    """One category in numbers.

    Attributes
    ----------
    number : from 1; `UNSURE` for the events without a category.
    name : what a person called it, else None.
    size : number of events.
    certainty : mean certainty of its events, in [0, 1].
    duration_s, low_hz, high_hz : medians over its events.
    n_recordings : number of recordings in which it occurs.
    """

    number: int
    name: str | None
    size: int
    certainty: float
    duration_s: float
    low_hz: float
    high_hz: float
    n_recordings: int


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
    snr_db : level over the background, None if unknown.
    event_id : see `event_key`; empty if it is no event of a catalog.
    model, version : the model that found and grouped it, and the version of `coincide` that made that; empty if none.
    faint_false_share : of a faint repeat, the estimated share of false ones among those at least as sure; else None.
    is_channel_known : False if it was read where no channel is written; `channel` is 0 then.
    coincide_label : the label that `coincide` gave, not a person, whatever `label` is now; empty if it gave none, None
        if that is unknown.
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
    snr_db: float | None = None
    event_id: str = ""
    model: str = ""
    version: str = ""
    faint_false_share: float | None = None
    is_channel_known: bool = field(default=True, compare=False)
    coincide_label: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class NextStep:
    """A command to type, and why."""

    command: str
    why: str


@dataclass(frozen=True, slots=True)
class MotifVariant:
    """One way in which a motif occurs: the categories of its events, their names, and how often."""

    categories: Sequence[int]
    names: Sequence[str]
    count: int
