"""What every executor promises, on each of them; `inline` is the reference."""

from __future__ import annotations

import itertools
import os
import sys
from pathlib import Path

import pytest
from unit_examples import (
    Deadly,
    faults_of_arrays,
    hang_at_three,
    may_ask,
    one_second,
    own_process,
    refuse_three,
    return_error,
    square,
    square_slowly_at_first,
    time_out,
)

from coincide.errors import InputError, RecordingError
from coincide.execute import Executor, LostUnit
from coincide.execute.protocol import Tally
from coincide.servers import allow

pytestmark = pytest.mark.slow

APART = pytest.mark.parametrize("executor", ["processes", "dask"], indirect=True)
ALL = pytest.mark.parametrize("executor", ["inline", "processes", "dask"], indirect=True)


@ALL
def test_results_come_in_the_order_of_the_units(executor: Executor) -> None:
    assert list(executor.run(square_slowly_at_first, range(30), Tally())) == [unit * unit for unit in range(30)]


@ALL
def test_no_units_give_no_results(executor: Executor) -> None:
    assert list(executor.run(square, [], Tally())) == []


@ALL
def test_listener_hears_of_every_unit(executor: Executor) -> None:
    tally = Tally()
    list(executor.run(square, range(30), tally))
    assert tally.done == sum(range(30))


@ALL
def test_an_error_is_raised_when_its_turn_comes(executor: Executor) -> None:
    results = executor.run(refuse_three, range(30), Tally())
    assert list(itertools.islice(results, 3)) == [0, 1, 2]
    with pytest.raises(InputError, match=r"^expected no 3\.$"):
        next(results)


@ALL
def test_a_unit_may_time_out(executor: Executor) -> None:
    with pytest.raises(TimeoutError, match=r"^no answer\.$"):
        list(executor.run(time_out, [1], Tally()))


@ALL
def test_an_error_may_be_a_result(executor: Executor) -> None:
    (error,) = executor.run(return_error, [7], Tally())
    assert isinstance(error, RecordingError)
    assert (str(error), error.kind) == ("no 7.", "corrupt")


@ALL
def test_units_are_taken_as_they_are_needed(executor: Executor) -> None:
    results = executor.run(square, itertools.count(), Tally())
    assert list(itertools.islice(results, 50)) == [unit * unit for unit in range(50)]
    results.close()


@ALL
def test_other_work_can_be_done_after_work_that_was_dropped(executor: Executor) -> None:
    dropped = executor.run(square, itertools.count(), Tally())
    next(dropped)
    dropped.close()
    assert list(executor.run(refuse_three, [5], Tally())) == [5]


@APART
def test_work_is_done_in_other_processes(executor: Executor) -> None:
    assert os.getpid() not in set(executor.run(own_process, range(8), Tally()))


@APART
@pytest.mark.skipif(sys.platform != "linux", reason="other systems have another allocator")
def test_workers_keep_the_memory_of_arrays_for_the_next(executor: Executor) -> None:
    (n_faults,) = executor.run(faults_of_arrays, [100], Tally())
    assert isinstance(n_faults, int)
    assert n_faults < 5_000  # each of 100 arrays has 512 pages, and other threads of a worker need some


@APART
def test_workers_may_ask_the_servers_that_a_person_named_here(executor: Executor) -> None:
    allow(["memory://named-here"])
    assert list(executor.run(may_ask, ["memory://named-here", "memory://elsewhere"], Tally())) == [True, False]


@APART
def test_a_unit_whose_worker_died_is_tried_again(executor: Executor, tmp_path: Path) -> None:
    work = Deadly(tmp_path, {3: 1})
    assert list(executor.run(work, range(30), Tally())) == list(range(30))
    assert len(list(tmp_path.iterdir())) == 1


@APART
def test_units_are_done_when_all_workers_died_at_once(executor: Executor, tmp_path: Path) -> None:
    work = Deadly(tmp_path, dict.fromkeys(range(2), 1))
    assert list(executor.run(work, range(8), Tally())) == list(range(8))


@APART
def test_a_unit_that_kills_all_its_workers_is_lost_and_no_other(executor: Executor, tmp_path: Path) -> None:
    work = Deadly(tmp_path, {3: 99})
    results = list(executor.run(work, range(12), Tally()))
    lost = [unit for unit, result in enumerate(results) if isinstance(result, LostUnit)]
    assert lost == [3]
    assert [result for result in results if not isinstance(result, LostUnit)] == [
        unit for unit in range(12) if unit not in lost
    ]


@APART
def test_a_unit_at_which_workers_hang_is_lost_and_no_other(executor: Executor) -> None:
    results = list(executor.run(hang_at_three, range(6), Tally(), limit_s=one_second))
    assert [isinstance(result, LostUnit) for result in results] == [unit == 3 for unit in range(6)]


@APART
def test_a_lost_unit_says_why(executor: Executor, tmp_path: Path) -> None:
    (lost,) = executor.run(Deadly(tmp_path, {0: 99}), [0], Tally())
    assert isinstance(lost, LostUnit)
    assert lost.reason.startswith("every process that worked on it died")
