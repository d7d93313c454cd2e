"""Stage 7: structure. Sequences of events become parse trees of phrases and songs, and recurring parts become motifs.

In: sequences of vectors, one a leaf. Out: trees (`coincide.trees`). Names are imported on first use; what needs torch
brings it in then.

- `protocol`: what a model must do.
- `adjacency`: who may merge with whom: neighbors in time, in a grid, in a graph, or any two.
- `vectors`: what is given, checked and laid side by side.
- `truth`: which merges are right.
- `autoencoder`, `grammar`, `span_grammar`, `span_scorer`: the models.
- `context`: what surrounds each leaf.
- `greedy`, `beam`, `chart`: the decoders.
- `levels`, `unfolding`: fixed trees, run all at once with gradient.
- `reconstruction`, `margin`: fitting an autoencoder, and a grammar.
- `course`: how long, how fast, and how it went.
- `gauge`: have codes or trees collapsed?
- `stored`: models as files.
- `regions`: pictures as leaves.
- `found`: what a decoder finds.
- `decoding`: parsing one sequence or many.
- `brackets`, `tree_json`, `dot`, `nltk_trees`: trees as text, and as others keep them.
- `treebank`: sentences of a treebank as parsers are compared on them.
- `structure`: songs and motifs of sequences of events.
- `silence`, `lexicon`, `unit_moves`, `gap_evidence`: how it finds them.
- `motifs`: what recurs in trees, how often, and how much it varies.
- `tree_distance`: what must be edited to make one tree of another.
- `compression`: how well motifs describe songs, in bits.
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
    from coincide.parse.autoencoder import RecursiveAutoencoder as RecursiveAutoencoder
    from coincide.parse.brackets import from_brackets as from_brackets
    from coincide.parse.brackets import read_treebank as read_treebank
    from coincide.parse.brackets import to_brackets as to_brackets
    from coincide.parse.brackets import write_treebank as write_treebank
    from coincide.parse.course import Course as Course
    from coincide.parse.course import Pace as Pace
    from coincide.parse.decoding import Method as Method
    from coincide.parse.decoding import parse as parse
    from coincide.parse.decoding import parse_batch as parse_batch
    from coincide.parse.dot import to_dot as to_dot
    from coincide.parse.gauge import ParseGauge as ParseGauge
    from coincide.parse.gauge import measure_parse_gauge as measure_parse_gauge
    from coincide.parse.grammar import NeuralGrammar as NeuralGrammar
    from coincide.parse.margin import fit_grammar as fit_grammar
    from coincide.parse.motifs import Motif as Motif
    from coincide.parse.motifs import ParsedSequence as ParsedSequence
    from coincide.parse.motifs import find_motifs as find_motifs
    from coincide.parse.nltk_trees import from_nltk as from_nltk
    from coincide.parse.nltk_trees import to_nltk as to_nltk
    from coincide.parse.plain import balanced as balanced
    from coincide.parse.plain import left_branching as left_branching
    from coincide.parse.plain import random_tree as random_tree
    from coincide.parse.plain import right_branching as right_branching
    from coincide.parse.protocol import Merger as Merger
    from coincide.parse.reconstruction import fit_autoencoder as fit_autoencoder
    from coincide.parse.regions import Regions as Regions
    from coincide.parse.regions import regions_of as regions_of
    from coincide.parse.regions import superpixels as superpixels
    from coincide.parse.span_grammar import SpanGrammar as SpanGrammar
    from coincide.parse.span_scorer import SpanScorer as SpanScorer
    from coincide.parse.span_scorer import fit_span_scorer as fit_span_scorer
    from coincide.parse.stored import load_model as load_model
    from coincide.parse.stored import save_model as save_model
    from coincide.parse.structure import EventSequence as EventSequence
    from coincide.parse.structure import Structure as Structure
    from coincide.parse.structure import find_structure as find_structure
    from coincide.parse.tree_json import from_json as from_json
    from coincide.parse.tree_json import to_json as to_json
    from coincide.parse.treebank import Sentence as Sentence
    from coincide.parse.treebank import sentence as sentence
    from coincide.parse.treebank import without_unnamed as without_unnamed
    from coincide.parse.truth import RegionTruth as RegionTruth
    from coincide.parse.truth import SpanTruth as SpanTruth

__getattr__, __dir__ = lazy_exports(
    __name__,
    {
        "Adjacency": "adjacency",
        "superpixels": "regions",
        "regions_of": "regions",
        "Regions": "regions",
        "load_model": "stored",
        "save_model": "stored",
        "measure_parse_gauge": "gauge",
        "ParseGauge": "gauge",
        "fit_span_scorer": "span_scorer",
        "SpanScorer": "span_scorer",
        "Method": "decoding",
        "SpanGrammar": "span_grammar",
        "NeuralGrammar": "grammar",
        "fit_grammar": "margin",
        "fit_autoencoder": "reconstruction",
        "Pace": "course",
        "Course": "course",
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
        "from_brackets": "brackets",
        "read_treebank": "brackets",
        "to_brackets": "brackets",
        "write_treebank": "brackets",
        "to_dot": "dot",
        "Motif": "motifs",
        "ParsedSequence": "motifs",
        "find_motifs": "motifs",
        "from_nltk": "nltk_trees",
        "to_nltk": "nltk_trees",
        "balanced": "plain",
        "left_branching": "plain",
        "random_tree": "plain",
        "right_branching": "plain",
        "EventSequence": "structure",
        "Structure": "structure",
        "find_structure": "structure",
        "from_json": "tree_json",
        "to_json": "tree_json",
        "Sentence": "treebank",
        "sentence": "treebank",
        "without_unnamed": "treebank",
    },
)
