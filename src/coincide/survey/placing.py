"""Which recording was made where, and when.

A row of the table of sites fits a recording in one of three ways, the first that holds:

1. its `folder` is where the recording's name begins;
2. its `recorder` is a folder of the recording, the beginning of its file name, or a serial number in its header;
3. its `site` is a folder of the recording, or the beginning of its file name;

and the recording began between `began_at` and `ended_at`. Capitals do not matter.

Absolute time needs a zone. It is that of the time itself (header or name); else of the site; else what was said about
this recorder, for this question, or about all recorders. A time without any of these stays without one: nothing is
guessed. Local times that happen twice, when clocks go back, are the first of the two.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from typing import NamedTuple

from coincide.errors import SettingsError
from coincide.recordings import parse_timezone
from coincide.records import ClockNote, Deployment, Recording
from coincide.wording import owners

_PREFIX = re.compile(
    r"(?P<prefix>.+?)(?:"
    r"[_\-$. ](?:\d(?:\+\d)?[_$])?(?:\d{8}|\d{4}([-_.])\d\d\2\d\d)(?!\d)"  # a date, Song Meter's gains before it
    r"|\.\d{12}(?!\d)"  # date and time of a SoundTrap
    r"|[_\-$. ]\d{1,5}\.[^.]+$"  # a running number
    r")"
)

_YEAR, _MONTH, _DAY = r"(?:19[89]|20\d)\d", r"(?:0[1-9]|1[0-2])", r"(?:0[1-9]|[12]\d|3[01])"
_MONTH_NAME = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_FULL_MONTH_NAME = r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
"""Only such a name comes before a day without a year: `MAR12` is a recorder."""
_SPOKEN_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_SPOKEN_DATE = (
    rf"(?:{_SPOKEN_DAY}[-_. ]?{_MONTH_NAME}(?:[-_., ]{{0,2}}{_YEAR})?"
    rf"|{_MONTH_NAME}[-_. ]?{_SPOKEN_DAY}[-_., ]{{1,2}}{_YEAR}|{_FULL_MONTH_NAME}[-_. ]{_SPOKEN_DAY}"
    rf"|{_YEAR}[-_. ]{_MONTH_NAME}[-_. ]{_SPOKEN_DAY})"
)
_DATE = rf"{_YEAR}[-_.]?{_MONTH}[-_.]?{_DAY}"
_LATER = rf"[-_ ]+(?:[a-z]{{1,5}}[-_ ]+)?{_DATE}"
_NO_RECORDERS = re.compile(
    r"(?:(?:^|/)(?:"
    rf"{_DATE}{_LATER}|{_YEAR}(?:[-_./]?{_MONTH}(?:[-_./]?{_DAY})?)?|{_DAY}[-_.]{_MONTH}[-_.]{_YEAR}"
    rf"|{_YEAR}[-_./ ]?(?:{_MONTH}[-_. ]+)?{_MONTH_NAME}(?:/{_DAY})?|{_MONTH_NAME}[-_. ]?{_YEAR}|{_SPOKEN_DATE}"
    r"|data"  # Song Meters
    r"|dcim(?:/\d{3}\w{5})?"  # cameras, and what writes like them
    r"|(?:mono|stereo|multi)/folder\d\d"  # Zoom
    r"|session[ _]\d{8}[ _]\d{6}"  # Echo Meters
    r"|no name"  # a memory card without one
    r"))+$",
    re.IGNORECASE,
)
"""Folders of years, months and days, and those that recorders make, at the end of a path."""
_DATED = re.compile(rf"^{_DATE}[-_ ]+(?=\D)|(?:{_LATER})+$")
"""The date before or after the name of a recorder, as in `20230501_AM1`."""
_NAME = re.compile(r"(?!.*[a-z]{3})(?:.*\d|[^a-z]+$)")
"""What looks like the name of a recorder, such as `AM1` or `AAO`, and not like a word, such as `visit` or `night2`:
words beside a date may be the same at all sites."""
_UNSET = (1970, 1980, 2000)
"""Years in which clocks begin that nobody has set."""


@dataclass(frozen=True, slots=True)
class PlacedRecording:
    """A recording at its place and time.

    Attributes
    ----------
    site, recorder : empty where unknown.
    latitude, longitude : degrees (WGS 84), None where unknown.
    columns : what else the table of sites says.
    began_at : in UTC, None where the time or its zone is unknown.
    zone : for local time, None where unknown.
    is_local : whether the zone is known to be that of the place; False for the UTC that many recorders write wherever
        they are.
    time_source : ``guano``, ``audiomoth``, ``wamd``, ``bext`` or ``name``; None without a time.
    lacks : ``time``, ``zone`` or empty.
    """

    recording: Recording
    site: str
    recorder: str
    latitude: float | None
    longitude: float | None
    columns: Mapping[str, str]
    began_at: datetime | None
    zone: tzinfo | None
    is_local: bool
    time_source: str | None
    lacks: str

    @property
    def began_local(self) -> datetime | None:
        """When it began by the clocks of the place; None where unknown."""
        if self.began_at is None or self.zone is None:
            return None
        return self.began_at.astimezone(self.zone)

    def at(self, onset_s: float) -> datetime | None:
        """Return the time in UTC of something in the recording."""
        return None if self.began_at is None else self.began_at + timedelta(seconds=onset_s)

    def local_at(self, onset_s: float) -> datetime | None:
        """Return the time of something in the recording by the clocks of the place; in UTC if these are not known."""
        at = self.at(onset_s)
        return None if at is None else at.astimezone(self.zone or UTC)


@dataclass(frozen=True, slots=True)
class PlacedCatalog:
    """All recordings of a catalog, placed.

    Attributes
    ----------
    outside : ids of recordings of a known recorder or site that began outside all of its deployments.
    ambiguous : names of recordings that several rows fit; the first row counts.
    """

    recordings: list[PlacedRecording]
    outside: frozenset[int] = frozenset()
    ambiguous: list[str] = field(default_factory=list[str])


def place(
    recordings: Sequence[Recording],
    deployments: Sequence[Deployment] = (),
    notes: Sequence[ClockNote] = (),
    *,
    timezone: str | None = None,
    clock_zone: str | None = None,
    beside: Sequence[Recording] = (),
) -> PlacedCatalog:
    """Find the site and the absolute time of recordings.

    Parameters
    ----------
    notes : oldest first; the newest note about a recorder counts.
    timezone : of recorders whose time zone is not known otherwise.
    clock_zone : the zone in which times without one were read. Stored times keep only its offset at that moment; where
        the offsets agree, later times follow this zone, also over a change to daylight saving time.
    beside : others of the same folders: together, they tell recorders with numbers for names from years.

    Raises
    ------
    SettingsError : a zone is unknown.
    """
    numbered = _numbered([*recordings, *beside])
    placer = _Placer(deployments, _Clocks(notes, timezone, clock_zone), numbered)
    placed = [placer.place(recording) for recording in recordings]
    return PlacedCatalog(placed, frozenset(placer.outside), placer.ambiguous)


class _Traits(NamedTuple):
    """What the recorder and site of a recording follow from; many recordings share it. Empty where there is none."""

    folder: str
    prefix: str
    device: str
    root: str
    recorder: str


def _traits(recording: Recording, numbered: Container[str]) -> _Traits:
    folder, _, file = recording.name.rpartition("/")
    prefix = _PREFIX.match(file)
    before = prefix["prefix"] if prefix else ""
    root = recording.path.removesuffix("/" + recording.name)
    return _Traits(
        folder=folder,
        prefix=before,
        device=recording.device or "",
        root="" if root == recording.path else root.rpartition("/")[2],
        recorder=recording.device or _named_by(folder) or before or (folder if folder in numbered else ""),
    )


def _named_by(folder: str) -> str:
    """Return the recorder that a folder is named after, empty if it has the name of none."""
    name = _NO_RECORDERS.sub("", folder).rpartition("/")[2]
    undated = _DATED.sub("", name)
    return undated if _NAME.match(undated) else name


def _numbered(recordings: Iterable[Recording]) -> frozenset[str]:
    """Return the folders named with a number that looks like a year, but is that of none of their recordings."""
    years: defaultdict[str, set[int]] = defaultdict(set)
    for each in recordings:
        folder = each.name.rpartition("/")[0]
        if each.started_at is not None and each.started_at.year not in _UNSET and re.fullmatch(_YEAR, folder):
            years[folder].add(each.started_at.year)
    return frozenset(folder for folder, those in years.items() if all(abs(one - int(folder)) > 1 for one in those))


def _keys(traits: _Traits) -> list[str]:
    folders = reversed(traits.folder.split("/"))
    keys = [*folders, traits.prefix, traits.device, *traits.device.split()[-1:], traits.root, _named_by(traits.folder)]
    return [key.casefold() for key in keys if key]


class _Clocks:
    """What is known about clocks."""

    def __init__(self, notes: Iterable[ClockNote], timezone: str | None, clock_zone: str | None) -> None:
        self._zones: dict[str, str] = {}
        self._shifts_s: dict[str, float] = {}
        for note in notes:
            if note.timezone is not None:
                self._zones[note.recorder.casefold()] = note.timezone
            if note.shift_s is not None:
                self._shifts_s[note.recorder.casefold()] = note.shift_s
        self._timezone = timezone
        self._parsed: dict[str, tzinfo] = {}
        self._clock_zone = None if clock_zone is None else self._parse(clock_zone)
        self._is_of_all = not any((*self._zones, *self._shifts_s))

    def keys(self, deployment: Deployment, keys: Sequence[str]) -> Sequence[str]:
        """Return what a clock may be called in notes; nothing where no note names a recorder, which saves most time."""
        return () if self._is_of_all else (deployment.recorder.casefold(), deployment.site.casefold(), *keys)

    def zone(self, deployment: Deployment | None, keys: Sequence[str]) -> tzinfo | None:
        """Return the zone of a place, None if nobody said it."""
        own = next((self._zones[key] for key in keys if key in self._zones), None)
        site = None if deployment is None else deployment.timezone
        kept = site or own
        text = kept or self._timezone or self._zones.get("")
        if text is None:
            return None
        try:
            return self._parse(text)
        except SettingsError as error:
            if kept is None and self._timezone is not None:
                raise
            raise SettingsError(
                f"{error} The catalog has it from `coincide sites`: store another one with "
                "`coincide sites --timezone`, or with a table of sites."
            ) from None

    def own_zone(self, at: datetime | None) -> tzinfo | None:
        """Return the zone of a stored time: that of all clocks if it has the same offset then, else the offset."""
        if at is None or at.tzinfo is None or self._clock_zone is None:
            return None if at is None else at.tzinfo
        # A local time that was skipped has the offset from before.
        offsets = at.astimezone(self._clock_zone).utcoffset(), at.replace(tzinfo=self._clock_zone).utcoffset()
        return self._clock_zone if at.utcoffset() in offsets else at.tzinfo

    def shift(self, keys: Sequence[str]) -> timedelta:
        """Return what has to be added to what the clock showed."""
        own = next((self._shifts_s[key] for key in keys if key in self._shifts_s), None)
        return timedelta(seconds=self._shifts_s.get("", 0.0) if own is None else own)

    def _parse(self, text: str) -> tzinfo:
        if text not in self._parsed:
            self._parsed[text] = parse_timezone(text)
        return self._parsed[text]


@dataclass(frozen=True, slots=True)
class _Fit:
    """A row that a recording may belong to, with the zone and the error of the clock there."""

    deployment: Deployment | None
    zone: tzinfo | None
    shift: timedelta


class _Placer:
    def __init__(self, deployments: Sequence[Deployment], clocks: _Clocks, numbered: Container[str]) -> None:
        self._clocks = clocks
        self._numbered = numbered
        self._by_folder: defaultdict[str, list[Deployment]] = defaultdict(list)
        self._by_recorder: defaultdict[str, list[Deployment]] = defaultdict(list)
        self._by_site: defaultdict[str, list[Deployment]] = defaultdict(list)
        for each in deployments:
            if each.folder:
                self._by_folder[each.folder.rstrip("/").casefold()].append(each)
            else:
                self._by_site[each.site.casefold()].append(each)
                if each.recorder:
                    self._by_recorder[each.recorder.casefold()].append(each)
        self._edges: dict[tuple[int, tzinfo | None, bool], tuple[datetime | None, datetime | None]] = {}
        self._known: dict[_Traits, list[_Fit]] = {}
        self.outside: set[int] = set()
        self.ambiguous: list[str] = []

    def place(self, recording: Recording) -> PlacedRecording:
        traits = _traits(recording, self._numbered)
        fit, began_at = self._choose(recording, traits)
        deployment, zone = fit.deployment, fit.zone
        is_told = zone is not None
        own = self._clocks.own_zone(recording.started_at)
        lacks = "time" if recording.started_at is None else "" if began_at is not None else "zone"
        return PlacedRecording(
            recording=recording,
            site="" if deployment is None else deployment.site,
            recorder=(deployment.recorder if deployment is not None else "") or traits.recorder,
            latitude=recording.latitude if deployment is None or deployment.latitude is None else deployment.latitude,
            longitude=(
                recording.longitude if deployment is None or deployment.longitude is None else deployment.longitude
            ),
            columns={} if deployment is None else deployment.columns,
            began_at=began_at,
            zone=zone if is_told else own,
            is_local=is_told or (own is not None and own != UTC),
            time_source=recording.started_at_source,
            lacks=lacks,
        )

    def _choose(self, recording: Recording, traits: _Traits) -> tuple[_Fit, datetime | None]:
        if traits not in self._known:
            self._known[traits] = self._fits(traits)
        *fits, alone = self._known[traits]
        fitting: list[tuple[_Fit, datetime | None]] = []
        for fit in fits:
            at = _absolute(recording.started_at, fit.zone, fit.shift)
            if self._is_within(at or recording.started_at, fit):
                fitting.append((fit, at))
        if not fitting:
            if fits:
                self.outside.add(recording.id)
            return alone, _absolute(recording.started_at, alone.zone, alone.shift)
        if len(fitting) > 1:
            self.ambiguous.append(recording.name)
        return fitting[0]

    def _fits(self, traits: _Traits) -> list[_Fit]:
        """Return the rows that recordings with these traits may belong to, and last what holds without any row."""
        keys = _keys(traits)
        fits: list[_Fit] = []
        for row in self._rows(traits.folder.casefold(), keys):
            names = self._clocks.keys(row, keys)
            fits.append(_Fit(row, self._clocks.zone(row, names), self._clocks.shift(names)))
        return [*fits, _Fit(None, self._clocks.zone(None, keys), self._clocks.shift(keys))]

    def _rows(self, folder: str, keys: Sequence[str]) -> list[Deployment]:
        while folder and self._by_folder:
            if folder in self._by_folder:
                return self._by_folder[folder]
            folder = folder.rpartition("/")[0]
        for table in (self._by_recorder, self._by_site):
            for key in keys:
                if key in table:
                    return table[key]
        return []

    def _is_within(self, at: datetime | None, fit: _Fit) -> bool:
        row = fit.deployment
        if at is None or row is None or (row.began_at is None and row.ended_at is None):
            return True
        key = id(row), fit.zone, at.tzinfo is None
        if key not in self._edges:
            self._edges[key] = _like(row.began_at, at, fit.zone), _like(row.ended_at, at, fit.zone)
        began, ended = self._edges[key]
        return (began is None or began <= at) and (ended is None or at <= ended)


def _absolute(at: datetime | None, zone: tzinfo | None, shift: timedelta) -> datetime | None:
    """Return a time in UTC; None without a zone. The clock's error is in what it showed, so it is put right first."""
    if at is None or (at.tzinfo is None and zone is None):
        return None
    told = at + shift
    return (told if told.tzinfo is not None else told.replace(tzinfo=zone)).astimezone(UTC)


