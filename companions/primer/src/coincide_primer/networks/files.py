"""Networks as safetensors files: the weights, and in the metadata the steps that they belong to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from coincide_primer.errors import FileError, InputError
from coincide_primer.networks.convolution import Convolution
from coincide_primer.networks.dense import Dense
from coincide_primer.networks.dropout import Dropout
from coincide_primer.networks.embedding import Embedding
from coincide_primer.networks.layer import Layer
from coincide_primer.networks.network import Network, Step, flatten
from coincide_primer.networks.normalization import Normalization
from coincide_primer.tensors.arithmetic import relu, sigmoid, tanh
from coincide_primer.whole_files import write_whole

LAYERS: dict[str, Any] = {each.__name__: each for each in (Convolution, Dense, Dropout, Embedding, Normalization)}
FUNCTIONS: dict[str, Any] = {"flatten": flatten, "relu": relu, "sigmoid": sigmoid, "tanh": tanh}


def save_network(network: Network, path: str | Path) -> None:
    """Write a network; the file is whole or not there.

    Raises
    ------
    InputError : a step is a function that a reader could not know.
    FileError : the file cannot be written.
    """
    steps = json.dumps([_description(step) for step in network.steps])
    tensors = {name: np.ascontiguousarray(each.data) for name, each in network.parameters.items()}
    write_whole(Path(path), save(tensors, metadata={"coincide_primer.steps": steps}))


def load_network(path: str | Path) -> Network:
    """Read what `save_network` wrote.

    Raises
    ------
    FileError : the file cannot be read, or holds no network of this package.
    """
    try:
        with safe_open(path, framework="numpy") as file:
            steps = json.loads((file.metadata() or {})["coincide_primer.steps"])
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118  (no mapping)
        network = Network(*(_step(name, settings) for name, settings in steps))
    except OSError as error:
        raise FileError(f"{path}: cannot be read: {error.strerror or error}.") from None
    except (SafetensorError, KeyError, TypeError, ValueError):
        raise FileError(f"{path}: expected a network that `save_network` wrote; it is something else.") from None
    shapes = {name: each.shape for name, each in network.parameters.items()}
    if shapes != {name: each.shape for name, each in tensors.items()}:
        raise FileError(f"{path}: the weights do not fit the layers. Save the network again.")
    for name, parameter in network.parameters.items():
        parameter.data = tensors[name]
    return network


def _description(step: Step) -> tuple[str, dict[str, Any]]:
    if isinstance(step, Layer) and type(step) in LAYERS.values():
        return type(step).__name__, step.settings
    for name, function in FUNCTIONS.items():
        if step is function:
            return name, {}
    known = ", ".join([*LAYERS, *FUNCTIONS])
    raise InputError(f"cannot save step {step!r}: a file knows only {known}.")


def _step(name: str, settings: dict[str, Any]) -> Step:
    if name in FUNCTIONS:
        return FUNCTIONS[name]
    # The weights that are drawn here are replaced by those of the file.
    return LAYERS[name](**settings, rng=np.random.default_rng(0))
