"""Two heads on one trunk, as in AlphaGo Zero (Silver and others 2017), small enough for one core.

The trunk is a 3x3 convolution and residual blocks of two more, without batch normalization: weights are kept small by
decay and the second convolution of a block begins at zero, so a block begins as the identity. The policy head is a 1x1
convolution with a value for pass; the value head averages the trunk over the board, and the owner head says whose each
point ends up, which helps the trunk to learn (Wu 2019, section 4).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Shape:
    """Sizes of a network: input planes, channels of the trunk, residual blocks, units of the value head."""

    planes: int = 11
    channels: int = 32
    blocks: int = 3
    hidden: int = 64

    def weights(self) -> dict[str, tuple[int, ...]]:
        """Name and shape of every array."""
        shapes: dict[str, tuple[int, ...]] = {
            "entry.weight": (self.channels, self.planes, 3, 3),
            "entry.bias": (self.channels,),
        }
        for block in range(self.blocks):
            for half in (1, 2):
                shapes[f"block{block}.{half}.weight"] = (self.channels, self.channels, 3, 3)
                shapes[f"block{block}.{half}.bias"] = (self.channels,)
        shapes |= {
            "policy.weight": (1, self.channels, 1, 1),
            "policy.bias": (1,),
            "pass.weight": (1, 2 * self.channels),
            "pass.bias": (1,),
            "owner.weight": (1, self.channels, 1, 1),
            "owner.bias": (1,),
            "value1.weight": (self.hidden, 2 * self.channels),
            "value1.bias": (self.hidden,),
            "value2.weight": (1, self.hidden),
            "value2.bias": (1,),
        }
        return shapes
