"""Losses for learning from recurring events: torch modules for any network.

In: embeddings or logits of a batch. Out: a scalar tensor. `coincide learn` trains with these.

- `triplet`: what belongs together lies closer than what does not, by a margin.
- `contrast`: each row finds its partner among the others of the batch (NT-Xent), or says of each pair whether it
  belongs together (coincidence).
- `clustering`: each example certain of its category, all categories in use.
- `in_keras`: triplet and clustering for Keras 3 (extra `keras`).
- `checks`: the checks of their input.
- `defaults`: calling a loss without making one first.

>>> import torch
>>> from coincide.losses import TripletLoss
>>> embeddings = torch.nn.functional.normalize(torch.randn(8, 64, generator=torch.Generator().manual_seed(0)), dim=1)
>>> loss = TripletLoss(margin=0.2)(embeddings, torch.tensor([0, 0, 1, 1, 2, 2, 3, 3]))
"""

from typing import TYPE_CHECKING

from coincide.lazy import lazy_exports

if TYPE_CHECKING:
    from coincide.losses.clustering import ClusteringLoss as ClusteringLoss
    from coincide.losses.clustering import ClusteringTerms as ClusteringTerms
    from coincide.losses.contrast import CoincidenceLoss as CoincidenceLoss
    from coincide.losses.contrast import NTXentLoss as NTXentLoss
    from coincide.losses.in_keras import KerasClusteringLoss as KerasClusteringLoss
    from coincide.losses.in_keras import KerasTripletLoss as KerasTripletLoss
    from coincide.losses.triplet import TripletLoss as TripletLoss

__getattr__, __dir__ = lazy_exports(__name__)
