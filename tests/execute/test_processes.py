"""Processes of this machine: they end with the one that started them, and what hinders them is told."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from unit_examples import Deadly, own_process

from coincide.execute.processes import Processes
from coincide.execute.protocol import MAX_TRIES, Tally

pytestmark = pytest.mark.slow

ENDLESS = """
import itertools, sys
from coincide.execute.processes import Processes
from coincide.execute.protocol import Tally
from unit_examples import own_process
if __name__ == "__main__":
    results = Processes(2).run(own_process, itertools.count(), Tally())
    for number in results:
        print(number, flush=True)
"""

READY = """
from coincide.execute import begin_workers
from coincide.execute.processes import Processes
from coincide.execute.protocol import Tally
from unit_examples import module_and_threads
if __name__ == "__main__":
    {begin}
    processes = Processes(1, ready={ready})
    print(*processes.run(module_and_threads, ["coincide.kernels.compiled.bands"], Tally()))
    processes.close()
"""
INTERRUPTED = """
import time
from coincide.execute.processes import begin_server
begin_server(["slowly_imported"])
try:
    time.sleep(60)
except KeyboardInterrupt:
    print("stopped")
"""
LISTENING = ["coincide.workflow.listen.ready"]
LINUX_ONLY = pytest.mark.skipif(sys.platform != "linux", reason="processes are forked from a server on Linux alone")


@LINUX_ONLY
def test_ctrl_c_while_the_server_gets_ready_prints_nothing(tmp_path: Path) -> None:
    (tmp_path / "slowly_imported.py").write_text("print('here', flush=True)\nimport time\ntime.sleep(2)", "utf-8")
    script = tmp_path / "interrupted.py"
    script.write_text(INTERRUPTED, encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, str(script)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join([*sys.path, str(tmp_path)])},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert process.stdout is not None and process.stdout.readline() == b"here\n"
    os.killpg(process.pid, signal.SIGINT)
    assert process.communicate() == (b"stopped\n", b"")


@LINUX_ONLY
@pytest.mark.parametrize(
    ("begin", "ready"),
    [("", LISTENING), (f"begin_workers('2', ready={LISTENING})", ())],
    ids=["on opening", "while the command is imported"],
)
def test_a_process_starts_with_what_was_made_ready_and_one_thread(
    tmp_path: Path, begin: str, ready: Sequence[str]
) -> None:
    script = tmp_path / "ready.py"
    script.write_text(READY.format(begin=begin, ready=ready), encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    ended = subprocess.run([sys.executable, str(script)], env=environment, capture_output=True, text=True, check=True)
    assert ended.stdout == "(True, '1')\n"


@LINUX_ONLY
def test_threads_of_this_process_are_not_restricted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    Processes(1).close()
    assert "OMP_NUM_THREADS" not in os.environ


@pytest.mark.parametrize("unit", [3, 150], ids=["alone", "among others"])
def test_a_unit_is_tried_as_often_as_promised(tmp_path: Path, unit: int) -> None:
    processes = Processes(2)
    list(processes.run(Deadly(tmp_path, {unit: 99}), range(200), Tally()))
    processes.close()
    assert len(list(tmp_path.iterdir())) == MAX_TRIES


def test_no_thread_is_left_after_the_end() -> None:
    before = set(threading.enumerate())
    processes = Processes(2)
    list(processes.run(own_process, range(8), Tally()))
    processes.close()
    assert set(threading.enumerate()) <= before


def test_a_dead_process_is_replaced() -> None:
    processes = Processes(1)
    results = processes.run(own_process, range(100), Tally())
    first = next(results)
    assert isinstance(first, int)
    os.kill(first, signal.SIGTERM)
    others = {number for number in results if isinstance(number, int)}
    processes.close()
    assert others - {first}


@pytest.mark.skipif(os.name == "nt", reason="asks for processes by a signal, which Windows does not have")
def test_workers_end_when_their_coordinator_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "endless.py"
    script.write_text(ENDLESS, encoding="utf-8")
    source = os.pathsep.join(sys.path)
    coordinator = subprocess.Popen(
        [sys.executable, str(script)], env=os.environ | {"PYTHONPATH": source}, stdout=subprocess.PIPE, text=True
    )
    assert coordinator.stdout is not None
    workers = {int(coordinator.stdout.readline()) for _ in range(50)}
    coordinator.kill()
    coordinator.communicate()
    deadline_s = time.monotonic() + 30
    while any(_is_alive(number) for number in workers) and time.monotonic() < deadline_s:
        time.sleep(0.05)
    assert [number for number in workers if _is_alive(number)] == []


def test_a_script_without_a_main_guard_is_told_so(tmp_path: Path) -> None:
    script = tmp_path / "unguarded.py"
    script.write_text(ENDLESS.replace('if __name__ == "__main__":', "if True:"), encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    ended = subprocess.run([sys.executable, str(script)], env=environment, capture_output=True, text=True, check=False)
    assert "WorkerError: a worker process ended before it began to work" in ended.stderr


def _is_alive(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True
