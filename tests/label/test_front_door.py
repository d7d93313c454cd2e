"""What the label package offers."""

from __future__ import annotations

import front_door

from coincide import label


def test_the_docstring_lists_every_module() -> None:
    assert front_door.listed_modules(label) == front_door.present_modules(label)


def test_the_names_it_exports_are_its_public_names() -> None:
    assert front_door.exported_names(label) == front_door.public_names(label)


def test_it_does_not_load_torch() -> None:
    front_door.fail_if_torch_is_imported("import coincide.label")
