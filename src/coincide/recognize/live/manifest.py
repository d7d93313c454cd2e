"""What lies beside an ONNX file: how to feed it, what comes out, and its digest."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

FORMAT = 1
"""Raised when a page of an earlier version could not use the file."""


class LiveManifest(BaseModel):
    """A recognizer in a browser.

    Attributes
    ----------
    kind : ``sound``: hops of samples; ``image``: whole frames of a camera.
    labels : names of the columns of `probabilities`; the last is ``unknown`` if `has_unknown`.
    noise_label : column that stands for no call, which is not shown.
    unknown_threshold : probability that a name needs.
    thresholds : the same for names that need another one.
    sample_rate_hz, hop_samples, hop_s : of sound; 0 for images.
    n_slots : events that one call may tell; 1 for images.
    state_size : numbers that go from call to call, zeros at first; 0 for images.
    latency_s : from the end of an event of typical length until it is shown.
    inputs, outputs : shapes by name; words stand for lengths that may differ.
    embedding_key : which embeddings it gives; other labels make another file with the same ones.
    file, sha256, size : the ONNX file, its digest and its length in bytes.
    parity : largest difference between PyTorch and onnxruntime that was measured.
    catalog : name of the catalog, or of the model's source.
    created : when, in ISO 8601.
    version : of the package that wrote it.
    notes : sentences for people.
    groups, group_above, group_of : coarser names, the place among them of the group above each (-1: none), and of the
        narrowest group of each label; empty where names have no groups.
    unfit : labels that are never shown by themselves; they count for their groups.
    usual : embedding that pictures have on average, of unit length; empty where nobody knows it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int = FORMAT
    kind: Literal["sound", "image"]
    file: str
    sha256: str
    size: int
    embedding_key: str = ""
    labels: list[str]
    has_unknown: bool
    noise_label: int | None = None
    unknown_threshold: float
    thresholds: dict[str, float]
    embedding_dim: int
    sample_rate_hz: int = 0
    hop_samples: int = 0
    hop_s: float = 0.0
    n_slots: int = 1
    state_size: int = 0
    latency_s: float = 0.0
    low_hz: float = 0.0
    high_hz: float = 0.0
    inputs: dict[str, list[int | str]]
    outputs: dict[str, list[int | str]]
    parity: float
    catalog: str
    created: str
    version: str
    notes: list[str]
    groups: list[str] = []
    group_above: list[int] = []
    group_of: list[int] = []
    unfit: list[int] = []
    usual: list[float] = []
