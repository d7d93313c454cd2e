"""Settings of reading sound."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class RecordingSettings(BaseModel):
    """How files are read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    channels: Literal["mix", "each"] | int = Field(
        default="mix", description="Mix all channels, treat each separately, or take one by number from 0."
    )
    timezone: str | None = Field(
        default=None,
        description="Time zone of the recorders' clocks if neither file header nor file name gives it, such as UTC or "
        "+10:00.",
    )
    truncated: Literal["quarantine", "use"] = Field(
        default="quarantine", description="Leave out files whose end is missing, or use what is there."
    )
