"""Pretrained weights: which there are, where they lie, and whether they are the right ones."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from coincide.recognize.image.sources import SOURCES, ModelSource, source_named
from coincide.recognize.image.weights import Place, check_file, checked_weights, find_weights, pull_weights
from coincide.workflow.progress import Progress, Silent


@dataclass(frozen=True, slots=True)
class ModelState:
    """One file of weights.

    Attributes
    ----------
    place, path : where it lies; where it would lie, if nowhere.
    is_checked : it was read, and is the right one.
    """

    source: ModelSource
    place: Place
    path: Path
    is_checked: bool


def list_states() -> list[ModelState]:
    """Return all weights that are known, unchecked."""
    return [ModelState(source, *find_weights(source), is_checked=False) for source in SOURCES.values()]


def pull_model(name: str, *, progress: Progress | None = None) -> ModelState:
    """Bring weights into the cache.

    Raises
    ------
    InputError : there are none of this name.
    ModelFileError : they cannot be had, or are others.
    """
    source = source_named(name)
    with (progress or Silent()).stage("pull", total=source.size, unit="bytes") as stage:
        path = pull_weights(source, listener=stage.advance)
    return ModelState(source, "cache", path, is_checked=True)


def verify_models(name: str | None = None) -> list[ModelState]:
    """Check the weights that are here, or some, which must be here.

    Raises
    ------
    InputError : there are none of this name.
    ModelFileError : they are others than they must be, or those asked for are not here.
    """
    if name is not None:
        source = source_named(name)
        path = checked_weights(source)
        return [ModelState(source, find_weights(source)[0], path, is_checked=True)]
    states = list_states()
    for state in states:
        if state.place != "nowhere":
            check_file(state.path, state.source)
    return [ModelState(s.source, s.place, s.path, is_checked=s.place != "nowhere") for s in states]
