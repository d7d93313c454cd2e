"""Every kind of executor; the cluster of Dask is two processes of this machine, started once."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

import pytest

from coincide.execute import Executor, open_executor

if TYPE_CHECKING:
    from distributed import Client


@pytest.fixture(scope="session")
def client() -> Generator[Client]:
    from dask import config  # which takes half a second to load
    from distributed import Client, LocalCluster

    options = {
        # After so many deaths of its workers Dask gives a task up; three by default.
        "distributed.scheduler.allowed-failures": 1,
        # So long after a death Dask looks once whether the worker is back, and if it has died again it gets no other.
        "distributed.deploy.lost-worker-timeout": "1h",
        "distributed.logging.distributed": "critical",
    }
    with (
        config.set(options),
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0", silence_logs=50) as cluster,
        Client(cluster, set_as_default=False) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def processes() -> Generator[Executor]:
    with open_executor(2) as executor:
        yield executor


@pytest.fixture
def executor(request: pytest.FixtureRequest) -> Generator[Executor]:
    """One of a kind that a test asks for by its parameter."""
    kind: str = request.param
    if kind == "processes":
        yield request.getfixturevalue("processes")
    else:
        with open_executor(request.getfixturevalue("client") if kind == "dask" else None) as executor:
            yield executor
