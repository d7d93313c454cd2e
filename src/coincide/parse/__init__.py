"""Stage 7: structure. Sequences of events become parse trees of phrases and songs, and recurring parts become motifs.

In: sequences of vectors, one a leaf. Out: trees (`coincide.trees`). Names are imported on first use; what needs torch
brings it in then.

- `protocol`: what a model must do.
- `adjacency`: who may merge with whom: neighbors in time, in a grid, in a graph, or any two.
- `vectors`: what is given, checked and laid side by side.
- `truth`: which merges are right.
- `autoencoder`: the recursive autoencoder.
- `greedy`: the decoders.
- `found`: what a decoder finds.
- `decoding`: parsing one sequence or many.
"""

from typing import TYPE_CHECKING

from coincide.lazy import lazy_exports

if TYPE_CHECKING:
    from coincide.parse.adjacency import Adjacency as Adjacency
    from coincide.parse.adjacency import any_pair as any_pair
    from coincide.parse.adjacency import chain as chain
    from coincide.parse.adjacency import graph as graph
    from coincide.parse.adjacency import grid as grid
    from coincide.parse.autoencoder import RecursiveAutoencoder as RecursiveAutoencoder
    from coincide.parse.decoding import parse as parse
    from coincide.parse.decoding import parse_batch as parse_batch
    from coincide.parse.protocol import Merger as Merger
    from coincide.parse.truth import RegionTruth as RegionTruth
    from coincide.parse.truth import SpanTruth as SpanTruth

__getattr__, __dir__ = lazy_exports(
    __name__,
    {
        "Adjacency": "adjacency",
        "any_pair": "adjacency",
        "chain": "adjacency",
        "graph": "adjacency",
        "grid": "adjacency",
        "RecursiveAutoencoder": "autoencoder",
        "parse": "decoding",
        "parse_batch": "decoding",
        "Merger": "protocol",
        "RegionTruth": "truth",
        "SpanTruth": "truth",
    },
)
