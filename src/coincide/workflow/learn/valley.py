"""What people heard as one call or two sets how deep a valley parts calls, the next time events are found."""

from __future__ import annotations

from collections.abc import Sequence

from coincide.catalog import CatalogStore, StoredAnswer
from coincide.events import fit_valley_db
from coincide.learned.answers import BOUNDARY
from coincide.learned.settings import LearnSettings

MIN_ANSWERS = 3
"""Fewer do not justify finding all events again."""
_STEP_DB = 0.5


def with_heard_valley(settings: LearnSettings, store: CatalogStore) -> LearnSettings:
    """Return settings with the valley that answers speak for; a valley that was given stays."""
    if "valley_db" in settings.events.model_fields_set:
        return settings
    valley_db = heard_valley_db(store.answers.all(), default=settings.events.valley_db)
    if valley_db is None:
        return settings
    return settings.model_copy(update={"events": settings.events.model_copy(update={"valley_db": valley_db})})


def heard_valley_db(answers: Sequence[StoredAnswer], *, default: float) -> float | None:
    """Return the depth in dB that answers speak for, in steps of 0.5; None if there are too few."""
    heard = [each for each in answers if each.question == BOUNDARY and each.answer in ("one", "two")]
    if len(heard) < MIN_ANSWERS:
        return None
    dips_db = [each.facts["dip_db"] for each in heard]
    fitted_db = fit_valley_db(dips_db, [each.answer == "two" for each in heard], default=default)
    return round(fitted_db / _STEP_DB) * _STEP_DB
