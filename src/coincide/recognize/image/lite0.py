"""EfficientNet-Lite0: a picture of 224 by 224 becomes 1,280 numbers and 1,000 probabilities.

Tan and Le 2019, in the version for small devices (no squeeze-and-excitation, ReLU6 for swish) that Google published in
2020. Weights that were converted from there carry names of other code; the layers come in the same order.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torch.distributions import Normal
from torch.nn.functional import normalize, pad

from coincide.errors import ModelFileError

SIZE, N_FEATURES, N_CLASSES = 224, 1280, 1000
_STEM, _CUT = 32, 6.0
_WIDTH = 0.5
"""Features at the edge of a picture count a seventh of those in the middle: docs/decisions/0017-live-page.md."""
_STAGES = (  # expansion, kernel, stride, channels out, repeats
    (1, 3, 1, 16, 1),
    (6, 3, 2, 24, 2),
    (6, 5, 2, 40, 2),
    (6, 3, 2, 80, 3),
    (6, 5, 1, 112, 3),
    (6, 5, 2, 192, 4),
    (6, 3, 1, 320, 1),
)


class Lite0(nn.Module):
    """The network, without weights."""

    def __init__(self) -> None:
        super().__init__()
        blocks: list[nn.Module] = []
        n_in = _STEM
        for expansion, kernel, stride, n_out, repeats in _STAGES:
            for repeat in range(repeats):
                blocks.append(_Block(n_in, n_out, expansion, kernel, stride if repeat == 0 else 1))
                n_in = n_out
        self.stem = _Convolution(3, _STEM, kernel=3, stride=2)
        self.blocks = nn.Sequential(*blocks)
        self.top = _Convolution(n_in, N_FEATURES)
        self.classes = nn.Linear(N_FEATURES, N_CLASSES)

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        """Return features (n, 1280), most of all of the middle, and logits (n, 1000) of all.

        Pictures (n, 3, 224, 224) are in [-1, 1].
        """
        maps = self.top(self.blocks(self.stem(pictures)))
        return (maps * _middle(*maps.shape[2:])).sum(dim=(2, 3)), self.classes(maps.mean(dim=(2, 3)))


def _middle(height: int, width: int) -> Tensor:
    """Return what each place of a picture counts (height, width), 1 in sum.

    People hold what they teach into the middle; at its edges is the room.
    """
    down, across = (torch.linspace(-1.0, 1.0, n) for n in (height, width))
    nearness = torch.exp(-(down[:, None].square() + across.square()) / _WIDTH)
    return nearness / nearness.sum()


def usual_features(network: Lite0) -> Tensor:
    """Return about the mean of the features (1280,) of all pictures that the network learned from, of unit length.

    No picture is needed: batch normalization gave each of these numbers the mean and the standard deviation that it
    keeps as bias and weight. If they are normal, a cut at 0 and 6 leaves their expectation in closed form.
    """
    norm = next(layer for layer in network.top if isinstance(layer, nn.BatchNorm2d))
    mean, deviation = norm.bias.detach().double(), norm.weight.detach().double().abs().clamp(min=1e-3)
    return normalize(_expected_above(mean, deviation) - _expected_above(mean - _CUT, deviation), dim=0)


def _expected_above(mean: Tensor, deviation: Tensor) -> Tensor:
    """Return the expectation of what of a normal number lies above 0, and 0 otherwise."""
    standard, ratio = Normal(torch.zeros_like(mean), torch.ones_like(mean)), mean / deviation
    return mean * standard.cdf(ratio) + deviation * standard.log_prob(ratio).exp()


def load_in_order(network: nn.Module, weights: Mapping[str, Tensor]) -> None:
    """Load weights whose names are others, by their order.

    Raises
    ------
    ModelFileError : their number or their shapes are others.
    """
    own = network.state_dict()
    expected = [tuple(tensor.shape) for tensor in own.values()]
    got = [tuple(tensor.shape) for tensor in weights.values()]
    if expected != got:
        raise ModelFileError(
            f"expected the {len(expected)} tensors of `{type(network).__name__}`, got {len(got)} tensors of which "
            f"{sum(a == b for a, b in zip(expected, got, strict=False))} have the right shape. These weights are of "
            "another network."
        )
    network.load_state_dict(dict(zip(own, weights.values(), strict=True)))


class _Convolution(nn.Sequential):
    """A convolution that pads as TensorFlow does, batch normalization, and ReLU6 if wanted."""

    def __init__(
        self, n_in: int, n_out: int, *, kernel: int = 1, stride: int = 1, groups: int = 1, is_cut: bool = True
    ) -> None:
        # With stride 2 TensorFlow pads one more at the end than at the beginning.
        total = kernel - stride if stride > 1 else kernel - 1
        super().__init__(
            _Padding(total // 2, total - total // 2),
            nn.Conv2d(n_in, n_out, kernel, stride, groups=groups, bias=False),
            nn.BatchNorm2d(n_out, eps=1e-3),
            nn.ReLU6() if is_cut else nn.Identity(),
        )


class _Padding(nn.Module):
    def __init__(self, before: int, after: int) -> None:
        super().__init__()
        self.before, self.after = before, after

    def forward(self, maps: Tensor) -> Tensor:
        return pad(maps, (self.before, self.after, self.before, self.after)) if self.after else maps


class _Block(nn.Module):
    """Expand, convolve each channel, project; added to what came in where the shape is the same."""

    def __init__(self, n_in: int, n_out: int, expansion: int, kernel: int, stride: int) -> None:
        super().__init__()
        n_wide = n_in * expansion
        wide = [_Convolution(n_in, n_wide)] if expansion > 1 else []
        self.layers = nn.Sequential(
            *wide,
            _Convolution(n_wide, n_wide, kernel=kernel, stride=stride, groups=n_wide),
            _Convolution(n_wide, n_out, is_cut=False),
        )
        self.is_added = stride == 1 and n_in == n_out

    def forward(self, maps: Tensor) -> Tensor:
        return maps + self.layers(maps) if self.is_added else self.layers(maps)
