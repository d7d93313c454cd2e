"""An index as the content of a file, and back: nothing that a file says is used before it was checked.

The engine checks its own arrays; here are the parameters, the ids and the removals.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from coincide_smallworld.errors import InputError
from coincide_smallworld.index import files
from coincide_smallworld.index.calibration import Calibrations, as_array, from_array
from coincide_smallworld.index.engines import restored_engine
from coincide_smallworld.index.files import IndexContent
from coincide_smallworld.index.parameters import (
    Plan,
    as_whole,
    check_algorithm,
    check_quality,
    check_radius,
    check_whole,
    make_plan,
)
from coincide_smallworld.index.state import State

SHAPING = ("metric", "band", "quantize", "max_degree", "ef_construction", "seed")
ASKING = ("algorithm", "n_neighbors", "radius", "ef")
NEXT_ID = "next_id"
MOST_IDS = 2**62
IDS, IS_DEAD = "ids", "is_dead"
# Only in files of an index with a quality.
QUALITY, CALIBRATIONS = "quality", "calibrations"
# Only in files of an index that was told how to store numbers.
DTYPE = "dtype"


def write(path: Path, state: State, parameters: Mapping[str, Any], calibrations: Calibrations) -> None:
    """Write an index file in one step.

    Raises
    ------
    IndexFileError : it cannot be written.
    SettingsError : a parameter that would be stored is out of its range.
    """
    files.write(path, pack(state, parameters, calibrations))


def read(path: Path, *, mmap: bool) -> tuple[dict[str, Any], State, Calibrations]:
    """Read an index file: the parameters, what was stored, and what was measured on it.

    Raises
    ------
    IndexFileError : missing, foreign, of another version, truncated or damaged.
    """
    content = files.read(path, mmap=mmap)
    try:
        return unpack(content)
    except (ValueError, InputError) as cause:
        raise files.damaged(path, str(cause).rstrip(".")) from None


def pack(state: State, parameters: Mapping[str, Any], calibrations: Calibrations) -> IndexContent:
    """Return the content of a file for this state."""
    plan = state.plan
    settings = {name: getattr(plan, name) for name in SHAPING if name != "metric"}
    settings |= _checked_asking(parameters) | {NEXT_ID: state.next_id}
    if plan.dtype != "auto":
        settings[DTYPE] = plan.dtype
    arrays = dict(state.engine.arrays())
    if state.ids is not None:
        arrays[IDS] = state.ids
    if state.is_dead is not None:
        arrays[IS_DEAD] = state.is_dead.astype(np.uint8)
    if parameters[QUALITY] is not None:
        settings[QUALITY] = check_quality(parameters[QUALITY])
        arrays[CALIBRATIONS] = as_array(calibrations, quality=settings[QUALITY])
    return IndexContent(kind=_kind(plan), metric=plan.metric, settings=settings, arrays=arrays)


def unpack(content: IndexContent) -> tuple[dict[str, Any], State, Calibrations]:
    """Return what a file holds: the parameters, the state and what was measured on it.

    Raises
    ------
    ValueError, InputError : it cannot be what `pack` returned.
    """
    settings, arrays = dict(content.settings), dict(content.arrays)
    dtype = settings.pop(DTYPE, "auto")
    quality = check_quality(settings.pop(QUALITY)) if QUALITY in settings else None
    calibrations = {} if quality is None else from_array(arrays.pop(CALIBRATIONS, None), quality=quality)
    expected = {*SHAPING, *ASKING, NEXT_ID} - {"metric"}
    if set(settings) != expected:
        raise ValueError(f"expected settings {sorted(expected)}, found {sorted(settings)}")
    asking = _checked_asking(settings)
    shaping = {name: settings[name] for name in SHAPING if name != "metric"}
    plan = make_plan(metric=content.metric, dtype=dtype, **shaping)
    if content.kind != _kind(plan):
        raise ValueError(f"expected kind {_kind(plan)!r} for metric {plan.metric!r}, found {content.kind!r}")
    ids, is_dead = arrays.pop(IDS, None), arrays.pop(IS_DEAD, None)
    with np.errstate(all="ignore"):  # forged numbers may overflow while they are checked
        engine = restored_engine(plan, arrays)
    dead = _checked_dead(is_dead, n=len(engine))
    next_id = _checked_next_id(settings[NEXT_ID])
    state = State(
        plan=plan,
        engine=engine,
        ids=_checked_ids(ids, n=len(engine), next_id=next_id),
        is_dead=dead,
        n_dead=0 if dead is None else int(np.count_nonzero(dead)),
        next_id=next_id,
    )
    parameters = {name: getattr(plan, name) for name in (*SHAPING, DTYPE)} | asking | {QUALITY: quality}
    return parameters, state, calibrations


def _kind(plan: Plan) -> str:
    return "series" if plan.metric == "dtw" else "vectors"


def _checked_asking(parameters: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "algorithm": check_algorithm(parameters["algorithm"]),
        "n_neighbors": check_whole("n_neighbors", parameters["n_neighbors"]),
        "radius": check_radius(parameters["radius"]),
        "ef": check_whole("ef", parameters["ef"]),
    }


def _checked_next_id(next_id: object) -> int:
    number = as_whole(next_id)
    if number is None or not 0 <= number <= MOST_IDS:
        raise ValueError(f"expected a number of ids, found {next_id!r}")
    return number


def _checked_ids(ids: npt.NDArray[Any] | None, *, n: int, next_id: int) -> npt.NDArray[np.int64] | None:
    if ids is None:
        if next_id != n:
            raise ValueError(f"expected {n} ids, found {next_id}")
        return None
    _check_row_array(IDS, ids, dtype=np.int64, n=n)
    if n > 0 and (ids[0] < 0 or ids[-1] >= next_id or (ids[1:] <= ids[:-1]).any()):
        raise ValueError(f"expected increasing ids from 0 to {next_id - 1}, found others")
    return ids


def _checked_dead(is_dead: npt.NDArray[Any] | None, *, n: int) -> npt.NDArray[np.bool_] | None:
    if is_dead is None:
        return None
    _check_row_array(IS_DEAD, is_dead, dtype=np.uint8, n=n)
    if (is_dead > 1).any():
        raise ValueError("expected marks of removal 0 or 1, found others")
    return is_dead.astype(np.bool_)


def _check_row_array(name: str, array: npt.NDArray[Any], *, dtype: npt.DTypeLike, n: int) -> None:
    if array.dtype != dtype or array.shape != (n,):
        raise ValueError(
            f"expected `{name}` as {np.dtype(dtype)} of shape {(n,)}, found {array.dtype} of shape {array.shape}"
        )
