"""What the package of losses offers."""

from __future__ import annotations

import front_door
import pytest

from coincide import losses


def test_the_docstring_lists_every_module() -> None:
    assert front_door.listed_modules(losses) == front_door.present_modules(losses)


@pytest.mark.slow  # which loads Keras
def test_the_names_it_exports_are_its_public_names() -> None:
    assert front_door.exported_names(losses) == front_door.public_names(losses)


def test_the_door_opens_without_torch() -> None:
    front_door.fail_if_torch_is_imported("from coincide import losses")
