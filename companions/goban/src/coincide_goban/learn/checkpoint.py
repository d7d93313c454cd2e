"""A training on disk: weights, the optimizer's moments and the curve so far, so that a killed one goes on."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import torch

from coincide_goban.errors import RecordError
from coincide_goban.files import read_bytes, write_whole
from coincide_goban.learn.model import DualHead

Row = TypeVar("Row")


def keep(
    folder: Path,
    model: DualHead,
    optimizer: torch.optim.Optimizer,
    *,
    settings: Mapping[str, Any],
    curve: Sequence[Mapping[str, Any]],
) -> None:
    """Write `checkpoint.npz`, and the curve once more as `curve.json` for people."""
    arrays: dict[str, np.ndarray] = {f"weight/{name}": array for name, array in model.weights().items()}
    for index, state in optimizer.state_dict()["state"].items():
        arrays |= {f"state/{index}/{key}": np.asarray(value) for key, value in state.items()}
    stream, rows = io.BytesIO(), json.dumps(list(curve))
    np.savez_compressed(
        stream, allow_pickle=False, settings=np.array(json.dumps(settings)), curve=np.array(rows), **arrays
    )
    write_whole(folder / "checkpoint.npz", stream.getvalue())
    write_whole(folder / "curve.json", rows.encode())


def resume(
    folder: Path,
    model: DualHead,
    optimizer: torch.optim.Optimizer,
    *,
    settings: Mapping[str, Any],
    row: Callable[..., Row],
) -> list[Row]:
    """The curve so far, with weights and moments put back; empty if there is no checkpoint.

    Raises
    ------
    RecordError : the checkpoint is damaged, or was made under other settings.
    """
    path = folder / "checkpoint.npz"
    if not path.exists():
        return []
    try:
        with np.load(io.BytesIO(read_bytes(path)), allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        before = json.loads(str(arrays["settings"]))
        curve = [row(**fields) for fields in json.loads(str(arrays["curve"]))]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RecordError(f"{path} is damaged ({error}); delete it to begin again") from None
    if before != settings:
        raise RecordError(f"{path} belongs to another plan ({before}); choose another folder, or delete it")
    put_weights(model, {name.removeprefix("weight/"): array for name, array in arrays.items()})
    _put_moments(arrays, optimizer)
    return curve


def put_weights(model: DualHead, weights: Mapping[str, np.ndarray]) -> None:
    """Give a model the weights of another of its shape."""
    with torch.no_grad():
        for name, parameter in model.arrays.items():
            parameter.copy_(torch.from_numpy(weights[name.replace("-", ".")]))


def _put_moments(arrays: Mapping[str, np.ndarray], optimizer: torch.optim.Optimizer) -> None:
    state: dict[int, dict[str, torch.Tensor]] = {}
    for name, array in arrays.items():
        if name.startswith("state/"):
            _, index, key = name.split("/")
            state.setdefault(int(index), {})[key] = torch.from_numpy(array.copy())
    optimizer.load_state_dict({"state": state, "param_groups": optimizer.state_dict()["param_groups"]})
