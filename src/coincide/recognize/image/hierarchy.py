"""What the 1,000 classes of ImageNet have in common: groups from WordNet 3.0, for names that are coarse but right.

A picture of a cat is 42% Egyptian cat, 29% tiger cat and 16% tabby, and 87% cat. The table `hierarchy.tsv` is made by
`scripts/hierarchy`; `wordnet-license.txt` is WordNet's license.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources

NONE = -1
"""The group of a class, or above a group, where there is none."""
LICENSE_FILE = "wordnet-license.txt"


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """Groups of classes.

    Attributes
    ----------
    groups : names; a group stands after the group above it.
    group_above : place in `groups` of the group above each group, or `NONE`.
    group_of : the narrowest group of each class, or `NONE`.
    unfit : classes that are never named by themselves, such as underwear; they count for their groups.
    """

    groups: tuple[str, ...]
    group_above: tuple[int, ...]
    group_of: tuple[int, ...]
    unfit: tuple[int, ...]


def imagenet_hierarchy() -> Hierarchy:
    """Return the groups of ImageNet's classes, in the order of `names.imagenet_names`."""
    text = resources.files(__package__ or "").joinpath("hierarchy.tsv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    parting = lines.index("")
    groups = [line.split("\t") for line in lines[:parting]]
    classes = [line.split("\t") for line in lines[parting + 1 :]]
    return Hierarchy(
        groups=tuple(name for name, _ in groups),
        group_above=tuple(int(above) for _, above in groups),
        group_of=tuple(int(one[0]) for one in classes),
        unfit=tuple(place for place, one in enumerate(classes) if one[1:] == ["unfit"]),
    )


def wordnet_license() -> str:
    """Return the license of WordNet, which goes with every copy of the table."""
    return resources.files(__package__ or "").joinpath(LICENSE_FILE).read_text(encoding="utf-8")
