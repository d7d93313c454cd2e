"""What PyTorch and onnxruntime must agree on before anybody gets a live graph."""

from __future__ import annotations

import pytest
import torch
from live_graphs import live_graph
from torch import nn

from coincide.errors import ExportError
from coincide.recognize.live.writing import write_live

pytestmark = pytest.mark.slow


class _Hash(nn.Module):
    """Makes of a picture what hangs on its last bits."""

    def forward(self, picture: torch.Tensor) -> torch.Tensor:
        return torch.sin(1e7 * picture.flatten(1)[:, :8])


class _OtherWhenExported(nn.Module):
    """Is written down as something else than it does."""

    def forward(self, picture: torch.Tensor) -> torch.Tensor:
        numbers = picture.flatten(1)[:, :8]
        return numbers**2 if torch.compiler.is_compiling() else numbers


def test_answers_that_hang_on_rounding_do_not_stop_a_graph() -> None:
    model, difference = write_live(live_graph([0.05, 0.5], _Hash()), real={})
    assert len(model) > 0
    assert difference <= 1e-4


def test_a_graph_that_says_something_else_is_refused() -> None:
    with pytest.raises(ExportError, match=r"^expected PyTorch and onnxruntime to agree on `\w+` within 0\.0001"):
        write_live(live_graph([0.05, 0.5], _OtherWhenExported()), real={})
