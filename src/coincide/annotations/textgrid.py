"""Praat TextGrids: a tier of categories and a tier of labels, with the same boundaries.

Praat's tiers cannot overlap. Events that do go to further pairs of tiers, ``category 2`` and ``label 2``;
events without length go to a point tier ``points`` with one text for both (see `wording`). Times are written
to the microsecond; band, channel and confidence have no place in this format, and neither has the recording,
so one file serves one recording.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from coincide.annotations.source import Place, parse_span, read_text
from coincide.annotations.spans import Group
from coincide.annotations.textgrid_text import Mark, Tier, parse_tiers, textgrid_text
from coincide.annotations.wording import category_cell, describe, one_line, parse_category, parse_description
from coincide.records import Annotation

_OWN_TIER = re.compile(r"(category|label)((?: [0-9]+)?)")


def read_textgrid(path: Path) -> list[Annotation]:
    """Read all tiers of a TextGrid, long or short text format, UTF-8 or UTF-16.

    Every interval and point with text is an annotation; tiers named ``category`` and ``label`` (or ``category
    2`` and so on) are read together.

    Parameters
    ----------
    path : a text file.

    Returns
    -------
    The annotations by onset; their `recording` is empty.

    Raises
    ------
    AnnotationError
        If the file is not a TextGrid, or ends too early; the message names file and line.
    """
    pairs: dict[str, dict[tuple[float, float], Annotation]] = {}
    found: list[Annotation] = []
    seen: set[str] = set()
    for tier in parse_tiers(path, read_text(path)):
        own = None if tier.is_points or tier.name in seen else _OWN_TIER.fullmatch(tier.name)
        seen.add(tier.name)
        if own is None:
            found += [_annotation(path, mark) for mark in tier.marks if mark.text.strip()]
        else:
            _join(path, tier, pairs.setdefault(own[2], {}), is_category=own[1] == "category")
    found += [annotation for pair in pairs.values() for annotation in pair.values()]
    return sorted(found, key=lambda annotation: (annotation.onset_s, annotation.offset_s))


def format_textgrid(groups: Sequence[Group]) -> str:
    """Return a TextGrid of one recording in Praat's long text format; the recording's duration is its end."""
    ((span, annotations),) = groups
    rounded = [_rounded(annotation) for annotation in annotations]
    layers = _layers([annotation for annotation in rounded if annotation.offset_s > annotation.onset_s])
    points = _layers([annotation for annotation in rounded if annotation.offset_s == annotation.onset_s])
    tiers = [tier for number, layer in enumerate(layers or [[]], start=1) for tier in _tiers(layer, number)]
    tiers += [_point_tier(layer, number) for number, layer in enumerate(points, start=1)]
    last_s = max((annotation.offset_s for annotation in rounded), default=0.0)
    # A microsecond is the shortest duration that this notation can tell from none.
    return textgrid_text(tiers, duration_s=max(round(span.duration_s, 6), last_s, 1e-6))


def _rounded(annotation: Annotation) -> Annotation:
    return replace(annotation, onset_s=round(annotation.onset_s, 6), offset_s=round(annotation.offset_s, 6))


def _layers(annotations: Sequence[Annotation]) -> list[list[Annotation]]:
    """Deal annotations into as few layers as have no overlap (points: no two at one time)."""
    layers: list[list[Annotation]] = []
    for annotation in sorted(annotations, key=lambda one: (one.onset_s, one.offset_s)):
        free = next((layer for layer in layers if _is_free(layer[-1], annotation)), None)
        if free is None:
            layers.append([annotation])
        else:
            free.append(annotation)
    return layers


def _is_free(last: Annotation, annotation: Annotation) -> bool:
    return last.offset_s <= annotation.onset_s and last.onset_s < annotation.onset_s


def _tiers(layer: Sequence[Annotation], number: int) -> list[Tier]:
    end = "" if number == 1 else f" {number}"
    categories = [_mark(one, category_cell(one.category, one.label)) for one in layer]
    labels = [_mark(one, one_line(one.label)) for one in layer]
    return [Tier(f"category{end}", False, tuple(categories)), Tier(f"label{end}", False, tuple(labels))]


def _point_tier(layer: Sequence[Annotation], number: int) -> Tier:
    name = "points" if number == 1 else f"points {number}"
    return Tier(name, True, tuple(_mark(one, describe(one.category, one.label)) for one in layer))


def _mark(annotation: Annotation, text: str) -> Mark:
    return Mark(annotation.onset_s, annotation.offset_s, text)


def _join(path: Path, tier: Tier, pair: dict[tuple[float, float], Annotation], *, is_category: bool) -> None:
    """Add the intervals of a category or label tier to those of its partner."""
    for mark in tier.marks:
        if not mark.text.strip():
            continue
        span = _span(path, mark)
        known = pair.get(span, Annotation("", *span, "", is_channel_known=False))
        category, label = parse_category(mark.text, known.label) if is_category else (known.category, mark.text.strip())
        pair[span] = replace(known, category=category, label=label)


def _annotation(path: Path, mark: Mark) -> Annotation:
    onset_s, offset_s = _span(path, mark)
    category, label = parse_description(mark.text)
    return Annotation(
        recording="", onset_s=onset_s, offset_s=offset_s, label=label, category=category, is_channel_known=False
    )


def _span(path: Path, mark: Mark) -> tuple[float, float]:
    return parse_span(str(mark.onset_s), str(mark.offset_s), Place(path, mark.line), names=("xmin", "xmax"))
