"""Patches become embeddings, some at a time, on any worker."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np
from numpy.typing import NDArray

from coincide.embed import Plain, embed_on
from coincide.execute import Executor, Inline, UnitProgress, result_of
from coincide.workflow.listen.pictures import Pictures
from coincide.workflow.progress import StageProgress

_UNIT = 512
"""Patches embedded together: half a megabyte on the way to a worker, and 20 ms of work."""
_Rows = NDArray[np.float32]


def embed_pictures(
    pictures: Pictures,
    weights: Mapping[str, _Rows],
    plain: Plain,
    *,
    device: str = "cpu",
    executor: Executor,
    stage: StageProgress,
) -> tuple[_Rows, _Rows]:
    """Return what the encoder says about all events, (n, dim), and their plain rows, (n, ≤ 50).

    Parameters
    ----------
    weights : of the encoder.
    device : where torch computes; one other than ``cpu`` is that of this machine, and leaves the workers idle.
    """
    work = partial(_embed, weights=weights, plain=plain, device=device)
    units = (block[start : start + _UNIT] for block in pictures.blocks() for start in range(0, len(block), _UNIT))
    results = (executor if device == "cpu" else Inline()).run(work, units, stage)
    parts, plain_parts = zip(*(result_of("embedding events", result) for result in results), strict=True)
    return np.concatenate(parts), np.concatenate(plain_parts)


def _embed(
    patches: NDArray[np.uint8], progress: UnitProgress, *, weights: Mapping[str, _Rows], plain: Plain, device: str
) -> tuple[_Rows, _Rows]:
    rows = embed_on(device, weights, patches), plain.rows(patches)
    progress.advance(len(patches))
    return rows
