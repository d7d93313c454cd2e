"""What the parse package offers, and that it does not wait for torch."""

from __future__ import annotations

import front_door

from coincide import parse

WITHOUT_TORCH = ("import coincide.parse", "from coincide.parse import EventSequence, Motif, find_structure")


def test_the_docstring_lists_every_module() -> None:
    assert front_door.listed_modules(parse) == front_door.present_modules(parse)


def test_the_names_it_exports_are_its_public_names() -> None:
    assert front_door.exported_names(parse) == front_door.public_names(parse)


def test_torch_is_not_imported() -> None:
    front_door.fail_if_torch_is_imported(*WITHOUT_TORCH)
