"""Songs and motifs in sequences of events, found without labels and without a network.

- `structure`: a sequence becomes a tree of songs and motifs.
- `silence`, `lexicon`, `unit_moves`, `gap_evidence`: how it finds them.
- `motifs`: what recurs in trees, how often, and how much it varies.
- `tree_distance`: what must be edited to make one tree of another.
- `compression`: how well motifs describe songs, in bits.
"""
