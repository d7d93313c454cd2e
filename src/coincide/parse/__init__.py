"""Stage 7: structure. Sequences of events become parse trees of phrases and songs, and recurring parts become motifs.

In: sequences of vectors, one a leaf. Out: trees (`coincide.trees`). Names are imported on first use; what needs torch
brings it in then.

- `models`: what scores a merge and makes one vector of two.
- `decoders`: from vectors and a model to a tree.
- `fitting`: how models learn, and whether they have collapsed.
- `songs`: songs and motifs in sequences of events, what recurs, and how well that describes songs.
- `text`: trees as text, and as others keep them.
- `adjacency`: who may merge with whom: neighbors in time, in a grid, in a graph, or any two.
- `vectors`: what is given, checked and laid side by side.
- `regions`: pictures as leaves.
- `plain`: trees that know nothing of their leaves, the baselines.
"""

from typing import TYPE_CHECKING

from coincide.lazy import lazy_exports

if TYPE_CHECKING:
    from coincide.parse.adjacency import Adjacency as Adjacency
    from coincide.parse.adjacency import any_pair as any_pair
    from coincide.parse.adjacency import chain as chain
    from coincide.parse.adjacency import graph as graph
    from coincide.parse.adjacency import grid as grid
    from coincide.parse.decoders.decoding import Method as Method
    from coincide.parse.decoders.decoding import parse as parse
    from coincide.parse.decoders.decoding import parse_batch as parse_batch
    from coincide.parse.fitting.course import Course as Course
    from coincide.parse.fitting.course import Pace as Pace
    from coincide.parse.fitting.gauge import ParseGauge as ParseGauge
    from coincide.parse.fitting.gauge import measure_parse_gauge as measure_parse_gauge
    from coincide.parse.fitting.margin import fit_grammar as fit_grammar
    from coincide.parse.fitting.reconstruction import fit_autoencoder as fit_autoencoder
    from coincide.parse.fitting.truth import RegionTruth as RegionTruth
    from coincide.parse.fitting.truth import SpanTruth as SpanTruth
    from coincide.parse.models.autoencoder import RecursiveAutoencoder as RecursiveAutoencoder
    from coincide.parse.models.grammar import NeuralGrammar as NeuralGrammar
    from coincide.parse.models.protocol import Merger as Merger
    from coincide.parse.models.span_grammar import SpanGrammar as SpanGrammar
    from coincide.parse.models.span_scorer import SpanScorer as SpanScorer
    from coincide.parse.models.span_scorer import fit_span_scorer as fit_span_scorer
    from coincide.parse.models.stored import load_model as load_model
    from coincide.parse.models.stored import save_model as save_model
    from coincide.parse.plain import balanced as balanced
    from coincide.parse.plain import left_branching as left_branching
    from coincide.parse.plain import random_tree as random_tree
    from coincide.parse.plain import right_branching as right_branching
    from coincide.parse.regions import Regions as Regions
    from coincide.parse.regions import regions_of as regions_of
    from coincide.parse.regions import superpixels as superpixels
    from coincide.parse.songs.motifs import Motif as Motif
    from coincide.parse.songs.motifs import ParsedSequence as ParsedSequence
    from coincide.parse.songs.motifs import find_motifs as find_motifs
    from coincide.parse.songs.structure import EventSequence as EventSequence
    from coincide.parse.songs.structure import Structure as Structure
    from coincide.parse.songs.structure import find_structure as find_structure
    from coincide.parse.text.brackets import from_brackets as from_brackets
    from coincide.parse.text.brackets import read_treebank as read_treebank
    from coincide.parse.text.brackets import to_brackets as to_brackets
    from coincide.parse.text.brackets import write_treebank as write_treebank
    from coincide.parse.text.dot import to_dot as to_dot
    from coincide.parse.text.nltk_trees import from_nltk as from_nltk
    from coincide.parse.text.nltk_trees import to_nltk as to_nltk
    from coincide.parse.text.tree_json import from_json as from_json
    from coincide.parse.text.tree_json import to_json as to_json
    from coincide.parse.text.treebank import Sentence as Sentence
    from coincide.parse.text.treebank import sentence as sentence
    from coincide.parse.text.treebank import without_unnamed as without_unnamed

__getattr__, __dir__ = lazy_exports(
    __name__,
    {
        "Adjacency": "adjacency",
        "superpixels": "regions",
        "regions_of": "regions",
        "Regions": "regions",
        "load_model": "models.stored",
        "save_model": "models.stored",
        "measure_parse_gauge": "fitting.gauge",
        "ParseGauge": "fitting.gauge",
        "fit_span_scorer": "models.span_scorer",
        "SpanScorer": "models.span_scorer",
        "Method": "decoders.decoding",
        "SpanGrammar": "models.span_grammar",
        "NeuralGrammar": "models.grammar",
        "fit_grammar": "fitting.margin",
        "fit_autoencoder": "fitting.reconstruction",
        "Pace": "fitting.course",
        "Course": "fitting.course",
        "any_pair": "adjacency",
        "chain": "adjacency",
        "graph": "adjacency",
        "grid": "adjacency",
        "RecursiveAutoencoder": "models.autoencoder",
        "parse": "decoders.decoding",
        "parse_batch": "decoders.decoding",
        "Merger": "models.protocol",
        "RegionTruth": "fitting.truth",
        "SpanTruth": "fitting.truth",
        "from_brackets": "text.brackets",
        "read_treebank": "text.brackets",
        "to_brackets": "text.brackets",
        "write_treebank": "text.brackets",
        "to_dot": "text.dot",
        "Motif": "songs.motifs",
        "ParsedSequence": "songs.motifs",
        "find_motifs": "songs.motifs",
        "from_nltk": "text.nltk_trees",
        "to_nltk": "text.nltk_trees",
        "balanced": "plain",
        "left_branching": "plain",
        "random_tree": "plain",
        "right_branching": "plain",
        "EventSequence": "songs.structure",
        "Structure": "songs.structure",
        "find_structure": "songs.structure",
        "from_json": "text.tree_json",
        "to_json": "text.tree_json",
        "Sentence": "text.treebank",
        "sentence": "text.treebank",
        "without_unnamed": "text.treebank",
    },
)
