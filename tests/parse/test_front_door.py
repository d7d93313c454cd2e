"""What the parse package offers, and that trees and motifs do not wait for torch."""

from __future__ import annotations

import subprocess
import sys
from types import ModuleType

import front_door
import pytest

from coincide import parse
from coincide.parse import decoders, fitting, models, songs, text

WITHOUT_TORCH = (
    "import coincide.parse",
    "from coincide.parse import Adjacency, chain, grid, RegionTruth, SpanTruth, regions_of",
    "from coincide.parse import from_brackets, to_dot, right_branching, Motif",
)


@pytest.mark.parametrize("package", [parse, decoders, fitting, models, songs, text], ids=lambda one: one.__name__)
def test_the_docstring_lists_every_module(package: ModuleType) -> None:
    assert front_door.listed_modules(package) == front_door.present_modules(package)


def test_the_names_it_exports_are_its_public_names() -> None:
    assert front_door.exported_names(parse) == front_door.public_names(parse)


@pytest.mark.parametrize("statement", WITHOUT_TORCH)
def test_torch_is_not_imported(statement: str) -> None:
    code = f"import sys; {statement}; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