def _like(edge: datetime | None, at: datetime, zone: tzinfo | None) -> datetime | None:
    """Return the edge of a deployment so that it can be compared with a time."""
    if edge is None:
        return None
    if at.tzinfo is None:
        return edge.replace(tzinfo=None)
    return edge if edge.tzinfo is not None else edge.replace(tzinfo=zone or UTC)


def times_in_words(placed: Sequence[PlacedRecording]) -> list[str]:
    """Say which recordings have no absolute time, and what to do about it."""
    lacking = Counter(each.lacks for each in placed)
    lines: list[str] = []
    if lacking["time"]:
        first = next(each for each in placed if each.lacks == "time").recording.name
        which = f": `{first}`" if lacking["time"] == 1 else f", such as `{first}`"
        lines.append(f"{owners(lacking['time'], 'recording')} no time in the header or the name{which}.")
    if lacking["zone"]:
        first = next(each for each in placed if each.lacks == "zone")
        lines.append(
            f"{owners(lacking['zone'], 'recording')} a time without a zone, such as `{first.recording.name}` "
            f"({first.recording.started_at:%Y-%m-%d %H:%M}). Give `timezone`, such as Europe/Berlin, or store it "
            "with `coincide sites --timezone Europe/Berlin`; the table of sites may also have a column `timezone`."
        )
    return lines
