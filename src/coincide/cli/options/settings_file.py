"""Settings as a TOML file that explains itself."""

from __future__ import annotations

import tomli_w

from coincide.cli.options.settings import settings_by_stage
from coincide.learned.settings import LearnSettings


def to_toml(settings: LearnSettings) -> str:
    """Write settings with their descriptions; those that are not set stand as comments."""
    values = settings.model_dump(mode="json")
    lines = ["# Settings for `coincide learn FOLDER --settings THIS_FILE`."]
    stage_before = None
    for stage, name, field in settings_by_stage():
        if stage != stage_before:
            lines += ["", f"[{stage}]"]
        stage_before = stage
        value = values[stage][name]
        line = f"# {name} =" if value is None else tomli_w.dumps({name: value}).rstrip()
        lines += [f"# {field.description}", line]
    return "\n".join(lines)
