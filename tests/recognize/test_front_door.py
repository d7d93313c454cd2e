"""What the recognize package offers."""

from __future__ import annotations

import front_door

from coincide import recognize


def test_the_docstring_lists_every_module() -> None:
    assert front_door.listed_modules(recognize) == front_door.present_modules(recognize)


def test_the_names_it_exports_are_its_public_names() -> None:
    assert front_door.exported_names(recognize) == front_door.public_names(recognize)
