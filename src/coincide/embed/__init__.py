"""Stage 4: coincidence gives an embedding.

In: patches (n, bands, frames) in [0, 1] and the source of each. Out: unit embeddings (n, 64). Names are imported on
first use, since most of them bring in torch.

- `settings`: loss, positives, negatives, recipes.
- `encoder`: the network.
- `views`: random changes of an event.
- `sources`: which events share a microphone and a place.
- `classes`: labels of some events, as classes to learn from.
- `pairs`: the pairs that one training step compares.
- `mining`: positive pairs across sources, found with the embedding so far.
- `fit`: trains the encoder.
- `alignment`: shrinks the directions in which events of one type differ, or groups of recordings.
- `gauge`: says whether the embedding has collapsed.
- `gauging`: measures it.
- `guessing`: when an embedding is hardly better than chance.
- `apply`: embeds many events.
- `inference`: the same without torch.
- `device`: processor or graphics card.
- `plain`: log-mel + PCA, as a baseline or joined to the embedding.
- `unlike`: calls of other kinds where nearly all are of one.
- `recording_effect`: how far calls differ by recording, and whether recordings hold the same kinds.
- `centering`: subtracts the mean embedding of each source, or group of sources.
"""

from typing import TYPE_CHECKING

from coincide.lazy import lazy_exports

if TYPE_CHECKING:
    from coincide.embed.alignment import fit_group_alignment as fit_group_alignment
    from coincide.embed.alignment import turned as turned
    from coincide.embed.apply import embed as embed
    from coincide.embed.apply import load_encoder as load_encoder
    from coincide.embed.centering import Centers as Centers
    from coincide.embed.centering import add_scale as add_scale
    from coincide.embed.centering import center as center
    from coincide.embed.centering import fit_centers as fit_centers
    from coincide.embed.centering import fit_grouped_centers as fit_grouped_centers
    from coincide.embed.centering import uncentered as uncentered
    from coincide.embed.device import Device as Device
    from coincide.embed.device import choose_device as choose_device
    from coincide.embed.encoder import EMBEDDING_DIM as EMBEDDING_DIM
    from coincide.embed.encoder import Encoder as Encoder
    from coincide.embed.fit import FittedEncoder as FittedEncoder
    from coincide.embed.fit import fit_encoder as fit_encoder
    from coincide.embed.gauge import Gauge as Gauge
    from coincide.embed.gauging import gauge_views as gauge_views
    from coincide.embed.guessing import CHANCE_RANK as CHANCE_RANK
    from coincide.embed.guessing import is_guessing as is_guessing
    from coincide.embed.inference import embed_on as embed_on
    from coincide.embed.inference import embed_without_torch as embed_without_torch
    from coincide.embed.plain import Plain as Plain
    from coincide.embed.plain import fit_plain as fit_plain
    from coincide.embed.plain import join_plain as join_plain
    from coincide.embed.plain import join_rows as join_rows
    from coincide.embed.plain import share_of_plain as share_of_plain
    from coincide.embed.recording_effect import recording_share as recording_share
    from coincide.embed.recording_effect import shared_calls as shared_calls
    from coincide.embed.settings import STEPS_PER_MINUTE as STEPS_PER_MINUTE
    from coincide.embed.settings import EmbedSettings as EmbedSettings
    from coincide.embed.sources import MIN_SOURCE_EVENTS as MIN_SOURCE_EVENTS
    from coincide.embed.sources import pool_sources as pool_sources
    from coincide.embed.unlike import unlike_others as unlike_others
    from coincide.embed.views import augment as augment

__getattr__, __dir__ = lazy_exports(__name__)
