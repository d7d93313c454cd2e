"""How well songs or motifs agree with an annotation table of such, beside cutting at silence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from coincide_trees import Span

from coincide.catalog import find_catalog
from coincide.errors import InputError
from coincide.evaluate import DetectionScore, sum_scores
from coincide.evaluate.gap_cutting import best_gap, cut_at_gaps
from coincide.evaluate.segment_trees import segments_struct_iou
from coincide.evaluate.segments import TOLERANCE_S, Segment, boundary_score, segment_score
from coincide.learned.opened import open_learned
from coincide.parse.structure import MOTIF, SONG
from coincide.paths import given_path
from coincide.workflow.annotations import read_table
from coincide.workflow.evaluate.truth import attach_truth
from coincide.workflow.parse.networks import SONGS, other_structures
from coincide.workflow.parse.parse import parse
from coincide.workflow.parse.parsed import ParseResult, RecordingTree
from coincide.workflow.parse.symbols import event_sequence

LEVELS = (MOTIF, SONG)


@dataclass(frozen=True, slots=True)
class SegmentsScore:
    """How well one way found segments.

    Attributes
    ----------
    boundaries : onsets and offsets within the tolerance.
    wholes : segments of which both fit at once.
    struct_iou : of trees that end at the segments, without a tolerance; None where there are too many.
    """

    name: str
    is_ours: bool
    boundaries: DetectionScore
    wholes: DetectionScore
    struct_iou: float | None


@dataclass(frozen=True, slots=True)
class StructureEvaluation:
    """Songs or motifs of a catalog against a truth table.

    Attributes
    ----------
    level : ``motif`` or ``song``.
    n_truth : true segments, in `n_recordings` recordings; others do not count.
    best_gap_s : the longest silence that the best fixed gap leaves inside a segment.
    unknown_recordings : names in the table that fit no recording.
    notes : which of its rows were left out, in plain words.
    """

    truth: str
    level: str
    n_recordings: int
    n_truth: int
    tolerance_s: float
    best_gap_s: float
    methods: list[SegmentsScore]
    unknown_recordings: list[str]
    notes: list[str]


def evaluate_structure(
    catalog: Path | None, truth: str | Path, *, level: str, format: str | None = None, tolerance_s: float = TOLERANCE_S
) -> StructureEvaluation:
    """Score the songs or motifs of a catalog against annotations, a table or a folder; parse first if necessary.

    Only recordings in the table count. If channels were searched separately, the channels in the table matter.

    Parameters
    ----------
    truth : a table, or a folder of tables, with a row for each true motif or song.
    level : ``motif`` or ``song``.
    format : name of the format; if not given, recognized by the content.
    tolerance_s : largest difference between matching boundaries, in seconds; above 0.

    Raises
    ------
    AnnotationError : the table cannot be read, or fits no recording of the catalog.
    CatalogError : there is no catalog, or nothing has been learned yet.
    InputError : a setting is out of range.
    """
    if level not in LEVELS or not tolerance_s > 0:
        raise InputError(
            f"`level` must be one of {', '.join(LEVELS)} and `tolerance_s` above 0, got {level!r} and {tolerance_s}."
        )
    place, truth = find_catalog(catalog), given_path(truth)
    annotations = read_table(truth, format)
    with open_learned(place) as learned:
        contents = learned.contents
        table = attach_truth(annotations, contents, truth, place, copies=learned.store.recordings.copies())
    is_apart = contents.channels == "each"
    true: dict[tuple[str, int], list[Segment]] = {}
    for row in table.rows:
        true.setdefault((row.recording, row.channel if is_apart else 0), []).append((row.onset_s, row.offset_s))
    heard = {recording for recording, _ in true}
    parsed = parse(place)

    def key_of(tree: RecordingTree) -> tuple[str, int]:
        return tree.recording.name, tree.channel if is_apart else 0

    trees = {key_of(tree): tree for tree in parsed.trees if tree.recording.name in heard}
    others = {
        name: {key_of(tree): segments for tree, segments in zip(parsed.trees, found, strict=True)}
        for name, found in (_other_motifs(parsed) if level == MOTIF and parsed.trees_by != SONGS else {}).items()
    }
    gap_s, methods = _score(trees, others, true, level, tolerance_s)
    return StructureEvaluation(
        truth=str(truth),
        level=level,
        n_recordings=len(heard),
        n_truth=len(table.rows),
        tolerance_s=tolerance_s,
        best_gap_s=gap_s,
        methods=methods,
        unknown_recordings=table.unknown_recordings,
        notes=table.notes,
    )


def segments_of(tree: RecordingTree, level: str) -> list[Segment]:
    """Return onset and offset of each song or motif of a recording; a motif may be a single event."""
    songs = [number for number, of in enumerate(tree.levels) if of == SONG]
    if not songs:
        return _events(tree)
    parts = [tree.tree.n_leaves + song for song in songs]
    if level == MOTIF:
        parts = [child for song in songs for child in tree.tree.children[song]]
    return [_segment(tree, tree.span_of(node)) for node in parts]


def _other_motifs(parsed: ParseResult) -> dict[str, list[list[Segment]]]:
    """Where the motifs of each tree would be by other ways to make trees."""
    sequences = [event_sequence(tree.categories, tree.events) for tree in parsed.trees]
    return {
        f"{name}-trees": [
            [_segment(tree, motif.span) for motif in structure.motifs]
            for tree, structure in zip(parsed.trees, structures, strict=True)
        ]
        for name, structures in other_structures(sequences, seed=0).items()
    }


def _segment(tree: RecordingTree, span: Span) -> Segment:
    first, stop = span
    return tree.events[first].onset_s, tree.events[stop - 1].offset_s


def _score(
    trees: Mapping[tuple[str, int], RecordingTree],
    others: Mapping[str, Mapping[tuple[str, int], list[Segment]]],
    true: Mapping[tuple[str, int], list[Segment]],
    level: str,
    tolerance_s: float,
) -> tuple[float, list[SegmentsScore]]:
    keys = sorted({*trees, *true})
    truths = [true.get(key, []) for key in keys]
    events = [_events(trees[key]) if key in trees else [] for key in keys]
    gap_s = best_gap(events, truths, tolerance_s=tolerance_s)
    ways = {
        "coincide": [segments_of(trees[key], level) if key in trees else [] for key in keys],
        **{name: [found.get(key, []) for key in keys] for name, found in others.items()},
        "best-fixed-gap": [cut_at_gaps(each, gap_s) for each in events],
        "each-event-alone": events,
    }
    return gap_s, [
        SegmentsScore(
            name,
            name == "coincide",
            sum_scores(boundary_score(*pair, tolerance_s=tolerance_s) for pair in zip(found, truths, strict=True)),
            sum_scores(segment_score(*pair, tolerance_s=tolerance_s) for pair in zip(found, truths, strict=True)),
            segments_struct_iou(zip(found, truths, strict=True)),
        )
        for name, found in ways.items()
    ]


def _events(tree: RecordingTree) -> list[Segment]:
    return [(event.onset_s, event.offset_s) for event in tree.events]
