"""What embeds and categorizes any sound, without torch.

Its file, ``model.safetensors``, holds encoder, centers and prototypes, and in its header the facts as JSON.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coincide.catalog import unusable, why_unread
from coincide.categorize import Assignment, Categorizer, Head, Smoother
from coincide.embed import MIN_SOURCE_EVENTS, Centers, add_scale, center, embed_without_torch, fit_centers, uncentered
from coincide.events import PATCH_BANDS, PATCH_FRAMES, PatchGeometry, PictureScales
from coincide.learned.model_files import MODEL_FILE, ModelFiles
from coincide.tensor_files import Tensors, load_tensors, save_tensors

MAX_GUESSED_SOURCES = 200
_ENCODER = "encoder."


@dataclass(frozen=True, slots=True)
class Model:
    """Everything that turns patches into categories.

    Attributes
    ----------
    encoder : weights by name.
    source_of : source of each recording that the model has seen.
    scales : frames of the pictures, and which events have which.
    """

    encoder: Mapping[str, NDArray[np.float32]]
    centers: Centers
    source_of: Mapping[int, int]
    scales: PictureScales
    categorizer: Categorizer

    def embed(
        self, patches: NDArray[np.float32], *, recording_ids: Sequence[int | None], scales: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """Embed patches (n, bands, frames); centred by their recording where the model knows it."""
        return self.place(embed_without_torch(self.encoder, patches), recording_ids=recording_ids, scales=scales)

    def place(
        self, raw: NDArray[np.float32], *, recording_ids: Sequence[int | None], scales: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """Turn the encoder's output (n, dim) into what the catalog keeps: centred, marked with the scale."""
        sources = np.array([self.source_of.get(-1 if r is None else r, -1) for r in recording_ids], dtype=np.int64)
        placed = center(raw, None, self.centers)
        is_known = (sources >= 0) & self.centers.is_by_source
        if is_known.any():
            placed[is_known] = center(raw[is_known], sources[is_known], self.centers)
        return add_scale(placed, scales, len(self.scales))

    def moved_away(self, embeddings: NDArray[np.float32], *, recording_ids: Sequence[int]) -> NDArray[np.float32]:
        """Return what `place` would have made of events (n, dim) of the catalog if their recordings were unknown."""
        n_scales = len(self.scales)
        sources = np.array([self.source_of.get(recording, -1) for recording in recording_ids], dtype=np.int64)
        is_moved = (sources >= 0) & self.centers.is_by_source
        if not is_moved.any():
            return embeddings
        moved, dim = embeddings.copy(), len(self.centers.overall)
        own = embeddings[is_moved, :dim] / np.linalg.norm(embeddings[is_moved, :dim], axis=1, keepdims=True)
        away = center(uncentered(own, sources[is_moved], self.centers), None, self.centers)
        scales = embeddings[is_moved, dim:].argmax(axis=1) if n_scales > 1 else np.zeros(len(own), dtype=np.int64)
        moved[is_moved] = add_scale(away, scales, n_scales)
        return moved

    def place_anywhere(self, raw: NDArray[np.float32], *, scale: int) -> NDArray[np.float32]:
        """Place one output of the encoder (1, dim) in each known source, and in none; returns (s + 1, dim)."""
        n_sources = min(len(self.centers.by_source), MAX_GUESSED_SOURCES) if self.centers.is_by_source else 0
        inside = center(np.repeat(raw, n_sources, axis=0), np.arange(n_sources), self.centers)
        placed = np.concatenate([inside, center(raw, None, self.centers)])
        return add_scale(placed, np.full(len(placed), scale), len(self.scales))

    def with_sources(self, raw: NDArray[np.float32], recording_ids: Sequence[int]) -> Model:
        """Return the model with centers for recordings that it does not know, if they have enough events.

        Parameters
        ----------
        raw : (n, dim), the encoder's output.
        recording_ids : (n,) the recording of each row.
        """
        if not self.centers.is_by_source:
            return self
        ids = np.array(recording_ids, dtype=np.int64)
        by_source, source_of = [*self.centers.by_source], dict(self.source_of)
        for recording in dict.fromkeys(recording_ids):
            rows = raw[ids == recording]
            if recording not in source_of and len(rows) >= MIN_SOURCE_EVENTS:
                source_of[recording] = len(by_source)
                by_source.append(fit_centers(rows, np.zeros(len(rows), dtype=np.int64)).by_source[0])
        return replace(self, centers=replace(self.centers, by_source=np.stack(by_source)), source_of=source_of)

    def assign(self, embeddings: NDArray[np.float32]) -> Assignment:
        """Categorize embeddings (n, dim)."""
        return self.categorizer.assign(embeddings)


