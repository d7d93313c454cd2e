"""How well songs or motifs agree with annotations, as a table."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from coincide.cli.output.left_out_rows import tell_left_out
from coincide.cli.output.losses import losses_in_words
from coincide.wording import count

if TYPE_CHECKING:
    from coincide.cli.output.page import Page
    from coincide.workflow.evaluate.structure import SegmentsScore, StructureEvaluation


def show_structure(page: Page, evaluation: StructureEvaluation) -> None:
    """Show the scores of all ways, and say which of them are better than ours."""
    truth = count(evaluation.n_truth, f"true {evaluation.level}")
    page.heading(
        f"{evaluation.level.capitalize()}s, against {truth} in {count(evaluation.n_recordings, 'recording')}, "
        f"boundaries ± {1000 * evaluation.tolerance_s:g} ms"
    )
    headings = ["method", "precision", "recall", "F1", "found", "whole F1", "Struct-IoU"]
    page.table(headings, [_row(method) for method in evaluation.methods], left=["method"])
    page.say(
        "Precision, recall and F1 count onsets and offsets; the whole F1 counts only "
        f"{evaluation.level}s with both right. Struct-IoU has no tolerance: it aligns the trees, down to their "
        f"{evaluation.level}s, and counts how much of "
        "their time aligned nodes share."
    )
    if math.isfinite(evaluation.best_gap_s):
        page.say(
            f"The best fixed gap cuts where events are more than {1000 * evaluation.best_gap_s:.0f} ms apart, which "
            "was chosen on this truth, so no fixed gap does better."
        )
    for sentence in losses(evaluation):
        page.say(sentence)
    tell_left_out(page, evaluation.notes, evaluation.unknown_recordings)


def losses(evaluation: StructureEvaluation) -> list[str]:
    """Say in words where another way is better than ours."""
    ours = next(method for method in evaluation.methods if method.is_ours)
    return losses_in_words(
        (method.name, name, theirs, mine)
        for method in evaluation.methods
        for name, theirs, mine in (
            ("F1", method.boundaries.f1, ours.boundaries.f1),
            ("whole F1", method.wholes.f1, ours.wholes.f1),
            ("Struct-IoU", method.struct_iou, ours.struct_iou),
        )
        if theirs is not None and mine is not None and round(theirs, 3) > round(mine, 3)
    )


def _row(method: SegmentsScore) -> tuple[str, ...]:
    shares = (method.boundaries.precision, method.boundaries.recall, method.boundaries.f1)
    return (
        method.name,
        *(f"{share:.3f}" for share in shares),
        str(method.wholes.n_found),
        f"{method.wholes.f1:.3f}",
        "–" if method.struct_iou is None else f"{method.struct_iou:.3f}",
    )
