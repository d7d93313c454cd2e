"""Networks as ONNX files: written, cleaned, and compared with PyTorch before anybody gets them.

A file holds nothing but the graph and its numbers. The exporter of torch would leave stack traces in it, with the names
of folders of the machine that it was made on.

`torch.onnx`, `onnx` and `onnxruntime` are imported here only, when they are needed.
"""

from __future__ import annotations

import contextlib
import gc
import io
import logging
import threading
import warnings
from collections.abc import Generator, Mapping, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from coincide.errors import ExportError
from coincide.recognize.onnx_packages import require_packages

OPSET = 18
"""Version 20 cannot be reached from PyTorch where a Fourier transform lies in a branch."""
TOLERANCE = 1e-4
"""Largest difference between PyTorch and onnxruntime, of probabilities and embeddings."""

_EXPORTING = threading.Lock()
"""PyTorch replaces Python's `min`, `max` and `math.pow` while it exports; two exports at once would leave them so."""

Arrays = Mapping[str, NDArray[Any]]


def onnx_bytes(
    module: nn.Module,
    inputs: Mapping[str, Tensor],
    outputs: Sequence[str],
    *,
    free_axes: Mapping[str, Mapping[int, str]] | None = None,
) -> bytes:
    """Write a network.

    Parameters
    ----------
    module : in evaluation mode.
    inputs : an example of each, in the order of `forward`.
    outputs : a name for each.
    free_axes : by input, axes whose length may differ, with a name for that length; all others are fixed.

    Raises
    ------
    MissingPackageError : see `require_packages`.
    ExportError : PyTorch cannot write it.
    """
    require_packages()
    free = free_axes or {}
    shapes = [{axis: torch.export.Dim(name) for axis, name in free.get(one, {}).items()} or None for one in inputs]
    try:
        with _EXPORTING, _quiet(), _without_collection():
            program = torch.onnx.export(
                module,
                tuple(inputs.values()),
                dynamo=True,
                opset_version=OPSET,
                input_names=list(inputs),
                output_names=list(outputs),
                dynamic_shapes=tuple(shapes) if free else None,
                external_data=False,
                verbose=False,
                optimize=False,
            )
            if program is not None:
                _simplify(program.model)
    except Exception as error:
        raise ExportError(
            f"PyTorch {torch.__version__} cannot write `{type(module).__name__}` as ONNX: {_reason(error)}. "
            "Another version of torch or onnxscript may; versions that work together are in `constraints.txt`."
        ) from None
    if program is None:
        raise ExportError("PyTorch wrote no ONNX program. Update torch.")
    return _cleaned(program.model_proto)


def _simplify(model: Any) -> None:
    """Compute what does not depend on the input, and keep one of what is there twice.

    The exporter's own optimization also looks for hundreds of patterns at every node, which takes a sixth of the
    time of an export. onnxruntime does that when it opens the file, and runs either program in the same time.
    """
    from onnxscript import optimizer

    optimizer.inline(model)
    optimizer.fold_constants(model)
    # Without a round of patterns, this removes what is unused or there twice.
    optimizer.optimize(model, num_iterations=0)


def _reason(error: BaseException) -> str:
    """Return the first cause: what torch says itself is advice for those who wrote the network."""
    while error.__cause__ is not None:
        error = error.__cause__
    return " ".join(f"{type(error).__name__}: {error}".split())[:300]


class OnnxSession:
    """Runs an ONNX file with onnxruntime, on one thread as the browser does.

    Raises
    ------
    MissingPackageError : see `require_packages`.
    """

    def __init__(self, model: bytes) -> None:
        require_packages()
        import onnxruntime

        # For a program that imported it before `coincide`, whose telemetry was switched on by then; see that module.
        onnxruntime.disable_telemetry_events()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session: Any = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self.outputs = [str(one.name) for one in self._session.get_outputs()]

    def run(self, inputs: Arrays) -> dict[str, NDArray[Any]]:
        """Return what comes out, by name."""
        return dict(zip(self.outputs, self._session.run(None, dict(inputs)), strict=True))


def run_torch(module: nn.Module, inputs: Arrays, outputs: Sequence[str]) -> dict[str, NDArray[Any]]:
    """Return what comes out of the network in PyTorch, by name."""
    with torch.inference_mode():
        results = module(*(torch.from_numpy(array) for array in inputs.values()))
    return {name: result.numpy() for name, result in zip(outputs, results, strict=True)}


def check_parity(expected: Arrays, got: Arrays, names: Sequence[str], *, what: str) -> float:
    """Compare what PyTorch and another runtime say.

    Parameters
    ----------
    names : outputs to compare.
    what : the input, for the message.

    Returns
    -------
    The largest difference.

    Raises
    ------
    ExportError : it is larger than `TOLERANCE`, or not a number.
    """
    largest = 0.0
    for name in names:
        difference = float(np.max(np.abs(expected[name].astype(np.float64) - got[name]), initial=0.0))
        if not difference <= TOLERANCE:
            raise ExportError(
                f"expected PyTorch and onnxruntime to agree on `{name}` within {TOLERANCE:g}, got a difference of "
                f"{difference:.2g} for {what}. Nothing was written, since the browser would give other names than "
                "`coincide recognize`. Please report this with the versions that `pip list` shows."
            )
        largest = max(largest, difference)
    return largest


def _cleaned(proto: Any) -> bytes:
    """Take out what tells where the file was made."""
    for graph in _graphs(proto.graph):
        del graph.metadata_props[:]
        graph.doc_string = ""
        for part in (*graph.node, *graph.input, *graph.output, *graph.value_info, *graph.initializer):
            part.doc_string = ""
            del part.metadata_props[:]
        del graph.value_info[:]
    del proto.metadata_props[:]
    proto.doc_string = ""
    return bytes(proto.SerializeToString())


def _graphs(graph: Any) -> Generator[Any]:
    yield graph
    for node in graph.node:
        for attribute in node.attribute:
            if attribute.HasField("g"):
                yield from _graphs(attribute.g)


@contextlib.contextmanager
def _quiet() -> Generator[None]:
    """Silence the exporter, which tells its progress even if asked not to, and warns of its own code."""
    loggers = [logging.getLogger(name) for name in ("torch.onnx", "torch.onnx._internal", "onnxscript", "onnx_ir")]
    levels = [logger.level for logger in loggers]
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        try:
            for logger in loggers:
                logger.setLevel(logging.ERROR)
            yield
        finally:
            for logger, level in zip(loggers, levels, strict=True):
                logger.setLevel(level)


@contextlib.contextmanager
def _without_collection() -> Generator[None]:
    """Put off the search for garbage in cycles: the exporter makes millions of objects, and looking through these takes
    a sixth of its time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
