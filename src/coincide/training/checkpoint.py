"""Checkpoints: named tensors and a few facts in one safetensors file, written atomically, without pickle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from coincide.tensor_files import DamagedTensorsError, load_tensors, save_tensors

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a checkpoint holds.

    Attributes
    ----------
    tensors : by name.
    facts : plain values that JSON can hold.
    """

    tensors: Mapping[str, Tensor]
    facts: Mapping[str, object]


def save_checkpoint(path: Path, checkpoint: Checkpoint) -> None:
    """Write a checkpoint so that `path` holds the old or the new one, never half of it.

    Raises
    ------
    OSError : it cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    save_tensors(
        path, {name: tensor.detach().cpu().numpy() for name, tensor in checkpoint.tensors.items()}, checkpoint.facts
    )


def load_checkpoint(path: Path) -> Checkpoint | None:
    """Read a checkpoint; None if there is none, or if it is damaged and the work has to start again.

    Raises
    ------
    OSError : it is there, and the disk does not give it. Starting again would overwrite a good one.
    """
    import torch

    try:
        stored = load_tensors(path, is_sealed=True)
    except (FileNotFoundError, DamagedTensorsError):
        return None
    return Checkpoint({name: torch.from_numpy(array.copy()) for name, array in stored.arrays.items()}, stored.facts)
