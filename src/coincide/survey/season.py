"""Seasons whose truth is known: sites, recorders whose clocks drift, calls by hour and date, a detector that errs.

Of each type calls come as a Poisson process whose rate is the product of a diel curve (von Mises), a seasonal curve
(normal) and a factor of the site (log-normal). Recorders start and stop, and record some minutes of each hour. The
detector misses calls, mistakes some for another type, and raises false alarms; its scores say about how right it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from datetime import timezone as fixed_timezone
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from coincide.records import Deployment, Recording
from coincide.seeds import generator
from coincide.survey.counts import EventTable

NO_CALL = -1
"""Number of the true type of a false alarm."""
_RATE_HZ = 24_000
_KAPPA = 4.0
"""Concentration of the diel curve: about five hours at half of the peak."""
_RIGHT_SCORE, _WRONG_SCORE = (8.0, 2.0), (4.0, 4.0)
"""Beta distributions of the scores of right and wrong detections."""


@dataclass(frozen=True, slots=True)
class CallType:
    """A kind of call.

    Attributes
    ----------
    peak_h : local hour at which it is called most.
    peak_day : day of the season at which it is called most, from 0; None for all days alike.
    spread_days : standard deviation of the seasonal curve.
    calls_per_h : at the peak of both curves, at a site like the average.
    """

    name: str
    peak_h: float
    calls_per_h: float
    peak_day: float | None = None
    spread_days: float = 10.0


TYPES = (
    CallType("trill", 5.0, 60.0, peak_day=10.0),
    CallType("hoot", 23.0, 20.0),
    CallType("buzz", 14.0, 30.0, peak_day=25.0),
)


@dataclass(frozen=True, slots=True)
class DetectorErrors:
    """How a detector errs.

    Attributes
    ----------
    missed : share of calls that are not detected.
    mistaken : share of the detected calls that get the name of another type.
    false_alarms_per_h : of each type.
    """

    missed: float = 0.1
    mistaken: float = 0.05
    false_alarms_per_h: float = 2.0


@dataclass(frozen=True, slots=True)
class Season:
    """Recordings and detections, and the truth.

    Attributes
    ----------
    deployments : site, recorder, position and zone of each recorder, and when it stood there.
    recordings : their start times are those that the recorders' clocks showed, in the zone of their first day.
    began_at : when each recording truly began, in UTC.
    shift_s : (n_recordings,) what had to be added to what the clock showed.
    detections : what the detector found; `names` are those of the types.
    truth : (n_detections,) true type of each, a number in `names`, or `NO_CALL`.
    calls : all true calls, missed ones too, with confidence 1.
    """

    deployments: tuple[Deployment, ...]
    recordings: tuple[Recording, ...]
    began_at: tuple[datetime, ...]
    shift_s: NDArray[np.float64]
    detections: EventTable
    truth: NDArray[np.int64]
    calls: EventTable


def make_season(
    *,
    n_sites: int = 4,
    n_days: int = 30,
    first: datetime = datetime(2024, 4, 20),
    timezone: str = "Europe/Berlin",
    minutes_per_hour: float = 10.0,
    types: Sequence[CallType] = TYPES,
    errors: DetectorErrors | None = None,
    drift_s_per_day: float = 2.0,
    place: tuple[float, float] = (52.5, 13.4),
    seed: int = 0,
) -> Season:
    """Generate a season of recordings and detections, without sound.

    Parameters
    ----------
    first : local midnight at which the first recorder starts; each further site starts some days later, and stops some
        days earlier.
    minutes_per_hour : recorded from the start of every hour, in (0, 60].
    drift_s_per_day : standard deviation of the drift of the recorders' clocks.
    place : latitude and longitude around which the sites lie.
    """
    rng = generator(seed, "season")
    sites = _sites(rng, n_sites, n_days, first, timezone, place)
    recordings, began_at, shift_s, site_of = _record(rng, sites, timezone, minutes_per_hour, drift_s_per_day)
    calls = _call(rng, began_at, site_of, n_sites, minutes_per_hour * 60, types, first, timezone)
    detections, truth = _detect(rng, calls, len(recordings), minutes_per_hour * 60, errors or DetectorErrors())
    return Season(tuple(sites), tuple(recordings), tuple(began_at), shift_s, detections, truth, calls)


def _sites(
    rng: np.random.Generator,
    n_sites: int,
    n_days: int,
    first: datetime,
    timezone: str,
    place: tuple[float, float],
) -> list[Deployment]:
    late = rng.integers(0, n_days // 5 + 1, size=(n_sites, 2))
    late[0] = 0
    near = rng.normal(0, 0.05, size=(n_sites, 2))
    return [
        Deployment(
            site=f"site{number + 1:02d}",
            recorder=f"REC{number + 1:02d}",
            folder=f"site{number + 1:02d}/REC{number + 1:02d}",
            latitude=float(np.clip(place[0] + near[number, 0], -90, 90)),
            longitude=float(np.clip(place[1] + near[number, 1], -180, 180)),
            timezone=timezone,
            # A day more at both ends, since clocks drift.
            began_at=first + timedelta(days=int(late[number, 0]) - 1),
            ended_at=first + timedelta(days=n_days - int(late[number, 1]) + 1),
            columns={"habitat": ("bog", "wood")[number % 2]},
        )
        for number in range(n_sites)
    ]


def _record(
    rng: np.random.Generator, sites: Sequence[Deployment], timezone: str, minutes: float, drift_s_per_day: float
) -> tuple[list[Recording], list[datetime], NDArray[np.float64], NDArray[np.int64]]:
    recordings: list[Recording] = []
    began_at: list[datetime] = []
    shifts_s: list[float] = []
    site_of: list[int] = []
    for number, site in enumerate(sites):
        assert site.began_at is not None and site.ended_at is not None
        at = (site.began_at + timedelta(days=1)).replace(tzinfo=ZoneInfo(timezone)).astimezone(UTC)
        end = (site.ended_at - timedelta(days=1)).replace(tzinfo=ZoneInfo(timezone)).astimezone(UTC)
        # Recorders keep the offset that they were started with.
        kept_zone = fixed_timezone(at.astimezone(ZoneInfo(timezone)).utcoffset() or timedelta())
        drift = rng.normal(0, drift_s_per_day)
        started = at
        while at < end:
            fast_s = drift * ((at - started).total_seconds() / 86_400)
            shown = (at + timedelta(seconds=round(fast_s))).astimezone(kept_zone)
            name = f"{site.folder}/{site.recorder}_{shown:%Y%m%d_%H%M%S}.wav"
            recordings.append(
                Recording(
                    id=len(recordings) + 1,
                    content_hash=f"{len(recordings):064x}",
                    path=f"/season/{name}",
                    name=name,
                    sample_rate_hz=_RATE_HZ,
                    n_channels=1,
                    n_samples=round(minutes * 60 * _RATE_HZ),
                    started_at=shown,
                    started_at_source="name",
                    device=None,
                )
            )
            began_at.append(at)
            shifts_s.append(-round(fast_s))
            site_of.append(number)
            at += timedelta(hours=1)
    return recordings, began_at, np.array(shifts_s), np.array(site_of, dtype=np.int64)


def _call(
    rng: np.random.Generator,
    began_at: Sequence[datetime],
    site_of: NDArray[np.int64],
    n_sites: int,
    duration_s: float,
    types: Sequence[CallType],
    first: datetime,
    timezone: str,
) -> EventTable:
    local = [at.astimezone(ZoneInfo(timezone)) for at in began_at]
    hour = np.array([at.hour + at.minute / 60 for at in local]) + duration_s / 7200
    day = np.array([(at.replace(tzinfo=None) - first).total_seconds() / 86_400 for at in local])
    of_site = rng.lognormal(0, 0.6, size=(len(types), n_sites))
    recording: list[NDArray[np.int64]] = []
    for number, kind in enumerate(types):
        diel = np.exp(_KAPPA * (np.cos(2 * np.pi * (hour - kind.peak_h) / 24) - 1))
        season = 1.0 if kind.peak_day is None else np.exp(-(((day - kind.peak_day) / kind.spread_days) ** 2) / 2)
        rate = kind.calls_per_h * diel * season * of_site[number, site_of] * duration_s / 3600
        recording.append(np.repeat(np.arange(len(began_at)), rng.poisson(rate)))
    name = np.repeat(np.arange(len(types)), [len(each) for each in recording])
    rows = np.concatenate(recording) if recording else np.zeros(0, dtype=np.int64)
    onset_s = rng.uniform(0, max(duration_s - 1, 0), size=len(rows))
    return EventTable(rows, onset_s, name, np.ones(len(rows)), tuple(kind.name for kind in types))


def _detect(
    rng: np.random.Generator, calls: EventTable, n_recordings: int, duration_s: float, errors: DetectorErrors
) -> tuple[EventTable, NDArray[np.int64]]:
    n_types = len(calls.names)
    kept = np.flatnonzero(rng.random(len(calls.onset_s)) >= errors.missed)
    is_mistaken = (rng.random(len(kept)) < errors.mistaken) & (n_types > 1)
    other = (calls.name[kept] + rng.integers(1, max(n_types, 2), size=len(kept))) % n_types
    name = np.where(is_mistaken, other, calls.name[kept])
    false = rng.poisson(errors.false_alarms_per_h * duration_s / 3600, size=(n_types, n_recordings))
    false_name, false_recording = (np.repeat(each.reshape(-1), false.reshape(-1)) for each in np.indices(false.shape))
    truth = np.concatenate([calls.name[kept], np.full(len(false_name), NO_CALL)])
    names = np.concatenate([name, false_name])
    is_right = truth == names
    score = np.where(is_right, rng.beta(*_RIGHT_SCORE, size=len(names)), rng.beta(*_WRONG_SCORE, size=len(names)))
    recording = np.concatenate([calls.recording[kept], false_recording])
    onset_s = np.concatenate([calls.onset_s[kept], rng.uniform(0, max(duration_s - 1, 0), size=len(false_name))])
    order = np.lexsort((onset_s, recording))
    table = EventTable(recording[order], onset_s[order], names[order], score[order], calls.names)
    return table, truth[order]
