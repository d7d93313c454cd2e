"""Settings of the categories."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

UNSURE_BELOW = 0.3
"""The limit for `unsure` if none is given; it falls where certainties are lowered, see `coincide.categorize.soften`."""
USUAL_MOST = 60
"""The largest number of categories that is tried first."""


class CategorizeSettings(BaseModel):
    """Settings of the grouping into categories."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    categories: int | None = Field(
        default=None, ge=2, le=1000, description="Number of categories; found from the data if not given."
    )
    counting: Literal["auto", "tree", "communities"] = Field(
        default="auto",
        description="Count categories by cutting a tree, or by communities of neighbors; auto chooses.",
    )
    max_categories: int | None = Field(
        default=None,
        ge=2,
        le=1000,
        description="Largest number of categories to consider; if not given, 60, or more where needed.",
    )
    gamma: float = Field(
        default=0.5,
        ge=0.0,
        le=10.0,
        description="Weight of the entropy of the category sizes; above 1, it makes them equal.",
    )
    temperature: float = Field(default=0.1, gt=0.0, le=10.0, description="Softness of the category assignment.")
    unsure_below: float | None = Field(
        default=None,
        ge=0.0,
        le=1.0,
        description="Less certain events are `unsure`, not in a category; if not given, 0.3, or less where needed.",
    )
    steps: int = Field(default=300, ge=0, le=100_000, description="Optimizer steps of the clustering loss.")
