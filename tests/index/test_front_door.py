"""What the package says it offers, it offers."""

from __future__ import annotations

import front_door

from coincide import index


def test_the_docstring_lists_every_module():
    assert front_door.listed_modules(index) == front_door.present_modules(index)


def test_the_names_shown_are_those_re_exported():
    assert front_door.exported_names(index) == front_door.public_names(index)
