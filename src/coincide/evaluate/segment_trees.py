"""How well segments such as motifs and songs agree as trees over leaves that were found, not given: Struct-IoU.

Nobody gives the leaves: both truth and finding cut the sound in their own way. So the tree of a recording is compared
in time, by the best alignment of its nodes with true ones, each pair by its intersection over union. A table of
segments says nothing of what is inside or above them; both trees therefore end at the segments, under one root. There
is no tolerance: a boundary that is somewhat off costs somewhat.

Shi, Gimpel and Livescu 2024, Structured Tree Alignment for Evaluation of (Speech) Constituency Parsing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from coincide_trees import Tree, struct_iou

from coincide.evaluate.segments import Segment

MAX_PAIRS = 1_000_000
"""Most pairs of a found and a true segment of one recording; about two seconds."""


def segments_struct_iou(recordings: Iterable[tuple[Sequence[Segment], Sequence[Segment]]]) -> float | None:
    """Return Struct-IoU over all recordings, each weighing as many as it has nodes.

    Parameters
    ----------
    recordings : found and true segments of each. What overlaps an earlier segment of its list is cut off.

    Returns
    -------
    In [0, 1], 1 for equal segments; None if there are none, or too many (`MAX_PAIRS`) in one recording.

    Examples
    --------
    Both wholes agree, and the true segment with one of its halves:

    >>> segments_struct_iou([([(0.0, 1.0), (1.0, 2.0)], [(0.0, 2.0)])])
    0.6
    """
    total, n_nodes = 0.0, 0
    for found, true in ((_disjoint(found), _disjoint(true)) for found, true in recordings):
        if len(found) * len(true) > MAX_PAIRS:
            return None
        n_here = sum(len(each) + 1 for each in (found, true) if each)
        n_nodes += n_here
        if found and true:
            total += n_here * struct_iou(_flat(true), _flat(found), true_leaves=true, found_leaves=found)
    return total / n_nodes if n_nodes else None


def _flat(segments: Sequence[Segment]) -> Tree:
    return Tree(("",) * len(segments), (tuple(range(len(segments))),))


def _disjoint(segments: Iterable[Segment]) -> list[Segment]:
    kept: list[Segment] = []
    for onset_s, offset_s in sorted(segments):
        begin_s = max(onset_s, kept[-1][1]) if kept else onset_s
        if begin_s < offset_s:
            kept.append((begin_s, offset_s))
    return kept
