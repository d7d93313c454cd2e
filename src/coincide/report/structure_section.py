"""Songs and motifs: trees above spectrograms, and tables of what recurs."""

from __future__ import annotations

from collections.abc import Sequence

from coincide.report.identity import color_class
from coincide.report.markup import Markup, element, join
from coincide.report.structure_model import MotifRow, MotifVariant, StructureData, TreePicture
from coincide.report.tables import scrollable
from coincide.report.tree_picture import tree_svg
from coincide.report.wording import clock, count, duration, percent

_MAX_ROWS = 20
_MAX_VARIANTS = 4


def structure_section(structure: StructureData) -> Markup:
    """Return the body of the section."""
    intro = (
        f"{structure.summary} Songs end where silence is of the longest kind; motifs are what describes all songs most "
        "shortly, by recurrence and by gaps. Nobody labeled anything for this."
    )
    parts = [element("p", {"class": "intro"}, intro)]
    parts += [_figure(picture) for picture in structure.pictures]
    parts += _kinds("Motifs", structure.motifs, "No motif recurs.")
    parts += _kinds("Songs", structure.songs, "No song of several parts recurs.")
    return join(parts)


def _figure(picture: TreePicture) -> Markup:
    where = f"{picture.recording_name}, {clock(picture.onset_s)} to {clock(picture.offset_s)}"
    svg = tree_svg(picture, label=f"Songs and motifs above the spectrogram of {where}")
    unread = "" if picture.clip.size else " The sound cannot be read any more."
    return element(
        "figure",
        {"class": "tree"},
        element("div", {"class": "scroll", "tabindex": 0, "role": "group", "aria-label": where}, svg),
        element("figcaption", {}, f"{where}.{unread}"),
    )


def _kinds(heading: str, rows: Sequence[MotifRow], nothing: str) -> list[Markup]:
    title = element("h3", {}, heading)
    if not rows:
        return [title, element("p", {}, nothing)]
    heads = ["", "times", "usual events", "variants", "edits per event", "length", "varies", "first at"]
    head = element("thead", {}, element("tr", {}, *[element("th", {"scope": "col"}, each) for each in heads]))
    body = element("tbody", {}, *[_row(row) for row in rows[:_MAX_ROWS]])
    named = element("caption", {"class": "unseen"}, heading)
    table = scrollable(element("table", {"class": "motifs"}, named, head, body), heading)
    more = len(rows) - _MAX_ROWS
    rest = [element("p", {}, f"And {count(more, 'more kind')}.")] if more > 0 else []
    return [title, table, *rest]


def _row(row: MotifRow) -> Markup:
    name = element("th", {"scope": "row"}, element("span", {"class": "kind"}, row.name))
    cells: list[str | Markup] = [
        f"{row.count:,}",
        _events(row.variants[0]),
        _variants(row.variants),
        f"{row.mean_edits:.2f}",
        duration(row.mean_duration_s),
        percent(row.duration_cv),
        row.places[0] if row.places else "",
    ]
    return element("tr", {}, name, *[element("td", {}, cell) for cell in cells])


def _variants(variants: Sequence[MotifVariant]) -> Markup:
    if len(variants) == 1:
        return element("span", {"class": "none"}, "1")
    others = [element("p", {}, _events(one), f" {one.count:,} ×") for one in variants[:_MAX_VARIANTS]]
    rest = len(variants) - _MAX_VARIANTS
    others += [element("p", {}, f"and {rest} more")] if rest > 0 else []
    return element("details", {}, element("summary", {}, f"{len(variants)}"), *others)


def _events(variant: MotifVariant) -> Markup:
    chips = [
        element("span", {"class": f"chip {color_class(category)}"}, name)
        for name, category in zip(variant.names, variant.categories, strict=True)
    ]
    return element("span", {"class": "row-of-events"}, *chips)
