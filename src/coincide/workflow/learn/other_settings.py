"""What differs from the settings that a catalog was learned with, said before anything is learned again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from coincide.catalog import CatalogStore
from coincide.learned.settings import FORMER_DEFAULTS, LearnSettings, kept_values
from coincide.wording import listing
from coincide.workflow.learn.valley import heard_valley_db

_STAGES = ("recordings", "features", "events", "embed", "categorize")
"""All but the index, which is rebuilt without learning again."""
_NO_LONGER_DEFAULT = [(f"categorize.{name}", value, None) for name, value in FORMER_DEFAULTS.items()]
_HARMLESS = {("recordings", "timezone"), ("recordings", "truncated")}


def other_settings(settings: LearnSettings, store: CatalogStore, *, seed: int) -> list[str]:
    """Return what each setting was and is, of those that differ; not all of them change the model."""
    current = store.models.current()
    if current is None:
        return []
    run = store.runs.of_model(current)
    before, now = _values(kept_values(run.settings)), _values(settings.model_dump(mode="json"))
    if heard_valley_db(store.answers.all(), default=settings.events.valley_db) is not None:
        now.pop("events.valley_db")  # set by answers, so nobody forgot it
    pairs = [*((name, before[name], value) for name, value in now.items()), ("seed", run.seed, seed)]
    differ = [pair for pair in pairs if pair[1] != pair[2]]
    # Of a former default, nobody knows whether a person gave it: it is a reason only if there is no other.
    surely = [pair for pair in differ if pair not in _NO_LONGER_DEFAULT] or differ
    return [f"`{name}` was {_said(earlier)} and is {_said(given)} now" for name, earlier, given in surely]


def why_again(differ: Sequence[str]) -> str:
    """Say that other settings are the reason for learning again."""
    return (
        f"Some settings differ from those that this catalog was learned with, so it is learned again: "
        f"{listing([*differ])}. To keep its categories, stop now and give the earlier settings."
    )


def _values(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that events and model may depend on, by stage and name; the usual one where none is given."""
    usual = LearnSettings().model_dump(mode="json")
    return {
        f"{stage}.{name}": given.get(stage, {}).get(name, value)
        for stage in _STAGES
        for name, value in usual[stage].items()
        if (stage, name) not in _HARMLESS
    }


def _said(value: object) -> str:
    return "not set" if value is None else f"{value}"