def save_model(folder: Path, model: Model) -> None:
    """Write the model file into `folder`, atomically."""
    tensors: dict[str, NDArray[np.float32]] = {_ENCODER + name: array for name, array in model.encoder.items()}
    tensors |= {
        "centers.by_source": model.centers.by_source,
        "centers.overall": model.centers.overall,
        "smoother.reference": model.categorizer.smoother.reference,
        "smoother.averaged": model.categorizer.smoother.averaged,
        "head.prototypes": model.categorizer.head.prototypes,
    }
    facts = {
        "format": 1,
        "source_of": {str(recording): source for recording, source in model.source_of.items()},
        "scale_of": {str(recording): scale for recording, scale in model.scales.audible.items()},
        "ultrasonic_scale_of": {str(recording): scale for recording, scale in model.scales.ultrasonic.items()},
        "geometries": [asdict(geometry) for geometry in model.scales.geometries],
        "is_centered_by_source": model.centers.is_by_source,
        "n_neighbors": model.categorizer.smoother.n_neighbors,
        "temperature": model.categorizer.head.temperature,
        "unsure_below": model.categorizer.unsure_below,
    }
    save_tensors(folder / MODEL_FILE, tensors, facts)


def read_model(files: ModelFiles) -> Model:
    """Read the model of a catalog.

    Raises
    ------
    CatalogError : its file is missing or damaged.
    """
    files.checked(MODEL_FILE)
    return load_model(files.folder)


def load_model(folder: Path) -> Model:
    """Read the model file of `folder`.

    Raises
    ------
    CatalogError : it is missing or damaged.
    """
    path = folder / MODEL_FILE
    try:
        return _model(load_tensors(path))
    except OSError as error:
        reason = why_unread(error)
    except (ValueError, LookupError, TypeError, AttributeError) as cause:
        reason = f"{type(cause).__name__}: {cause}" if isinstance(cause, KeyError) else str(cause)
    raise unusable(path, reason)


def _model(stored: Tensors) -> Model:
    tensors, facts = stored.arrays, stored.facts
    dim = len(tensors["centers.overall"])
    shapes = {"centers.by_source": (None, dim), "smoother.reference": (None, None), "head.prototypes": (None, None)}
    for name, shape in shapes.items():
        _check(name, tensors[name], shape)
    n, dim = tensors["smoother.reference"].shape
    _check("smoother.averaged", tensors["smoother.averaged"], (n, dim))
    _check("head.prototypes", tensors["head.prototypes"], (None, dim))
    smoother = Smoother(tensors["smoother.reference"], tensors["smoother.averaged"], facts["n_neighbors"])
    head = Head(tensors["head.prototypes"], facts["temperature"])
    encoder = {n.removeprefix(_ENCODER): tensor for n, tensor in tensors.items() if n.startswith(_ENCODER)}
    _check_encoder(encoder, len(tensors["centers.overall"]))
    return Model(
        encoder=encoder,
        centers=Centers(
            tensors["centers.by_source"],
            tensors["centers.overall"],
            is_by_source=facts.get("is_centered_by_source", True),  # models of early versions all are
        ),
        source_of={int(recording): source for recording, source in facts["source_of"].items()},
        scales=_scales(facts),
        categorizer=Categorizer(smoother, head, facts["unsure_below"]),
    )


def _scales(facts: Mapping[str, Any]) -> PictureScales:
    """Read the scales; in models of early versions, a recording has one for all its calls."""
    audible, ultrasonic = facts["scale_of"], facts.get("ultrasonic_scale_of", facts["scale_of"])
    return PictureScales(
        [PatchGeometry(**geometry) for geometry in facts["geometries"]],
        {int(recording): scale for recording, scale in audible.items()},
        {int(recording): scale for recording, scale in ultrasonic.items()},
    )


def _check_encoder(encoder: Mapping[str, NDArray[np.float32]], dim: int) -> None:
    """Embed a picture: what an encoder lacks shows in use, where it would look like damage of a recording."""
    ramp = np.linspace(0, 1, PATCH_BANDS * PATCH_FRAMES, dtype=np.float32).reshape(1, PATCH_BANDS, PATCH_FRAMES)
    with np.errstate(all="ignore"):
        row = embed_without_torch(encoder, ramp)
    if row.shape != (1, dim) or not np.isfinite(row).all():
        raise ValueError(f"its encoder does not give {dim} finite numbers")


def _check(name: str, array: NDArray[Any], shape: tuple[int | None, ...]) -> None:
    fits = len(array.shape) == len(shape) and all(w in (None, n) for w, n in zip(shape, array.shape, strict=True))
    if not fits or array.dtype != np.float32:
        raise ValueError(f"`{name}` is {array.dtype} of shape {array.shape}")
