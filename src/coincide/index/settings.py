"""Settings of the index."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

EXACT_UP_TO = 50_000
"""An exact scan of this many embeddings takes about a millisecond; loading what the graph needs takes half a second."""


class IndexSettings(BaseModel):
    """Settings of the index that finds similar events."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["auto", "exact", "graph"] = Field(
        default="auto", description="Exact scan, small world graph, or by size (graph above 50,000 events)."
    )
    max_degree: int = Field(default=32, ge=2, le=512, description="Largest number of neighbors of a node in the graph.")
    ef_construction: int = Field(default=100, ge=1, le=10_000, description="Candidates kept while building the graph.")
    ef: int = Field(default=64, ge=1, le=10_000, description="Candidates kept while searching the graph.")
    shard_events: int = Field(
        default=100_000, ge=10, description="Events per shard; the index of a larger catalog has several shards."
    )

    def kind_for(self, n_events: int) -> Literal["exact", "graph"]:
        """Return the kind of index for a catalog of `n_events`."""
        if self.kind == "auto":
            return "exact" if n_events <= EXACT_UP_TO else "graph"
        return self.kind
