"""The releases that are installed: one of every package, and nothing that only one machine can use."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LINES = [
    line
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
TORCH = "torch>=2.6,<2.14"
"""A range: the builds of torch for different machines do not all exist in every release."""
PINS = dict(line.split("==") for line in LINES if line != TORCH)


def requirements() -> list[Requirement]:
    """All that coincide and its libraries ask for, with extras and groups, whatever the machine and the Python."""
    files = [ROOT / "pyproject.toml", *ROOT.glob("libraries/*/pyproject.toml")]
    tables = [tomllib.loads(file.read_text(encoding="utf-8")) for file in files]
    projects = [table["project"] for table in tables]
    ours = {project["name"] for project in projects}
    parts = [part for one in projects for part in (one["dependencies"], *one.get("optional-dependencies", {}).values())]
    parts += [part for table in tables for part in table["dependency-groups"].values()]
    named = [Requirement(text) for part in parts for text in part]
    return [one for one in named if one.name not in ours and one.marker is None]


def test_each_line_but_that_of_torch_is_a_name_and_an_exact_release() -> None:
    assert [line for line in LINES if not re.fullmatch(r"[a-z0-9-]+==[0-9][0-9a-z.]*", line)] == [TORCH]


def test_each_package_is_there_once_and_in_order() -> None:
    names = [re.split("[=><]", line)[0] for line in LINES]
    assert names == sorted(set(names))


def test_every_package_that_is_asked_for_has_its_release() -> None:
    assert {one.name for one in requirements() if canonicalize_name(one.name) not in PINS} == {"torch"}


def test_every_release_is_one_that_is_asked_for() -> None:
    named = [one for one in requirements() if canonicalize_name(one.name) in PINS]
    assert [str(one) for one in named if not one.specifier.contains(PINS[canonicalize_name(one.name)])] == []


def test_no_package_of_graphics_cards_is_among_them() -> None:
    assert [name for name in PINS if name.startswith(("nvidia-", "cuda-", "triton"))] == []
