"""Settings of the event finder, in seconds, Hz and dB."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class EventSettings(BaseModel):
    """Settings of the event finder."""

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
        description="How events get their edges: always as found (found), or like yours once you have drawn five "
        "onsets or offsets (drawn, level). Until then, level puts all edges at 30% of an event's height above the "
        "background; drawn moves those of narrow calls inward to it, and those of others outward, by at most a tenth "
        "of a typical call (with a fixed hearing, neither).",
    )
    overlaps: Literal["apart", "joined"] = Field(
        default="apart",
        description="Whether calls that overlap in time but differ in frequency are separate events (apart) or one "
        "(joined); with a fixed hearing, always one.",
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
        default=5.0,
        ge=1.0,
        le=50.0,
        description="How far the loudest frame of an event rises above the background, in standard deviations of the "
        "noise.",
    )
    edge_z: float = Field(
        default=1.8,
        ge=0.5,
        le=50.0,
        description="How far every frame of an event rises above the background, in standard deviations of the noise.",
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
