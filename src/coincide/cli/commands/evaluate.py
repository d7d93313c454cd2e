"""`coincide evaluate TRUTH`: how good a catalog is, beside textbook methods."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from coincide.cli.options.heeded import check_heeded
from coincide.cli.options.shared import ANY_PATH, READ_FORMATS, format_option, one_of, shared_options, workers_option
from coincide.cli.output.left_out_rows import tell_left_out
from coincide.cli.output.losses import losses_in_words
from coincide.cli.output.result import tell
from coincide.wording import count, percent

if TYPE_CHECKING:
    from coincide.cli.output.page import Page
    from coincide.evaluate import EdgeErrors
    from coincide.workflow.evaluate.evaluate import Evaluation, MethodScore

MEASURES = (
    ("NMI", "nmi"),
    ("ARI", "ari"),
    ("purity", "purity"),
    ("accuracy", "hungarian_accuracy"),
    ("mAP", "map"),
    ("R@1", "recall_at_1"),
)

_EVENTS, _STRUCTURE, _CURVE = "--of events", ("--of motifs", "--of songs"), "--labels-curve"
_HEEDED = {
    "min_iou": (_EVENTS,),
    "onset_tolerance_s": (_EVENTS,),
    "tolerance_s": _STRUCTURE,
    "n_repeats": (_CURVE,),
    "seed": (_EVENTS, _CURVE),
    "workers": (_EVENTS, _CURVE),
}
"""The ways of scoring in which an option counts; options that are not listed count in all."""


@click.command("evaluate", epilog="Example: coincide evaluate truth.csv")
@click.argument("truth", type=ANY_PATH)
@format_option(READ_FORMATS, "TRUTH, recognized by its content if not given")
@click.option(
    "--min-iou",
    type=click.FloatRange(0, 1, min_open=True),
    default=0.5,
    show_default=True,
    metavar="SHARE",
    help="Smallest overlap of a match, as intersection over union.",
)
@click.option(
    "--onset-tolerance",
    "onset_tolerance_s",
    type=click.FloatRange(0, min_open=True),
    metavar="SECONDS",
    help="Largest difference between matching onsets, for the second detection score; if not given, 0.05 or "
    "the median length of true events, whichever is less.",
)
@click.option(
    "--of",
    "what",
    type=one_of(["events", "motifs", "songs"]),
    default="events",
    show_default=True,
    help="What TRUTH lists; `coincide parse` finds motifs and songs.",
)
@click.option(
    "--tolerance",
    "tolerance_s",
    type=click.FloatRange(0, min_open=True),
    default=0.15,
    show_default=True,
    metavar="SECONDS",
    help="Largest difference between matching boundaries of motifs or songs.",
)
@click.option(
    "--labels-curve", is_flag=True, help="Measure accuracy against the number of labels instead; takes minutes."
)
@click.option(
    "--repeats",
    "n_repeats",
    type=click.IntRange(min=1),
    default=3,
    show_default=True,
    metavar="N",
    help="Number of splits and draws of labels for --labels-curve.",
)
@click.option(
    "--seed", type=int, default=0, show_default=True, metavar="N", help="Seed of the interval of F1, or of the splits."
)
@workers_option
@shared_options
@click.pass_context
def command(
    context: click.Context,
    truth: Path,
    format: str | None,
    min_iou: float,
    onset_tolerance_s: float | None,
    what: str,
    tolerance_s: float,
    labels_curve: bool,
    n_repeats: int,
    seed: int,
    workers: str,
    catalog: Path | None,
    as_json: bool,
) -> None:
    """Score a catalog against TRUTH, an annotation table or a folder of tables.

    Only recordings in TRUTH count. Afterwards, the report shows the scores of events.

    With --of songs, TRUTH has a row for each song; with --of motifs, a row for each motif.

    With --labels-curve, TRUTH answers questions as a person would. The result is accuracy against the number of labels,
    for each way of choosing them and for textbook methods with random labels.
    """
    from coincide.cli.output.progress import show_progress
    from coincide.workflow.evaluate.evaluate import evaluate

    if labels_curve and what != "events":
        raise click.UsageError(f"`--labels-curve` and `--of {what}` cannot be combined. Omit one of them.")
    check_heeded(context, "--labels-curve" if labels_curve else f"--of {what}", _HEEDED)
    if labels_curve:
        _measure_curve(catalog, truth, format, n_repeats, seed, workers, as_json=as_json)
        return
    if what != "events":
        _score_structure(catalog, truth, format, what.removesuffix("s"), tolerance_s, as_json=as_json)
        return

    with show_progress(is_quiet=False) as progress:
        evaluation = evaluate(
            catalog,
            truth,
            format=format,
            min_iou=min_iou,
            onset_tolerance_s=onset_tolerance_s,
            seed=seed,
            workers=workers,
            progress=progress,
        )
    tell(evaluation, partial(_show, min_iou=min_iou), as_json=as_json)


def _show(page: Page, evaluation: Evaluation, *, min_iou: float) -> None:
    _show_detection(page, evaluation, min_iou)
    if evaluation.edges is not None:
        _show_edges(page, evaluation.edges)
    if evaluation.methods:
        _show_methods(page, evaluation)
    tell_left_out(page, evaluation.notes, evaluation.unknown_recordings)


def _measure_curve(
    catalog: Path | None, truth: Path, format: str | None, n_repeats: int, seed: int, workers: str, *, as_json: bool
) -> None:
    from coincide.cli.commands.labels_curve import show_curve
    from coincide.cli.output.progress import show_progress
    from coincide.workflow.evaluate.labels_curve import labels_curve

    with show_progress(is_quiet=False) as progress:
        curve = labels_curve(
            catalog, truth, format=format, n_repeats=n_repeats, seed=seed, workers=workers, progress=progress
        )
    tell(curve, show_curve, as_json=as_json)


def _score_structure(
    catalog: Path | None, truth: Path, format: str | None, level: str, tolerance_s: float, *, as_json: bool
) -> None:
    from coincide.cli.commands.structure_scores import show_structure
    from coincide.workflow.evaluate.structure import evaluate_structure

    evaluation = evaluate_structure(catalog, truth, level=level, format=format, tolerance_s=tolerance_s)
    tell(evaluation, show_structure, as_json=as_json)


def losses(methods: Sequence[MethodScore]) -> list[str]:
    """Say in words where another method is better than ours."""
    ours = next(method for method in methods if method.is_ours)
    best = [(name, field, max(methods, key=partial(_number, field=field))) for name, field in MEASURES]
    return losses_in_words(
        (method.name, name, _number(method, field), _number(ours, field))
        for name, field, method in best
        if _number(method, field) > _number(ours, field) > -math.inf
    )


def marked(method: MethodScore, field: str, methods: Sequence[MethodScore]) -> str:
    """Show a measure; the best has an asterisk, what has no value is a dash."""
    value = _number(method, field)
    if value == -math.inf:
        return "–"
    best = max(_number(each, field) for each in methods)
    return f"{value:.3f}{'*' if value == best else ' '}"


def _show_detection(page: Page, evaluation: Evaluation, min_iou: float) -> None:
    truth = count(evaluation.n_truth, "true event")
    page.heading(f"Events, against {truth} in {count(evaluation.n_recordings, 'recording')}")
    rows = [
        (name, *(f"{share:.3f}" for share in (score.precision, score.recall, score.f1)), *(f"{n:,}" for n in counts))
        for name, score in (
            (f"overlap ≥ {min_iou:g}", evaluation.detection),
            (f"onset ± {1000 * evaluation.onset_tolerance_s:.3g} ms", evaluation.detection_onset),
        )
        for counts in [(score.n_found, score.n_matched)]
    ]
    page.table(["matched by", "precision", "recall", "F1", "found", "matched"], rows, left=["matched by"])
    if evaluation.detection_interval is not None:
        low, high = evaluation.detection_interval
        page.say(f"F1 by overlap lies between {low:.3f} and {high:.3f} (95%, bootstrap over recordings).")


def _show_edges(page: Page, edges: EdgeErrors) -> None:
    page.heading(f"Edges, over {count(edges.n, 'event')} matched by overlap")
    rows = [
        (name, *(f"{_ms(seconds)} ms" for seconds in (median_s, p90_s)), _late(bias_s))
        for name, median_s, p90_s, bias_s in (
            ("onset", edges.onset_median_s, edges.onset_p90_s, edges.onset_bias_s),
            ("offset", edges.offset_median_s, edges.offset_p90_s, edges.offset_bias_s),
        )
    ]
    page.table(["edge", "half within", "90% within", "usually"], rows, left=["edge"])
    page.say(
        f"Both edges are right within 5 ms in {percent(edges.within_5_ms)} of these events, within 10 ms in "
        f"{percent(edges.within_10_ms)}, and within a tenth of the event in {percent(edges.within_tenth)}."
    )


def _late(bias_s: float) -> str:
    shown = f"{_ms(abs(bias_s))} ms"
    return shown if shown == "0.0 ms" else f"{shown} {'late' if bias_s > 0 else 'early'}"


def _ms(seconds: float) -> str:
    return f"{1000 * seconds:.1f}" if seconds < 0.1 else f"{1000 * seconds:.0f}"


def _show_methods(page: Page, evaluation: Evaluation) -> None:
    methods = sorted(evaluation.methods, key=lambda method: not method.is_ours)
    page.heading(f"Categories and search, over {methods[0].n:,} matched events; * marks the best")
    rows = [(method.name, *(marked(method, field, methods) for _, field in MEASURES)) for method in methods]
    page.table(["method", *(name for name, _ in MEASURES)], rows, left=["method"])
    ours = methods[0]
    groups = count(ours.n_categories, "category", "categories")
    unsure = "; unsure ones count as one more" if ours.coverage < 1 else ""
    page.say(f"coincide sorted {percent(ours.coverage)} of these events into {groups}{unsure}.")
    if evaluation.is_split_by_recording:
        page.say("Search looked only in recordings other than the query's.")
    for sentence in losses(methods) or ["No method is better than coincide on any of these measures."]:
        page.say(sentence)


def _number(method: MethodScore, field: str) -> float:
    """Return a measure as it is shown, since a difference too small to print makes no winner; no value never wins."""
    value: float | None = getattr(method, field)
    return -math.inf if value is None or math.isnan(value) else round(value, 3)
