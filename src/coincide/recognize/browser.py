"""What the page's worker says, asked under Node where that is installed: the wasm is the one that browsers run."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coincide.errors import ExportError
from coincide.recognize.live.manifest import LiveManifest

MIN_NODE = 18
_SCRIPT = Path(__file__).with_name("browser.mjs")
_TIMEOUT_S = 300.0
_ERROR = re.compile(r"\w*Error\b")


def find_node() -> str | None:
    """Return the command of a Node that is new enough, None if there is none."""
    node = shutil.which("node")
    if node is None:
        return None
    try:
        said = subprocess.run(
            [node, "--version"], capture_output=True, text=True, timeout=_TIMEOUT_S, check=True
        ).stdout
        return node if int(said.strip().removeprefix("v").partition(".")[0]) >= MIN_NODE else None
    except (OSError, ValueError, subprocess.SubprocessError):
        return None


def ask_browser(
    node: str,
    pages: Path,
    model: bytes,
    manifest: LiveManifest,
    inputs: Sequence[NDArray[Any]],
    outputs: Sequence[str],
) -> dict[str, NDArray[np.float32]]:
    """Run a model as the page does.

    Parameters
    ----------
    node : see `find_node`.
    pages : folder with the page's worker and wasm.
    manifest : what the page reads beside the model.
    inputs : sounds (time,), each from silence on; or frames (1, height, width, 4) for a model of images.
    outputs : names of those to return.

    Returns
    -------
    Outputs of all calls, (calls, *shape), with the shapes that the manifest gives.

    Raises
    ------
    ExportError : the worker fails.
    """
    is_sound = manifest.kind == "sound"
    with tempfile.TemporaryDirectory(prefix="coincide-") as folder:
        place = Path(folder)
        (place / "model.onnx").write_bytes(model)
        runs: list[dict[str, Any]] = []
        for number, given in enumerate(inputs):
            (place / f"{number}.bin").write_bytes(np.ascontiguousarray(given).tobytes())
            runs.append({"file": f"{number}.bin", **({} if is_sound else _size(given))})
        job = {
            "manifest": manifest.model_dump(),
            "outputs": list(outputs),
            "runs": runs,
        }
        (place / "job.json").write_text(json.dumps(job), encoding="utf-8")
        _run([node, str(_SCRIPT), str(pages), str(place)])
        return {
            name: np.fromfile(place / f"{name}.f32", dtype=np.float32).reshape(-1, *map(int, manifest.outputs[name]))
            for name in outputs
        }


def _size(frame: NDArray[Any]) -> dict[str, int]:
    return {"height": frame.shape[1], "width": frame.shape[2]}


def _run(command: Sequence[str]) -> None:
    try:
        subprocess.run(command, capture_output=True, text=True, timeout=_TIMEOUT_S, check=True)
    except subprocess.TimeoutExpired:
        raise ExportError(f"the page's worker gave no answer within {_TIMEOUT_S:g} s under Node.") from None
    except subprocess.CalledProcessError as error:
        # Before the error itself, Node shows the line of the script that throws it.
        lines = [line for line in str(error.stderr).splitlines() if _ERROR.match(line)] or [str(error.stderr)]
        said = " ".join(lines[0].split())[:400]
        raise ExportError(f"the page's worker fails under Node: {said}. Nothing was written.") from None
