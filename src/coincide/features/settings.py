"""Settings of the frames: how finely sound is looked at when events are sought."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class FeatureSettings(BaseModel):
    """Short-time spectra in bands."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    hearing: Literal["fixed", "fit"] = Field(
        default="fixed",
        description="Choose bands and frames by the sample rate alone, or fit bands, frames and edges to the calls.",
    )

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
    n_bands: int = Field(default=40, ge=8, le=256, description="Number of frequency bands.")
    low_hz: float | None = Field(
        default=None,
        ge=0.0,
        description="Lowest frequency used, in Hz; 50 if not given, or 1% of a sample rate below 5 kHz.",
    )
    high_hz: float | None = Field(
        default=None, gt=0.0, description="Highest frequency used, in Hz; 98% of Nyquist if not given."
    )
