"""Stage 4: coincidence gives an embedding.

In: patches (n, bands, frames) in [0, 1] and the source of each. Out: unit embeddings (n, 64). Names are imported on
first use, since most of them bring in torch.

- `settings`: loss, positives, negatives, recipes.
- `encoder`: the network.
- `augment`: views of an event.
- `sources`: which events share a microphone and a place.
- `classes`: what a person has said about some events.
- `pairs`: what a step compares.
- `mining`: pairs across sources, once they can be trusted.
- `contrast`, `triplet`: the losses.
- `fit`: learning.
- `alignment`: what events of one type differ in counts less.
- `gauge`: has it collapsed?
- `apply`: embedding many events.
- `scratch`: a network learned from labels alone, for comparison.
- `inference`: the same without torch.
- `centering`: removing what a place adds to all its events.
"""

from typing import TYPE_CHECKING

from coincide.lazy import lazy_exports

if TYPE_CHECKING:
    from coincide.embed.apply import embed as embed
    from coincide.embed.apply import load_encoder as load_encoder
    from coincide.embed.centering import Centers as Centers
    from coincide.embed.centering import add_scale as add_scale
    from coincide.embed.centering import center as center
    from coincide.embed.centering import fit_centers as fit_centers
    from coincide.embed.encoder import EMBEDDING_DIM as EMBEDDING_DIM
    from coincide.embed.encoder import Encoder as Encoder
    from coincide.embed.fit import Fitted as Fitted
    from coincide.embed.fit import fit_encoder as fit_encoder
    from coincide.embed.gauge import Gauge as Gauge
    from coincide.embed.inference import embed_without_torch as embed_without_torch
    from coincide.embed.settings import STEPS_PER_MINUTE as STEPS_PER_MINUTE
    from coincide.embed.settings import EmbedSettings as EmbedSettings
    from coincide.embed.sources import MIN_SOURCE_EVENTS as MIN_SOURCE_EVENTS
    from coincide.embed.sources import pool_sources as pool_sources

__getattr__, __dir__ = lazy_exports(
    __name__,
    {
        "embed": "apply",
        "load_encoder": "apply",
        "Centers": "centering",
        "add_scale": "centering",
        "center": "centering",
        "fit_centers": "centering",
        "EMBEDDING_DIM": "encoder",
        "Encoder": "encoder",
        "Fitted": "fit",
        "fit_encoder": "fit",
        "embed_without_torch": "inference",
        "Gauge": "gauge",
        "STEPS_PER_MINUTE": "settings",
        "EmbedSettings": "settings",
        "MIN_SOURCE_EVENTS": "sources",
        "pool_sources": "sources",
    },
)
