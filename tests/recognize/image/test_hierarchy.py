"""Groups of ImageNet's classes: coarser names that are right where no fine one is sure."""

from __future__ import annotations

import re

import pytest

from coincide.recognize.image.hierarchy import NONE, Hierarchy, imagenet_hierarchy, wordnet_license
from coincide.recognize.image.names import N_NAMES, imagenet_names


@pytest.fixture(scope="module")
def hierarchy() -> Hierarchy:
    return imagenet_hierarchy()


def groups_of(name: str, hierarchy: Hierarchy) -> list[str]:
    """Names of all groups of a class, the narrowest first."""
    place = hierarchy.group_of[imagenet_names().index(name)]
    found: list[str] = []
    while place != NONE:
        found.append(hierarchy.groups[place])
        place = hierarchy.group_above[place]
    return found


@pytest.mark.parametrize(
    ("name", "groups"),
    [
        ("Egyptian cat", ["cat", "feline", "mammal", "animal"]),
        ("ptarmigan", ["grouse", "bird", "animal"]),
        ("pickup", ["truck", "motor vehicle", "vehicle"]),
        ("pizza", ["dish of food", "food"]),
        ("tripod", []),
    ],
)
def test_a_class_belongs_to_its_groups(name: str, groups: list[str], hierarchy: Hierarchy) -> None:
    assert groups_of(name, hierarchy) == groups


def test_every_class_has_a_place(hierarchy: Hierarchy) -> None:
    assert len(hierarchy.group_of) == N_NAMES


def test_a_group_stands_after_the_one_above_it(hierarchy: Hierarchy) -> None:
    assert all(above < place for place, above in enumerate(hierarchy.group_above))


def test_no_group_has_the_name_of_a_class_outside_it(hierarchy: Hierarchy) -> None:
    names = imagenet_names()
    outside = [one for one in hierarchy.groups if one in names and one not in groups_of(one, hierarchy)]
    assert outside == []


def test_underwear_is_unfit(hierarchy: Hierarchy) -> None:
    assert "brassiere" in {imagenet_names()[place] for place in hierarchy.unfit}


def test_no_name_is_misread() -> None:
    assert not {"cock", "nipple"} & set(imagenet_names())


def test_the_license_of_wordnet_is_kept() -> None:
    assert re.search(r"WordNet 3\.0 Copyright 2006 by Princeton University", wordnet_license())
