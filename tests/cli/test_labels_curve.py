"""`coincide evaluate --labels-curve`: words and numbers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from coincide.cli.commands.labels_curve import losses, show_curve
from coincide.cli.output.page import Page
from coincide.workflow.evaluate.labels_result import LabelsCurve, ReductionRow, WayCurve


def _way(name: str, *accuracy: float, is_ours: bool = False) -> WayCurve:
    values = list(accuracy)
    nothing = [0.0] * len(values)
    budgets = [5, 10, 20][: len(values)]
    return WayCurve(name, is_ours, budgets, values, nothing, values, nothing, [values])


def _curve(*ways: WayCurve) -> LabelsCurve:
    row = ReductionRow(0.9, 0.81, "random", 12.0, "≥", 8.0, 16.0, "≤5", "60")
    return LabelsCurve("t.csv", 60, 4, 3, 5, 2, 0.9, True, list(ways), [row], [], [])


def test_ways_that_are_better_are_named_with_both_numbers() -> None:
    curve = _curve(_way("tree", 0.5, 0.7, is_ours=True), _way("random", 0.6, 0.65))
    assert losses(curve) == ["With 5 labels, `random` is better than `tree`: 0.600 against 0.500."]


def test_a_difference_that_nobody_can_see_is_no_loss() -> None:
    curve = _curve(_way("tree", 0.5, is_ours=True), _way("random", 0.5004))
    assert losses(curve) == ["`tree` is the best at every number of labels."]


def test_tables_hold_accuracy_factors_and_where_labels_came_from(capsys: pytest.CaptureFixture[str]) -> None:
    show_curve(Page(), _curve(_way("tree", 0.5, is_ours=True), _way("random", 0.4)))
    shown = capsys.readouterr().out
    for words in ("0.500*", "≥ 12.0 (8.0 to 16.0)", "events of other recordings were named", "≤5"):
        assert words in shown


def test_one_repeat_shows_no_deviation(capsys: pytest.CaptureFixture[str]) -> None:
    show_curve(Page(), replace(_curve(_way("tree", 0.5, is_ours=True)), n_repeats=1))
    shown = capsys.readouterr().out
    assert "±" not in shown
    assert "One repeat, which shows no spread." in shown


def test_a_target_that_was_not_reached_is_said_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    curve = _curve(_way("tree", 0.5, is_ours=True))
    lost = replace(curve.reductions[0], factor=None, low=None, high=None)
    show_curve(Page(), replace(curve, reductions=[lost]))
    assert "not reached" in capsys.readouterr().out


def test_budgets_that_a_way_lacks_stay_empty(capsys: pytest.CaptureFixture[str]) -> None:
    show_curve(Page(), _curve(_way("tree", 0.5, is_ours=True), _way("random", 0.4, 0.6)))
    row = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("tree"))
    assert row.split() == ["tree", "0.500*"]


def test_seven_budgets_and_all_ways_fit_on_eighty_columns(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    ways = [_way("tree", 0.5, is_ours=True), _way("random, logistic regression on ours", 0.4)]
    wide = [replace(way, budgets=[5, 10, 20, 50, 100, 200, 2000], **_sevenfold()) for way in ways]
    show_curve(Page(), _curve(*wide))
    shown = capsys.readouterr().out
    assert shown.count("0.123*") == 2 * 2 * 7
    assert all(name in shown for name in ("tree", "random,"))


def _sevenfold() -> dict[str, list[float]]:
    names = ("accuracy", "typed_f1", "accuracy_sd", "typed_f1_sd")
    return {name: [0.123 if "sd" not in name else 0.01] * 7 for name in names}
