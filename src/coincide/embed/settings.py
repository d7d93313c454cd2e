"""Settings of the embedding: one objective, three plain choices, and named recipes."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

STEPS_PER_MINUTE = 2000
"""A training budget in minutes is a fixed number of steps, about what one core of a laptop does in that time: a clock
would make the result depend on what else the machine does."""

RECIPES: dict[str, dict[str, Any]] = {
    "default": {},
    # The post that started it: what comes next in the same recording is alike, what another recording holds is not.
    "original": {"loss": "triplet", "positives": "neighbors", "negatives": "other", "mined_share": 0.0},
}


class EmbedSettings(BaseModel):
    """How the embedding is learned."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    recipe: Literal["default", "original"] = Field(
        default="default",
        description="Named choice of loss, positives and negatives; each can still be overruled.",
    )
    loss: Literal["nt-xent", "triplet", "logistic"] = Field(
        default="nt-xent",
        description="NT-Xent, triplet with semi-hard mining in the batch, or logistic over all pairs.",
    )
    positives: Literal["views", "neighbors"] = Field(
        default="views",
        description="What belongs together: two views of one event, or events next to each other.",
    )
    negatives: Literal["same", "other", "any"] = Field(
        default="same",
        description="Where events that do not belong together come from: the same recording, another, any.",
    )
    mined_share: float = Field(
        default=0.8,
        ge=0.0,
        le=1.0,
        description="Share of positives mined across recordings once these can be trusted.",
    )
    temperature: float = Field(default=0.1, gt=0.0, le=10.0, description="Softness of NT-Xent.")
    margin: float = Field(default=0.2, gt=0.0, le=4.0, description="Margin of the triplet loss, in squared distance.")
    batch_events: int = Field(default=64, ge=8, le=4096, description="Events per step; each is seen twice.")
    learning_rate: float = Field(
        default=3e-3, gt=0.0, le=1.0, description="Peak learning rate; ten times that for matrices."
    )
    steps: int | None = Field(
        default=None,
        ge=0,
        description="Optimizer steps; from the number of events (600 to 2000) if not given.",
    )
    baseline_steps: int = Field(
        default=200,
        ge=0,
        description="At most this many steps for the original recipe as a baseline; 0 leaves it out.",
    )
    max_events: int = Field(
        default=10_000, ge=100, description="At most this many events are learned from; all are embedded."
    )

    @model_validator(mode="before")
    @classmethod
    def _fill_from_recipe(cls, values: Any) -> Any:
        if not isinstance(values, dict):
            return values
        given: dict[str, Any] = values  # pyright: ignore[reportUnknownVariableType]
        return {**RECIPES.get(str(given.get("recipe", "default")), {}), **given}

    def steps_for(self, n_events: int) -> int:
        """Return the number of optimizer steps for a catalog of `n_events`."""
        if self.steps is not None:
            return self.steps
        return min(2000, 600 + n_events // 5)
