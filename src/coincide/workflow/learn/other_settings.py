"""What differs from the settings that a catalog was learned with, said before anything is learned again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coincide.catalog import CatalogStore
from coincide.categorize.settings import UNSURE_BELOW
from coincide.learned.settings import LearnSettings, kept_values
from coincide.wording import listing

_HARMLESS = {("recordings", "timezone"), ("recordings", "truncated")}
_EARLY = {"embed.negatives": "same", "categorize.unsure_below": UNSURE_BELOW}
"""What early catalogs have where nothing is given now; it means the same."""
_STAGES = ("recordings", "features", "events", "embed", "categorize")
"""All but the index, which is made anew by itself."""


def other_settings(settings: LearnSettings, store: CatalogStore, *, seed: int) -> str:
    """Say which settings differ, and that the catalog is therefore learned again; empty if none does."""
    current = store.models.current()
    if current is None:
        return ""
    run = store.runs.of_model(current)
    before, now = _values(kept_values(run.settings)), _values(settings.model_dump(mode="json"))
    pairs = [(name, before[name], value) for name, value in now.items()]
    differ = [
        f"`{name}` was {_said(earlier)} and is {_said(given)} now"
        for name, earlier, given in [*pairs, ("seed", run.seed, seed)]
        if earlier != given
    ]
    if not differ:
        return ""
    return (
        f"Some settings differ from those that this catalog was learned with, so it is learned again: "
        f"{listing(differ)}. To keep its categories, stop now and give the earlier settings."
    )


def _values(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that events and model depend on, by stage and name; the usual one where none is given."""
    usual = LearnSettings().model_dump(mode="json")
    values = {
        f"{stage}.{name}": given.get(stage, {}).get(name, value)
        for stage in _STAGES
        for name, value in usual[stage].items()
        if (stage, name) not in _HARMLESS
    }
    return values | {name: early if values[name] is None else values[name] for name, early in _EARLY.items()}


def _said(value: object) -> str:
    return "not set" if value is None else f"{value}"
