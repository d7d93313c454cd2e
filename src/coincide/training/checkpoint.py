"""Checkpoints: named tensors and a few facts in one safetensors file, written atomically, without pickle."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from safetensors import SafetensorError, safe_open

from coincide.whole_files import replacing

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
    """Write a checkpoint so that `path` holds the old or the new one, never half of it."""
    from safetensors.torch import save

    path.parent.mkdir(parents=True, exist_ok=True)
    tensors = {name: tensor.detach().contiguous() for name, tensor in checkpoint.tensors.items()}
    data = save(tensors, metadata={"facts": json.dumps(dict(checkpoint.facts), sort_keys=True)})
    with replacing(path) as file:
        file.write(data)


def load_checkpoint(path: Path) -> Checkpoint | None:
    """Read a checkpoint; None if there is none, or if it is damaged and the work has to start anew."""
    if not path.exists():
        return None
    try:
        with safe_open(path, framework="pt") as file:  # pyright: ignore[reportUnknownVariableType]
            facts = json.loads((file.metadata() or {})["facts"])
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (not a mapping)
    except (SafetensorError, KeyError, ValueError, OSError):
        return None
    return Checkpoint(tensors=tensors, facts=facts)
