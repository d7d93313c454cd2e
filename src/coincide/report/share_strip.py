"""A bar that shows how the calls divide into categories."""

from __future__ import annotations

from collections.abc import Sequence

from coincide.report.identity import anchor, card_name, color_class
from coincide.report.markup import EMPTY, Markup, element
from coincide.report.model import CategoryCard
from coincide.report.wording import count


def share_strip(cards: Sequence[CategoryCard], unsure: CategoryCard | None) -> Markup:
    """Return a bar that shows how the events divide into categories, each part a link to its card."""
    shown = [*cards, *([] if unsure is None else [unsure])]
    total = sum(card.size for card in shown)
    if total == 0:
        return EMPTY
    parts: list[Markup] = []
    start = 0.0
    for card in shown:
        width = 1000 * card.size / total
        parts.append(_strip_part(card, start, width))
        start += width
    attributes = {"class": "strip", "viewBox": "0 0 1000 22", "preserveAspectRatio": "none"}
    return element("svg", attributes | {"aria-label": "How the calls divide into categories"}, *parts)


def _strip_part(card: CategoryCard, start: float, width: float) -> Markup:
    title = element("title", {}, f"{card_name(card)}: {count(card.size, 'call')}")
    gap = min(1.6, width / 4)
    size = {"x": f"{start:.2f}", "y": 0, "width": f"{width - gap:.2f}", "height": 22}
    bar = element("rect", {"class": color_class(card.number)} | size, title)
    return element("a", {"href": f"#{anchor(card.number)}", "tabindex": -1}, bar)
