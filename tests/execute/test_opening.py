"""From what a person wrote to an executor."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import version
from typing import TYPE_CHECKING, cast

import pytest
from unit_examples import own_process

from coincide.errors import InputError, WorkerError
from coincide.execute import Workers, open_executor
from coincide.execute.inline import Inline
from coincide.execute.processes import Processes
from coincide.execute.protocol import Tally

if TYPE_CHECKING:
    from distributed import Client  # which takes half a second to load


@pytest.mark.parametrize(
    ("workers", "kind"), [(None, Inline), (1, Inline), ("1", Inline), (3, Processes), ("3", Processes)]
)
def test_a_number_means_processes_and_one_is_this_one(workers: Workers, kind: type) -> None:
    with open_executor(workers) as executor:
        assert isinstance(executor, kind)


def test_there_are_as_many_workers_as_were_asked_for() -> None:
    with open_executor("3") as executor:
        assert executor.n_workers == 3


@pytest.mark.slow
def test_the_address_of_a_scheduler_means_its_workers(client: Client) -> None:
    assert client.scheduler is not None
    with open_executor(client.scheduler.address) as executor:
        assert set(executor.run(own_process, [0], Tally())) <= set(
            cast("dict[str, int]", client.run(os.getpid)).values()
        )


@pytest.mark.parametrize("workers", [0, -2, "0", "many", "", "http://host"])
def test_what_names_no_workers_is_refused(workers: Workers) -> None:
    message = f"`workers` must be a number of processes, at least 1, or the address .* got `{workers}`"
    with pytest.raises(InputError, match=message), open_executor(workers):
        pass


def test_what_names_no_processes_begins_none() -> None:
    code = "import sys\nfrom coincide.execute import begin_workers\n"
    code += "for workers in (None, 1, '1', '0', 'many', 'tcp://127.0.0.1:9'):\n"
    code += "    begin_workers(workers, ready=[])\n    if 'multiprocessing' in sys.modules: sys.exit(repr(workers))"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")


def test_a_scheduler_that_does_not_answer_is_told_about(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coincide.execute.dask._TIMEOUT_S", 1)
    place = "tcp://127.0.0.1:9"
    with pytest.raises(WorkerError, match=f"no Dask scheduler answers at `{place}`"), open_executor(place):
        pass


def test_an_address_that_asks_for_a_certificate_is_told_where_none_is() -> None:
    place = "tls://127.0.0.1:9"
    with pytest.raises(WorkerError, match=f"^`{place}` asks for a certificate"), open_executor(place):
        pass


@pytest.mark.slow
def test_a_worker_of_another_version_is_refused_and_both_are_named(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("coincide.execute.dask.version", lambda _: "9.9.9")
    message = rf"^a worker has coincide {version('coincide')}, and this command is coincide 9\.9\.9\."
    with open_executor(client) as executor, pytest.raises(WorkerError, match=message):
        list(executor.run(own_process, [0], Tally()))
