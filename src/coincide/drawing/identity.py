"""By which word, link target and color a category is known everywhere on the page."""

from __future__ import annotations

from coincide.records import UNSURE


def anchor(number: int) -> str:
    """Return the name under which the page links to a category's card."""
    return "unsure" if number == UNSURE else f"category-{number}"


def color_class(number: int) -> str:
    """Return the style class that carries a category's color."""
    return "k-unsure" if number == UNSURE else f"k-{number}"
