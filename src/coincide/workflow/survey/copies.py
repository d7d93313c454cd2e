"""Copies of recordings: where the copy that the catalog shows lies at no site, another one may."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from coincide.catalog import CatalogStore
from coincide.records import Recording
from coincide.survey import PlacedRecording
from coincide.wording import owners


def copies_of(store: CatalogStore, recordings: Sequence[Recording]) -> list[Recording]:
    """Return recordings once more for each further file that holds the same sound, under its path and name."""
    wanted = {each.id for each in recordings}
    return [each for each in store.recordings.copies() if each.id in wanted]


def at_sites_of_copies(
    placed: Sequence[PlacedRecording], copies: Sequence[PlacedRecording]
) -> tuple[list[PlacedRecording], list[str]]:
    """Place recordings of no site where their copies are; returns them, and what is odd, in sentences."""
    by_id: defaultdict[int, list[PlacedRecording]] = defaultdict(list)
    for each in copies:
        if each.site:
            by_id[each.recording.id].append(each)
    found = [
        each if each.site or each.recording.id not in by_id else _moved(each, by_id[each.recording.id][0])
        for each in placed
    ]
    other = [(each, copy.site) for each in found for copy in by_id[each.recording.id] if copy.site != each.site]
    if not other:
        return found, []
    (first, site), n = other[0], len({each.recording.id for each, _ in other})
    return found, [
        f"{owners(n, 'recording')} a copy at another site, such as `{first.recording.name}`, which counts at "
        f"`{first.site}` and also lies at `{site}`. Remove the copy that is in the wrong place."
    ]


def _moved(placed: PlacedRecording, copy: PlacedRecording) -> PlacedRecording:
    return replace(copy, recording=placed.recording)
