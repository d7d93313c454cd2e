"""Answers, their order, and errors, beside SWI-Prolog and GNU Prolog."""

from __future__ import annotations

import engines
import pytest

PROGRAM = engines.PROGRAM.read_text()
AGREED = engines.agreed()


def test_there_are_more_than_three_hundred_goals():
    assert len(AGREED) > 300


@pytest.mark.parametrize("compiled", [True, False], ids=["compiled", "plain"])
@pytest.mark.parametrize("part", range(8))
def test_answers_are_those_that_both_engines_gave(part, compiled):
    wrong = [
        (goal, answers)
        for goal, answers in AGREED[part::8]
        if engines.our_answers(goal, PROGRAM, compiled=compiled) != answers
    ]
    assert wrong == []


@pytest.mark.slow
def test_answers_are_those_that_both_engines_give_now(tmp_path):
    if engines.missing():
        pytest.skip(f"NOT JUDGED by {' and '.join(engines.missing())}, which this machine lacks")
    goals = engines.goals()
    both = [engines.engine_answers(name, goals, tmp_path) for name in ("swipl", "gprolog")]
    agreed = [(goal, one) for goal, one, other in zip(goals, *both, strict=True) if one == other]
    assert len(agreed) > 300
    assert [(goal, found) for goal, found in agreed if engines.our_answers(goal, PROGRAM) != found] == []
