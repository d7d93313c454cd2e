"""All settings of learning, one model per stage: options, TOML file and run record derive from these."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from coincide.categorize.settings import UNSURE_BELOW, USUAL_MOST, CategorizeSettings
from coincide.embed.settings import STEPS_PER_MINUTE, EmbedSettings
from coincide.errors import SettingsError
from coincide.events.settings import EventSettings
from coincide.features.settings import FeatureSettings
from coincide.index.settings import IndexSettings
from coincide.recordings.settings import RecordingSettings

if TYPE_CHECKING:
    from coincide.catalog import Run


class LearnSettings(BaseModel):
    """Settings of every stage of `coincide learn`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    recordings: RecordingSettings = Field(default_factory=RecordingSettings)
    features: FeatureSettings = Field(default_factory=FeatureSettings)
    events: EventSettings = Field(default_factory=EventSettings)
    embed: EmbedSettings = Field(default_factory=EmbedSettings)
    categorize: CategorizeSettings = Field(default_factory=CategorizeSettings)
    index: IndexSettings = Field(default_factory=IndexSettings)


def load_settings(path: Path | None = None, *, overrides: Mapping[str, Any] | None = None) -> LearnSettings:
    """Read settings.

    Parameters
    ----------
    path : TOML file with a table per stage, such as ``[events]``; None for the defaults.
    overrides : values by stage and name, such as ``{"embed": {"steps": 500}}``, that win over the file.

    Raises
    ------
    SettingsError : the file cannot be read, or a setting is unknown or out of range.
    """
    values: dict[str, Any] = {} if path is None else _read_toml(path)
    for stage, given in (overrides or {}).items():
        known = values.get(stage, {})
        # What is not a table stays as it is and is reported below.
        if isinstance(known, Mapping):
            values[stage] = {**known, **given} if isinstance(given, Mapping) else given
    try:
        return LearnSettings.model_validate(values)
    except ValidationError as error:
        raise SettingsError(_explain(error, path)) from None


def with_minutes(settings: LearnSettings, minutes: float | None) -> LearnSettings:
    """Set the number of training steps from a budget in minutes; None leaves it as it is.

    Raises
    ------
    SettingsError : the budget is not positive.
    """
    if minutes is None:
        return settings
    if not 0 < minutes < 1e5:
        raise SettingsError(f"`minutes` must be above 0 and below 100,000, got {minutes}. Give a training budget.")
    steps = max(1, round(minutes * STEPS_PER_MINUTE))
    return settings.model_copy(update={"embed": settings.embed.model_copy(update={"steps": steps})})


def digest(*parts: object) -> str:
    """Return 16 hexadecimal digits that name the values of settings and plain data."""
    text = json.dumps([_plain(part) for part in parts], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def kept_values(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings of a run; those that came later have the values by which it went without knowing them."""
    return {
        **stored,
        "features": {"hearing": "fixed", **stored.get("features", {})},
        "events": {"overlaps": "joined", "edges": "drawn", **stored.get("events", {})},
    }


FORMER_DEFAULTS = {"unsure_below": UNSURE_BELOW, "max_categories": USUAL_MOST}
"""Defaults of categorizing in earlier versions, which stored them like values that a person gave; None is the default
now."""
_LATER = {"compare", "partners", "centering", "space", "counting"}
"""Settings that came after catalogs were first kept."""


def recipe_values(settings: LearnSettings) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the values of embedding and categorizing that a model depends on.

    Settings that came later are left out at their defaults, so that a catalog of an earlier version is not learned
    again, and keeps its categories, until somebody asks for it.
    """
    embed = _without_later(settings.embed, EmbedSettings(recipe=settings.embed.recipe))
    categorize = _without_later(settings.categorize, CategorizeSettings())
    for name, once in FORMER_DEFAULTS.items():
        given = categorize[name]
        # If a person sets what was the default, the model is another one.
        categorize[name] = {None: once, once: f"always {once}"}.get(given, given)
    return embed | {"negatives": embed["negatives"] or "same"}, categorize


def last_zone(runs: Sequence[Run]) -> str | None:
    """Return the zone that `learn` was given last, None if it never was."""
    learned = (run for run in reversed(runs) if run.command == "learn" and run.status != "failed")
    told = (run.settings.get("recordings", {}).get("timezone") for run in learned)
    return next((zone for zone in told if zone is not None), None)


def _without_later(settings: BaseModel, default: BaseModel) -> dict[str, Any]:
    usual = default.model_dump(mode="json")
    values = settings.model_dump(mode="json")
    return {name: value for name, value in values.items() if name not in _LATER or value != usual[name]}


def _plain(part: object) -> object:
    return part.model_dump(mode="json") if isinstance(part, BaseModel) else part


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"cannot read the settings file `{path}`: {error.strerror}. Check the path.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"`{path}` is not a TOML file: {error}. See `coincide learn --print-settings`.") from None


def _explain(error: ValidationError, path: Path | None) -> str:
    where = "" if path is None else f" in `{path}`"
    lines: list[str] = []
    for problem in error.errors():
        name = ".".join(str(part) for part in problem["loc"][:2])
        if problem["type"] == "extra_forbidden":
            lines.append(f"unknown setting `{name}`{where}. `coincide learn --print-settings` shows all of them.")
        else:
            message = problem["msg"][0].lower() + problem["msg"][1:]
            lines.append(f"setting `{name}`{where}: {message}, got {problem['input']!r}.")
    return "\n".join(dict.fromkeys(lines))
