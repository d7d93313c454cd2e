"""What surrounds each leaf: a network that reads the sequence in both directions before it is parsed.

A pair of words does not say whether it belongs together; the sentence does. Between any two leaves, and at both ends,
lies a fence. Its code is what has been read up to there from the left, and down to there from the right.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn


class ContextEncoder(nn.Module):
    """LSTM in both directions (Hochreiter and Schmidhuber 1997; Schuster and Paliwal 1997).

    Parameters
    ----------
    dim : length of the vectors.
    width : of each direction.
    n_layers : LSTMs on top of each other.
    dropout : share of numbers, and half that share of whole leaves, that are hidden while learning.
    """

    def __init__(self, dim: int, width: int, *, n_layers: int = 1, dropout: float = 0.0) -> None:
        super().__init__()
        self.width, self.dropout = width, dropout
        self.read = nn.LSTM(
            dim,
            width,
            num_layers=n_layers,
            batch_first=True,
            bidirectional=True,
            dropout=dropout if n_layers > 1 else 0.0,
        )

    def forward(self, vectors: Tensor, lengths: Sequence[int]) -> tuple[Tensor, Tensor]:
        """Read vectors (batch, time, dim).

        Returns
        -------
        Codes of the leaves (batch, time, 2 width), and of the fences (batch, time + 1, 2 width).
        """
        counts = torch.tensor(list(lengths), device="cpu")  # packing wants them there wherever the vectors are
        packed = nn.utils.rnn.pack_padded_sequence(self._hide(vectors), counts, batch_first=True, enforce_sorted=False)
        read, _ = nn.utils.rnn.pad_packed_sequence(
            self.read(packed)[0], batch_first=True, total_length=vectors.shape[1]
        )
        read = nn.functional.dropout(read, self.dropout, self.training)
        up, down = read.split(self.width, dim=2)
        fences = torch.cat([nn.functional.pad(up, (0, 0, 1, 0)), nn.functional.pad(down, (0, 0, 0, 1))], dim=2)
        return read, fences

    def _hide(self, vectors: Tensor) -> Tensor:
        if not self.training or self.dropout == 0.0:
            return vectors
        whole = torch.rand(vectors.shape[:2], device=vectors.device) >= self.dropout / 2
        return nn.functional.dropout(vectors, self.dropout) * whole.unsqueeze(2)
