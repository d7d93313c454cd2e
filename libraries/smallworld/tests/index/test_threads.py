"""Pieces of work are shared out among threads."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from coincide_smallworld.index.threads import in_pieces


@pytest.mark.parametrize("n_threads", [1, 2, 3])
@pytest.mark.parametrize("n", [0, 1, 2, 7, 100])
def test_results_come_in_the_order_of_the_pieces(n: int, n_threads: int) -> None:
    results = in_pieces(lambda first, last: list(range(first, last)), n, n_threads=n_threads, step=8)
    assert [number for each in results for number in each] == list(range(n))
    assert all(1 <= len(each) <= 8 for each in results)


def test_every_thread_can_take_as_many_pieces() -> None:
    sizes = in_pieces(lambda first, last: last - first, 1_200, n_threads=2, step=256)
    assert sizes == [200] * 6


def test_the_calling_thread_works_too() -> None:
    both = threading.Barrier(2, timeout=60)

    def work(first: int, last: int) -> int:  # noqa: ARG001  what is worked on does not matter
        both.wait()
        return threading.get_ident()

    assert threading.get_ident() in in_pieces(work, 4, n_threads=2, step=1)


@pytest.mark.parametrize("n_helpers", [None, 1])
def test_after_an_error_what_waits_is_left(n_helpers: int | None) -> None:
    done: list[int] = []

    def work(first: int, last: int) -> None:  # noqa: ARG001
        done.append(first)
        raise ValueError(f"piece {first}")

    pool = None if n_helpers is None else ThreadPoolExecutor(n_helpers)
    with pytest.raises(ValueError, match="piece"):
        in_pieces(work, 100, n_threads=2, step=1, pool=pool)
    assert len(done) <= 2
    if pool is not None:
        pool.shutdown()


def test_after_an_error_in_another_thread_this_one_leaves_what_waits() -> None:
    done: list[int] = []
    caller, has_failed = threading.get_ident(), threading.Event()

    def work(first: int, last: int) -> None:  # noqa: ARG001
        if threading.get_ident() != caller:
            has_failed.set()
            raise ValueError(f"piece {first}")
        has_failed.wait(60)
        time.sleep(0.01)
        done.append(first)

    with pytest.raises(ValueError, match="piece"):
        in_pieces(work, 200, n_threads=2, step=1)
    assert len(done) < 100
