"""The verdict: a baseline that wins is named."""

from __future__ import annotations

from collections.abc import Callable

from report_examples import make_report

from coincide.report.model import DetectionRow, ScoreColumn, ScoreRow, Scores
from coincide.report.page import render
from coincide.report.verdict import BETTER, detection_scores, verdict

MakeScores = Callable[[float, float], Scores]


def _page(scores: Scores) -> str:
    """A page with nothing but scores."""
    return render(
        make_report(categories=[], unsure=None, map_points=None, scores=scores, truth_scores=None, detection=())
    )


def test_a_lost_measure_is_named_with_both_numbers(scores: MakeScores) -> None:
    expected = "1 of 2 measures. On NMI, log-mel + PCA is better than ours (0.600 against 0.500)."
    assert verdict(scores(0.5, 0.6)).endswith(expected)


def test_a_winning_baseline_is_marked_in_its_cell(scores: MakeScores) -> None:
    table = _page(scores(0.5, 0.6))
    assert f'0.600<span class="better">{BETTER}</span>' in table


def test_nothing_is_marked_when_all_baselines_lose(scores: MakeScores) -> None:
    table = _page(scores(0.8, 0.6))
    assert BETTER not in table
    assert "better than every baseline on both measures" in table


def test_values_that_print_alike_are_a_tie(scores: MakeScores) -> None:
    assert "On NMI, the best baseline is as good as ours." in verdict(scores(0.8001, 0.80011))


def test_a_baseline_that_guesses_as_well_is_not_better() -> None:
    copies = ScoreColumn("copies", "copies", "of copies", chance=0.5)
    rows = [ScoreRow("ours", {"copies": 0.42}, is_ours=True), ScoreRow("log-mel + PCA", {"copies": 0.44})]
    assert BETTER not in verdict(Scores([copies], rows))


def test_a_baseline_just_above_in_print_wins(scores: MakeScores) -> None:
    assert "On NMI, log-mel + PCA is better than ours" in verdict(scores(0.800, 0.801))


def test_smaller_wins_where_small_is_good() -> None:
    columns = [ScoreColumn("error", "Error", "e", is_small_good=True)]
    rows = [ScoreRow("coincide", {"error": 0.2}, is_ours=True), ScoreRow("random", {"error": 0.9})]
    assert verdict(Scores(columns, rows)) == "The result is better than every baseline."


def test_our_row_is_bold(scores: MakeScores) -> None:
    assert "<strong>0.700</strong>" in _page(scores(0.5, 0.6))


def test_a_missing_value_is_written_as_not_measured(scores: MakeScores) -> None:
    assert '<td class="none">not measured</td>' in _page(scores(0.5, 0.6))


def test_without_a_baseline_the_numbers_claim_nothing() -> None:
    only_ours = Scores([ScoreColumn("nmi", "NMI", "e")], [ScoreRow("coincide", {"nmi": 0.5}, is_ours=True)])
    assert "no baseline to compare with" in verdict(only_ours)


def test_without_a_shared_measure_nothing_is_compared() -> None:
    rows = [ScoreRow("coincide", {"nmi": 0.5}, is_ours=True), ScoreRow("random", {"nmi": None})]
    assert "cannot be compared" in verdict(Scores([ScoreColumn("nmi", "NMI", "e")], rows))


def test_a_detection_row_keeps_its_counts() -> None:
    rows = [DetectionRow("energy", 0.5, 0.4, 0.444, 10, 8, 4)]
    assert detection_scores(rows).rows[0].note == "4 of 10 found, 4 extra"
