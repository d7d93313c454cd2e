"""The camera's graph as an ONNX file, compared with PyTorch on frames of several sizes before anybody gets it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from coincide.errors import ModelFileError
from coincide.recognize.image.camera import CameraGraph
from coincide.recognize.image.lite0 import Lite0, load_in_order
from coincide.recognize.onnx import OnnxSession, check_parity, onnx_bytes, run_torch

OUTPUTS = ("probabilities", "embedding")
_EXAMPLE = (1, 240, 320, 4)


def load_camera(weights: Path) -> CameraGraph:
    """Read the network; `ModelFileError` if the file holds anything but its weights."""
    try:
        # Weights only: such a file could otherwise run code.
        loaded: Mapping[str, torch.Tensor] = torch.load(weights, map_location="cpu", weights_only=True)
        network = Lite0()
        load_in_order(network, loaded)
    except (OSError, RuntimeError, UnpicklingError, AttributeError, EOFError) as error:
        raise ModelFileError(f"`{weights}` holds no weights that can be read: {type(error).__name__}.") from None
    return CameraGraph(network).eval()


def write_camera(graph: CameraGraph) -> tuple[bytes, float]:
    """Return the ONNX file, and the largest difference of probabilities and embeddings.

    Raises
    ------
    MissingPackageError : a package of the extra `export` is not installed.
    ExportError : it cannot be written, or onnxruntime says something else than PyTorch.
    """
    example = torch.zeros(_EXAMPLE, dtype=torch.uint8)
    model = onnx_bytes(graph, {"frame": example}, OUTPUTS, free_axes={"frame": {1: "height", 2: "width"}})
    session, largest = OnnxSession(model), 0.0
    for name, frame in hard_frames().items():
        expected = run_torch(graph, {"frame": frame}, OUTPUTS)
        got = session.run({"frame": frame})
        largest = max(largest, check_parity(expected, got, OUTPUTS, what=f"a frame of {name}"))
    return model, largest


def hard_frames() -> Mapping[str, NDArray[Any]]:
    """Return frames (1, height, width, 4) by name: flat, noise, a ramp, and odd sizes."""
    rng = np.random.default_rng(0)
    ramp = np.linspace(0, 255, 640, dtype=np.uint8)
    ramps = np.broadcast_to(ramp[None, None, :, None], (1, 480, 640, 4))
    return {
        "black": np.zeros((1, 480, 640, 4), dtype=np.uint8),
        "white": np.full((1, 224, 224, 4), 255, dtype=np.uint8),
        "a ramp": np.ascontiguousarray(ramps),
        "noise, upright": rng.integers(0, 256, (1, 641, 363, 4), dtype=np.uint8),
        "noise, very small": rng.integers(0, 256, (1, 7, 11, 4), dtype=np.uint8),
    }
