"""Settings of the frames in which events are found."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

ULTRASOUND_FROM_HZ, INFRASOUND_BELOW_HZ = 96_000, 4_000
"""Sample rates of recordings of bats and mice, and of those of whales and elephants."""


class FeatureSettings(BaseModel):
    """Settings of the frames: short-time spectra in bands."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    hearing: Literal["fit", "fixed", "auto"] = Field(
        default="fit",
        description="Fit bands, frames and edges to the calls (fit), go by the sample rate alone (fixed), or fit only "
        "below 4 kHz and from 96 kHz up (auto), as some earlier catalogs do.",
    )

    window_s: float | None = Field(
        default=None,
        ge=0.0005,
        le=1.0,
        description="Length of one frame in seconds; chosen by sample rate if not given.",
    )
    hop_s: float | None = Field(
        default=None,
        ge=0.00025,
        le=0.5,
        description="Step between frames in seconds; chosen by sample rate if not given.",
    )
    n_bands: int = Field(default=40, ge=8, le=256, description="Number of frequency bands.")
    low_hz: float | None = Field(
        default=None,
        ge=0.0,
        description="Lowest frequency used, in Hz; if not given, 50, or 1% of the sample rate below 4 kHz and from "
        "96 kHz up, where audible calls have a range of their own from 50.",
    )
    high_hz: float | None = Field(
        default=None, gt=0.0, description="Highest frequency used, in Hz; 98% of Nyquist if not given."
    )

    def fits_calls(self, sample_rate_hz: int) -> bool:
        """Say whether bands and frames fit the calls of recordings with this sample rate, not the rate alone."""
        is_audible = INFRASOUND_BELOW_HZ <= sample_rate_hz < ULTRASOUND_FROM_HZ
        return self.hearing == "fit" or (self.hearing == "auto" and not is_audible)
