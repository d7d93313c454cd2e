"""A slice of the attacks of `benchmarks.faults.server`, on a real process."""

from __future__ import annotations

import sys
from collections.abc import Generator
from pathlib import Path

import pytest
from labeling import copy_of

from benchmarks.hostile_clients import crowds, noise, refusals
from benchmarks.hostile_clients.neighbor import Neighbor
from benchmarks.hostile_clients.target import Target, started

MAX_MB, MAX_LOG_KB = 700, 50


@pytest.fixture(scope="module")
def target(learned: Path, tmp_path_factory: pytest.TempPathFactory) -> Generator[Target]:
    """A server whose memory and log must stay small whatever the tests do to it."""
    folder = tmp_path_factory.mktemp("hostile")
    with started(copy_of(learned, folder), folder) as server:
        yield server
        assert not server.peak_mb() > MAX_MB  # not a number where the system does not tell
        assert server.log_kb() < MAX_LOG_KB


@pytest.mark.slow
def test_no_route_answers_without_what_lets_a_client_in(target: Target) -> None:
    assert [each for each in refusals.failures(target) if each] == []


@pytest.mark.slow
def test_a_server_that_others_can_reach_answers_nothing_without_the_key(learned: Path, tmp_path: Path) -> None:
    with started(copy_of(learned, tmp_path), tmp_path, "--host", "0.0.0.0") as server:
        assert [each for each in refusals.failures(server, is_public=True) if each] == []


@pytest.mark.slow
def test_mutated_requests_are_refused_or_answered(target: Target) -> None:
    assert [each for each in noise.failures(target, range(180)) if each] == []


@pytest.mark.slow
def test_requests_that_come_at_once_are_all_answered(target: Target) -> None:
    with crowds.silent(target, 200), Neighbor(target) as person:
        assert [each for each in crowds.at_once(target, 400) if each] == []
    assert person.n_failed == 0


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only there the limit of another process can be set")
def test_a_server_without_a_file_descriptor_left_still_answers_and_logs_little(learned: Path, tmp_path: Path) -> None:
    import resource

    with started(copy_of(learned, tmp_path), tmp_path) as server, Neighbor(server) as person:
        crowds.recording_named(server, "r0.wav")  # everything that answers need is open
        n_open = len(list(Path(f"/proc/{server.process.pid}/fd").iterdir()))
        resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, (n_open + 30, n_open + 30))
        with crowds.silent(server, 300):
            assert crowds.recording_named(server, "r0.wav") == 1
        assert server.log_kb() < MAX_LOG_KB
    assert person.times_ms
