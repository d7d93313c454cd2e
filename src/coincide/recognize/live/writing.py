"""The live graph as an ONNX file, compared with PyTorch on hard sounds and real ones before anybody gets it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from coincide.errors import ExportError
from coincide.recognize.live.graph import LiveGraph
from coincide.recognize.live.sounds import hard_sounds
from coincide.recognize.onnx import TOLERANCE, OnnxSession, check_parity, onnx_bytes, run_torch

OUTPUTS = ("probabilities", "embedding", "events", "level", "next_state")
_COMPARED = ("probabilities", "embedding")
_TIME_TOLERANCE_S = 1e-3
_ROUNDING, _N_DRAWS = 2.0**-20, 16
"""By which share numbers are changed, a thirtieth of the least step of 16 bits at full scale, and how often."""

Step = Callable[[NDArray[np.float32], NDArray[np.float32]], Mapping[str, NDArray[Any]]]


def write_live(graph: LiveGraph, *, real: Mapping[str, NDArray[np.float32]]) -> tuple[bytes, float]:
    """Write a live graph, and compare it.

    Parameters
    ----------
    graph : in evaluation mode.
    real : sounds (time,) at its sample rate, by name, to be compared on as well.

    Returns
    -------
    The ONNX file, and the largest difference of probabilities and embeddings, where these do not hang on rounding.

    Raises
    ------
    MissingPackageError : a package of the extra `export` is not installed.
    ExportError : it cannot be written, or onnxruntime says something else than PyTorch.
    """
    plan = graph.plan
    graph.is_exported = True
    try:
        inputs = {"audio": torch.zeros(1, plan.hop_samples), "state": torch.zeros(1, plan.state_size)}
        model = onnx_bytes(graph, inputs, OUTPUTS)
    finally:
        graph.is_exported = False
    high_hz = min(plan.grid.high_hz, max(geometry.high_hz for geometry in plan.geometries))
    low_hz = min(0.5 * high_hz, min(geometry.low_hz for geometry in plan.geometries))
    sounds = {**hard_sounds(plan.grid.sample_rate_hz, low_hz=low_hz, high_hz=high_hz), **real}
    session = OnnxSession(model)
    return model, max(_compare(graph, session, sound, name) for name, sound in sounds.items())


def hops(sound: NDArray[np.float32], hop_samples: int) -> Iterator[NDArray[np.float32]]:
    """Yield whole hops (1, hop) of a sound (time,)."""
    for start in range(0, len(sound) - hop_samples + 1, hop_samples):
        yield np.ascontiguousarray(sound[None, start : start + hop_samples])


def torch_step(graph: LiveGraph) -> Step:
    """Return a function of a hop and a state that runs the graph in PyTorch."""
    return lambda audio, state: run_torch(graph, {"audio": audio, "state": state}, OUTPUTS)


def _compare(graph: LiveGraph, session: OnnxSession, sound: NDArray[np.float32], name: str) -> float:
    step, largest = torch_step(graph), 0.0
    state = np.zeros((1, graph.plan.state_size), dtype=np.float32)
    for number, audio in enumerate(hops(sound, graph.plan.hop_samples)):
        # Both get the same memory, or differences by rounding would add up over hours.
        expected = step(audio, state)
        got = session.run({"audio": audio, "state": state})
        what = f"{name}, {number * graph.plan.hop_s:.1f} s"
        _check_same_events(expected["events"], got["events"], what)
        try:
            largest = max(largest, check_parity(expected, got, _COMPARED, what=what))
        except ExportError:
            if not _hangs_on_rounding(step, audio, state, expected, got):
                raise
        state = np.array(expected["next_state"])
    return largest


def _hangs_on_rounding(
    step: Step,
    audio: NDArray[np.float32],
    state: NDArray[np.float32],
    expected: Mapping[str, NDArray[Any]],
    got: Mapping[str, NDArray[Any]],
) -> bool:
    """Say whether PyTorch itself says as different things of sounds that nobody can tell apart.

    Clean tones in silence, or events that equal each other, leave answers to rounding: there no runtime is right.
    """
    rng = np.random.default_rng(0)
    spread = dict.fromkeys(_COMPARED, 0.0)
    for _ in range(_N_DRAWS):
        changed = step(_rounded(audio, rng), _rounded(state, rng))
        for name in _COMPARED:
            spread[name] = max(spread[name], _difference(expected[name], changed[name]))
    return all(_difference(expected[name], got[name]) <= TOLERANCE + 2 * spread[name] for name in _COMPARED)


def _rounded(numbers: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    return (numbers * rng.uniform(1.0 - _ROUNDING, 1.0 + _ROUNDING, numbers.shape)).astype(np.float32)


def _difference(one: NDArray[Any], other: NDArray[Any]) -> float:
    return float(np.max(np.abs(one.astype(np.float64) - other), initial=0.0))


def _check_same_events(expected: NDArray[np.float32], got: NDArray[np.float32], what: str) -> None:
    if float(np.max(np.abs(expected[:, :3] - got[:, :3]))) > _TIME_TOLERANCE_S:
        raise ExportError(
            f"expected PyTorch and onnxruntime to find the same events, got {expected[:, :3].tolist()} and "
            f"{got[:, :3].tolist()} for {what}. Nothing was written. Please report this with the versions that "
            "`pip list` shows."
        )
