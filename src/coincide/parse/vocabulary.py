"""Which sequences have sounds in common: others need not be described by one lexicon.

What a unit costs grows with everything else that is sung in a catalog. So beside two finches a song that never varies
was cheaper as one long unit, though alone it is three motifs. Sequences that have hardly a sound in common say nothing
about each other's units, and are described apart. See docs/decisions/0051-lexicons-apart.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

MAIN_SHARE = 0.5
"""Sequences are linked by the most frequent sounds that make up this share of them: a wrong category links none."""
MOST_SHARED = 0.5
"""Share of the events of a group whose sounds are heard elsewhere, from which on it is described with these."""


def vocabulary_groups(sequences: Sequence[Sequence[int]]) -> list[list[int]]:
    """Group sequences of categories that have sounds in common.

    Returns
    -------
    Groups of numbers of sequences, each sequence in one of them.

    Examples
    --------
    >>> vocabulary_groups([[0, 1, 2], [0, 1], [7, 8, 9], [8, 7], [1]])
    [[0, 1, 4], [2, 3]]
    """
    counts = [Counter(sequence) for sequence in sequences]
    groups = _joined([_main_sounds(count) for count in counts])
    inside = [_total(counts[number] for number in group) for group in groups]
    joined = _joined(_places(inside))
    return sorted(sorted(number for place in places for number in groups[place]) for places in joined)


def _main_sounds(count: Counter[int]) -> list[int]:
    main: list[int] = []
    covered = 0
    for sound, n in count.most_common():
        if covered >= MAIN_SHARE * count.total():
            break
        main.append(sound)
        covered += n
    return main


def _places(counts: Sequence[Counter[int]]) -> list[list[int]]:
    """Say of each group with whom it belongs: itself, and where its sounds are heard most if they are mostly shared."""
    heard: dict[int, list[int]] = {}
    for number, count in enumerate(counts):
        for sound in count:
            heard.setdefault(sound, []).append(number)
    most = {sound: sorted(where, key=lambda number: -counts[number][sound])[:2] for sound, where in heard.items()}
    places: list[list[int]] = []
    for number, count in enumerate(counts):
        shared = [sound for sound in count if len(most[sound]) > 1]
        is_shared = sum(count[sound] for sound in shared) >= MOST_SHARED * count.total()
        places.append([number, *(other for sound in shared for other in most[sound] if is_shared)])
    return places


def _joined(links: Sequence[Sequence[int]]) -> list[list[int]]:
    """Return the numbers of rows of links that have a link in common, by way of others as well."""
    parents: dict[int, int] = {}

    def root(link: int) -> int:
        while parents.setdefault(link, link) != link:
            parents[link] = link = parents[parents[link]]
        return link

    for own in links:
        for link in own[1:]:
            parents[root(link)] = root(own[0])
    groups: dict[int | None, list[int]] = {}
    for number, own in enumerate(links):
        groups.setdefault(root(own[0]) if own else None, []).append(number)
    return list(groups.values())


def _total(counts: Iterable[Counter[int]]) -> Counter[int]:
    total: Counter[int] = Counter()
    for count in counts:
        total.update(count)
    return total
