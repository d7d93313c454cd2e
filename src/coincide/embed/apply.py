"""Applying a fitted encoder to many patches."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import normalize, pad

from coincide.embed.encoder import Encoder

_BATCH = 512


def load_encoder(weights: Mapping[str, NDArray[np.float32]]) -> Encoder:
    """Make an encoder, in evaluation mode, from its `state_dict` as arrays."""
    encoder = Encoder()
    own = {name: torch.from_numpy(weights[name].copy()) for name in encoder.state_dict()}
    encoder.load_state_dict(own)
    return encoder.eval()


def embed(encoder: Encoder, patches: NDArray[np.float32] | NDArray[np.uint8]) -> NDArray[np.float32]:
    """Embed patches (n, bands, frames), in [0, 1] or bytes; returns (n, dim) with unit rows, in bounded memory.

    The work is done on the device of the encoder.

    Each patch is read twice, as it is and a band and a frame farther, since the strides of the encoder see every second
    band and frame only; the mean of both readings is the embedding.
    """
    was_training = encoder.training
    encoder.eval()
    embeddings = np.zeros((len(patches), encoder.head.out_features), dtype=np.float32)
    with torch.inference_mode():
        for start in range(0, len(patches), _BATCH):
            rows = torch.from_numpy(np.ascontiguousarray(patches[start : start + _BATCH]))
            batch = as_levels(rows.to(encoder.device))
            readings = encoder(batch) + encoder(pad(batch, (1, -1, 1, -1)))
            embeddings[start : start + _BATCH] = normalize(readings, dim=1).cpu().numpy()
    encoder.train(was_training)
    return embeddings


def as_levels(patches: Tensor) -> Tensor:
    """Return patches as levels in [0, 1]; bytes, which take a quarter of the memory, count as 255ths."""
    return patches.float() / 255 if patches.dtype == torch.uint8 else patches
