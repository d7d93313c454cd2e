"""The live page's own rules, asked under Node: what is measured is what the page runs."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coincide.errors import InputError
from coincide.recognize.browser import find_node
from coincide.recognize.live.manifest import LiveManifest

_SCRIPT = Path(__file__).with_name("page.mjs")


@dataclass(frozen=True)
class Task:
    """Classes that are taught, and embeddings that are then shown.

    Attributes
    ----------
    kind : ``sound`` or ``image``.
    classes : examples (n, dim) of each.
    seen : frames (n, dim) that the camera saw before, of no class.
    usual : what the recognizer says that pictures are on average (dim,); empty for sounds.
    shown : (n, dim).
    """

    kind: str
    classes: Sequence[NDArray[np.float32]]
    seen: NDArray[np.float32]
    shown: NDArray[np.float32]
    usual: Sequence[float] = ()


@dataclass(frozen=True)
class Answer:
    """What the page says to a task.

    Attributes
    ----------
    forced : number of the class of each shown embedding, if it must be one.
    named : the same, -1 for unknown.
    trained_ms : how long a training took.
    """

    forced: NDArray[np.int64]
    named: NDArray[np.int64]
    trained_ms: float


def ask_taught(tasks: Sequence[Task]) -> list[Answer]:
    """Teach the page, and show it things."""
    told = [
        {
            "kind": task.kind,
            "classes": [_numbers(one) for one in task.classes],
            "seen": _numbers(task.seen),
            "usual": list(task.usual),
            "shown": _numbers(task.shown),
        }
        for task in tasks
    ]
    return [
        Answer(np.array(one["forced"]), np.array(one["named"]), float(one["trainedMs"]))
        for one in _ask({"job": "taught", "tasks": told})
    ]


def ask_names(manifest: LiveManifest, frames: Sequence[NDArray[np.float32]]) -> list[str | None]:
    """Name frames by their probabilities; None for unknown."""
    about = {
        "labels": manifest.labels,
        "groups": manifest.groups,
        "groupAbove": manifest.group_above,
        "groupOf": manifest.group_of,
        "unfit": manifest.unfit,
    }
    return _ask({"job": "named", "manifest": about, "frames": [frame.tolist() for frame in frames]})


def _numbers(rows: NDArray[np.float32]) -> list[list[float]]:
    return np.round(rows.astype(np.float64), 6).tolist()


def _ask(job: dict[str, Any]) -> Any:
    node = find_node()
    if node is None:
        raise InputError("expected Node 18 or newer, which runs the page's own rules, found none. Install it.")
    done = subprocess.run([node, str(_SCRIPT)], input=json.dumps(job), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise InputError(f"the page's rules do not run under Node: {done.stderr.strip()[-400:]}")
    return json.loads(done.stdout)
