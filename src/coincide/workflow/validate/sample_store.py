"""Samples as the catalog keeps them: how they were drawn, and each item with the stretch of sound that it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np

from coincide.catalog import Span, StoredSample
from coincide.survey import SampleDesign, Stratum
from coincide.workflow.survey.table import Survey


@dataclass(frozen=True, slots=True)
class SampleItem:
    """One event to check.

    Attributes
    ----------
    number : its place in the order of asking, from 0.
    name, score : what it is called, and how surely.
    stratum : its place among the strata.
    """

    number: int
    span: Span
    low_hz: float
    high_hz: float
    name: str
    score: float
    stratum: int


@dataclass(frozen=True, slots=True)
class KnownSample:
    """A sample read from the catalog.

    Attributes
    ----------
    names : that it is about.
    model_id : the model whose events were drawn from.
    spread : what the sample is spread over, in words; empty if neither sites, recorders nor times are known.
    """

    id: int
    names: tuple[str, ...]
    strata: tuple[Stratum, ...]
    items: tuple[SampleItem, ...]
    model_id: str
    seed: int
    spread: tuple[str, ...]


def hours_of(survey: Survey) -> np.ndarray:
    """Return the local hour in which each event begins, (n_events,); -1 where unknown.

    Clocks that change within a recording are ignored.
    """
    starts_s = np.array([_since_midnight_s(each.began_local) for each in survey.recordings], dtype=np.float64)
    at_s = starts_s[survey.events.recording] + survey.events.onset_s
    return np.where(np.isnan(at_s), -1, np.floor(np.nan_to_num(at_s) / 3600) % 24).astype(np.int64)


def _since_midnight_s(at: datetime | None) -> float:
    return np.nan if at is None else at.hour * 3600.0 + at.minute * 60 + at.second


def sites_of(survey: Survey) -> np.ndarray:
    """Return a number for the site, else the recorder, of each recording, (n_recordings,)."""
    where = [(each.site, each.recorder) for each in survey.recordings]
    number = {place: rank for rank, place in enumerate(sorted(set(where)))}
    return np.array([number[place] for place in where])


def stored_sample(design: SampleDesign, survey: Survey, *, model_id: str, seed: int, who: str) -> StoredSample:
    """Return a sample as the catalog keeps it."""
    columns, events = survey.columns, survey.events
    items = [
        [
            *(columns[name][row].item() for name in ("recording_id", "channel", "onset_s", "offset_s")),
            *(columns[name][row].item() for name in ("low_hz", "high_hz")),
            events.names[int(events.name[row])],
            float(events.confidence[row]),
            stratum,
        ]
        for row, stratum in zip(design.rows.tolist(), design.stratum.tolist(), strict=True)
    ]
    strata = [asdict(each) for each in design.strata]
    facts = {"names": list(design.names), "strata": strata, "items": items, "spread": _spread(survey)}
    return StoredSample(model_id, seed, facts, who, datetime.now(UTC))


def _spread(survey: Survey) -> list[str]:
    """Say what a sample of a survey is spread over: places and hours, if there are several."""
    places = "sites" if any(each.site for each in survey.recordings) else "recorders"
    has_hours = len({*hours_of(survey).tolist(), -1}) > 2
    return [*([places] if len(set(sites_of(survey).tolist())) > 1 else []), *(["hours"] if has_hours else [])]


def read_sample(stored: StoredSample) -> KnownSample:
    """Return a sample that the catalog keeps."""
    facts: Mapping[str, Any] = stored.design
    items: Sequence[Sequence[Any]] = facts["items"]
    return KnownSample(
        stored.id,
        tuple(facts["names"]),
        tuple(Stratum(**each) for each in facts["strata"]),
        tuple(SampleItem(number, Span(*each[:4]), *each[4:]) for number, each in enumerate(items)),
        stored.model_id,
        stored.seed,
        tuple(facts.get("spread", ())),  # earlier versions did not tell
    )
