"""Settings of the event finder, in seconds, Hz and dB."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class EventSettings(BaseModel):
    """How events are found in their background."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    method: Literal["auto", "detect", "clips", "whole"] = Field(
        default="auto",
        description="Search recordings for events (detect), or take each recording of up to 5 s (clips) or of any "
        "length (whole) as one event; auto takes clips if nearly all recordings are short and hold one sound.",
    )
    detector: Literal["auto", "plain", "selftaught"] = Field(
        default="auto",
        description="Train a detector on these recordings and use it if it is better (auto), never (plain) or always "
        "(selftaught).",
    )
    unit: Literal["call", "train", "phrase"] = Field(
        default="call",
        description="What an event is: a call, a train of calls such as pulses, or a phrase of trains.",
    )
    join_s: float | None = Field(
        default=None,
        gt=0.0,
        le=60.0,
        description="Calls less than this apart are one event; for trains and phrases, found from the gaps between "
        "calls if not given.",
    )
    edges: Literal["drawn", "level", "found"] = Field(
        default="drawn",
        description="Where events begin and end until you draw five or more edges: at 30% of their height over the "
        "background where calls are narrow, else where they are found (drawn); or at 30% in all recordings (level). "
        "Or always where they are found (found).",
    )
    overlaps: Literal["apart", "joined"] = Field(
        default="apart",
        description="Calls at once that differ in frequency are events of their own; or one event, as always with a "
        "fixed hearing.",
    )
    length_s: float | None = Field(
        default=None,
        ge=0.001,
        le=60.0,
        description="Typical length of a call; estimated from the sound if not given.",
    )
    min_duration_s: float | None = Field(
        default=None,
        ge=0.0,
        le=60.0,
        description="Shorter events are dropped; a fifth of the length if not given.",
    )
    max_duration_s: float | None = Field(
        default=None,
        gt=0.0,
        description="Longer events are dropped (engines, rain); 25 lengths if not given.",
    )
    onset_z: float = Field(
        default=5.0, ge=1.0, le=50.0, description="Loudest frame of an event, in noise standard deviations."
    )
    edge_z: float = Field(
        default=1.8, ge=0.5, le=50.0, description="Weakest frame of an event, in noise standard deviations."
    )
    range_db: float = Field(
        default=20.0,
        ge=3.0,
        le=80.0,
        description="Frames this far below the nearest peak are outside the event.",
    )
    valley_db: float = Field(
        default=8.0, ge=1.0, le=80.0, description="A dip this deep between two peaks separates two events."
    )
    min_snr_db: float = Field(default=0.0, ge=0.0, le=60.0, description="Quieter events are dropped.")
    floor_span_s: float = Field(
        default=8.0, ge=1.0, le=600.0, description="Length of sound over which the background is measured."
    )
