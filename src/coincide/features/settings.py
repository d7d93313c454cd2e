"""Settings of the frames: how finely sound is looked at when events are sought."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class FeatureSettings(BaseModel):
    """Short-time spectra in mel-spaced bands."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    window_s: float | None = Field(
        default=None,
        ge=0.0005,
        le=1.0,
        description="Length of one frame in seconds; by sample rate if not given.",
    )
    hop_s: float | None = Field(
        default=None,
        ge=0.00025,
        le=0.5,
        description="Step between frames in seconds; by sample rate if not given.",
    )
    n_bands: int = Field(default=40, ge=8, le=256, description="Number of mel-spaced frequency bands.")
    low_hz: float = Field(default=50.0, ge=0.0, description="Lowest frequency looked at, in Hz.")
    high_hz: float | None = Field(
        default=None, gt=0.0, description="Highest frequency looked at, in Hz; 98% of Nyquist if not given."
    )
