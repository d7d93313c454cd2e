"""The schedule with a hundred simulated workers: nothing is lost, and it takes as long as the cost model says."""

from __future__ import annotations

import pytest

from benchmarks.scale.simulation import Fleet, predicted_s, simulated_s

pytestmark = pytest.mark.slow

MAX_ERROR = 0.15
FLEETS = {
    "all alike": Fleet(100, slow_share=0.0, death_share=0.0),
    "some slow": Fleet(100, slow_share=0.1, death_share=0.0),
    "some die": Fleet(100, slow_share=0.05, death_share=0.02),
    "coordinator is the limit": Fleet(100, coordinator_s=0.5),
}


@pytest.mark.parametrize("fleet", FLEETS.values(), ids=FLEETS.keys())
def test_the_cost_model_predicts_what_the_schedule_takes(fleet: Fleet) -> None:
    assert predicted_s(3_000, 10.0, fleet) == pytest.approx(simulated_s(3_000, 10.0, fleet), rel=MAX_ERROR)


def test_one_worker_takes_as_long_as_all_units_together() -> None:
    fleet = Fleet(1, slow_share=0.0, death_share=0.0, coordinator_s=0.0)
    assert simulated_s(400, 10.0, fleet) == pytest.approx(4_000.0, rel=0.05)


def test_a_death_costs_a_new_worker_and_half_a_unit() -> None:
    alone = Fleet(1, slow_share=0.0, death_share=0.0, coordinator_s=0.0)
    dying = Fleet(1, slow_share=0.0, death_share=1.0, coordinator_s=0.0, restart_s=7.0)
    assert simulated_s(50, 10.0, dying) == pytest.approx(1.5 * simulated_s(50, 10.0, alone) + 50 * 7.0, rel=0.05)
