"""Stage 7: structure. Sequences of events become parse trees of phrases and songs, and recurring parts become motifs.

In: the categories and times of events. Out: trees (`coincide_trees.Tree`). No labels and no network are needed; the
library `coincide_trees` has networks.

- `structure`: a sequence becomes a tree of songs and motifs.
- `silence`, `vocabulary`, `lexicon`, `unit_moves`, `gap_evidence`: how it finds them.
- `constituents`: binary trees over songs, cut into motifs.
- `motifs`: what recurs in trees, how often, and how much it varies.
- `tree_distance`: what must be edited to make one tree of another.
"""

from typing import TYPE_CHECKING

from coincide.lazy import lazy_exports

if TYPE_CHECKING:
    from coincide.parse.motifs import Motif as Motif
    from coincide.parse.motifs import ParsedSequence as ParsedSequence
    from coincide.parse.motifs import find_motifs as find_motifs
    from coincide.parse.structure import EventSequence as EventSequence
    from coincide.parse.structure import Structure as Structure
    from coincide.parse.structure import find_structure as find_structure

__getattr__, __dir__ = lazy_exports(__name__)
