"""What the second pass offers."""

from __future__ import annotations

import front_door

from coincide.recognize import faint


def test_the_docstring_lists_every_module() -> None:
    assert front_door.listed_modules(faint) == front_door.present_modules(faint)


def test_the_names_it_exports_are_its_public_names() -> None:
    assert front_door.exported_names(faint) == front_door.public_names(faint)
