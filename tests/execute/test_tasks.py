"""Several short units go together; each still has a result, an error or a death of its own."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from unit_examples import Deadly, own_task, own_task_slowly_from_forty, refuse_forty_one

from coincide.errors import InputError
from coincide.execute import Executor, LostUnit
from coincide.execute.protocol import Tally

pytestmark = pytest.mark.slow

N_UNITS = 60
APART = pytest.mark.parametrize("executor", ["processes", "dask"], indirect=True)
ON_DASK = pytest.mark.parametrize("executor", ["dask"], indirect=True)


@ON_DASK
def test_short_units_share_tasks(executor: Executor) -> None:
    assert len(set(executor.run(own_task, range(200), Tally()))) < 60


@ON_DASK
def test_long_units_after_short_ones_go_to_several_workers(executor: Executor) -> None:
    tasks = list(executor.run(own_task_slowly_from_forty, range(50), Tally()))
    assert len(set(tasks[40:])) == 10


@APART
def test_a_unit_among_others_that_kills_its_workers_is_lost_and_no_other(executor: Executor, tmp_path: Path) -> None:
    results = list(executor.run(Deadly(tmp_path, {40: 99}), range(N_UNITS), Tally()))
    assert [unit for unit, result in enumerate(results) if isinstance(result, LostUnit)] == [40]
    assert [result for result in results if not isinstance(result, LostUnit)] == [
        unit for unit in range(N_UNITS) if unit != 40
    ]


@APART
def test_an_error_among_other_units_is_raised_when_its_turn_comes(executor: Executor) -> None:
    results = executor.run(refuse_forty_one, range(N_UNITS), Tally())
    assert list(itertools.islice(results, 41)) == list(range(41))
    with pytest.raises(InputError, match=r"^expected no 41\.$"):
        next(results)
