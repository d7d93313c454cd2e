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
    "original": {
        "loss": "triplet",
        "positives": "neighbors",
        "negatives": "other",
        "mined_share": 0.0,
        "compare": "within",
        "space": "ours",
    },
}

WAYS: dict[str, dict[str, Any]] = {
    # What all calls of a recording share is its place, so it is not to be learned, and is taken away.
    "within": {"negatives": "same", "partners": "across", "centering": "recording"},
    # What all calls of a recording share is their kind, so it must be learned, and must stay.
    "anywhere": {"negatives": "any", "partners": "anywhere", "centering": "none"},
}
"""The two ways to compare calls; each part can still be overruled. See docs/decisions/0027-within-or-anywhere.md."""


class EmbedSettings(BaseModel):
    """Settings of the embedding, and of how it is learned."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    recipe: Literal["default", "original"] = Field(
        default="default",
        description="Named choice of loss, positives and negatives; each can still be overridden.",
    )
    loss: Literal["nt-xent", "triplet", "logistic"] = Field(
        default="nt-xent",
        description="NT-Xent, triplet with semi-hard mining in the batch, or logistic over all pairs.",
    )
    positives: Literal["views", "neighbors"] = Field(
        default="views",
        description="What belongs together: two views of one event, or events next to each other.",
    )
    compare: Literal["auto", "within", "anywhere"] = Field(
        default="auto",
        description="Compare within recordings of several kinds, or anywhere if each holds one kind; auto tries both.",
    )
    negatives: Literal["same", "other", "any"] | None = Field(
        default=None,
        description="Where events that do not belong together come from; depends on `compare` if not given.",
    )
    partners: Literal["across", "anywhere"] | None = Field(
        default=None,
        description="Where mined positives come from: other recordings, or any; depends on `compare` if not given.",
    )
    centering: Literal["recording", "none"] | None = Field(
        default=None,
        description="Whether to subtract the mean of each recording; depends on `compare` if not given.",
    )
    space: Literal["auto", "ours", "logmel", "both"] = Field(
        default="auto",
        description="Compare calls by the learned embedding, log-mel + PCA, or both; auto decides.",
    )
    mined_share: float = Field(
        default=0.8,
        ge=0.0,
        le=1.0,
        description="Share of positives mined across recordings, once mining is reliable.",
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
        description="Optimizer steps; if not given, 600 to 2000 by the number of events.",
    )
    baseline_steps: int = Field(
        default=200,
        ge=0,
        description="At most this many steps for the original recipe as a baseline; 0 leaves it out.",
    )
    max_events: int = Field(
        default=10_000, ge=100, description="Learn from at most this many events; all are embedded."
    )

    @model_validator(mode="before")
    @classmethod
    def _fill_from_recipe(cls, values: Any) -> Any:
        if not isinstance(values, dict):
            return values
        given: dict[str, Any] = values  # pyright: ignore[reportUnknownVariableType]
        return {**RECIPES.get(str(given.get("recipe", "default")), {}), **given}

    def ways(self) -> dict[str, EmbedSettings]:
        """Return the ways to learn that these settings leave open, by name, each with all its parts given."""
        names = [*WAYS] if self.compare == "auto" else [self.compare]
        found = {name: self._as(name) for name in names}
        is_same = len({(one.negatives, one.partners, one.centering) for one in found.values()}) == 1
        return {names[0]: found[names[0]]} if is_same else found

    def settled(self) -> EmbedSettings:
        """Return the settings with all parts given; where both ways are open, the first."""
        return next(iter(self.ways().values()))

    def _as(self, way: str) -> EmbedSettings:
        parts = {name: getattr(self, name) or value for name, value in WAYS[way].items()}
        return self.model_copy(update={"compare": way, **parts})

    def steps_for(self, n_events: int) -> int:
        """Return the number of optimizer steps for a catalog of `n_events`."""
        if self.steps is not None:
            return self.steps
        return min(2000, 600 + n_events // 5)
