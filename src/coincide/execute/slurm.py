"""Workers that SLURM starts, from a few lines that describe their job.

    [slurm]
    jobs = 40              # workers, each a job of one core
    queue = "general"
    walltime = "04:00:00"
    memory = "2GB"

All other lines are options of dask-jobqueue's `SLURMCluster
<https://jobqueue.dask.org/en/latest/generated/dask_jobqueue.SLURMCluster.html>`_, such as ``account`` or
``job_extra_directives``. The scheduler runs in this process and ends with it, and so do the jobs. Jobs may wait in the
queue for any time; if none is left, because all failed or reached their walltime, the work ends.
"""

from __future__ import annotations

import asyncio
import importlib
import shutil
import subprocess
import tomllib
import traceback
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from coincide.errors import InputError, MissingPackageError, WorkerError
from coincide.execute.dask import Dask
from coincide.wording import count

_DEFAULTS = {"cores": 1, "processes": 1, "memory": "2GB"}
_TCP_TIMEOUT = "distributed.comm.timeouts.tcp"
_WITHOUT_NETWORK_S = 180
"""How long scheduler and workers wait for each other, unless Dask's configuration says longer; Dask's default is 30."""
_ANSWER_S = 120.0
"""How long a command of SLURM may take; while its controller is down or busy, `sbatch` may wait forever."""
_NO_ANSWER = "`sbatch` gave no answer"
LESS_WATCHED = {"distributed.worker.profile.enabled": False, "distributed.admin.tick.interval": "1s"}
"""Dask looks at what each worker does 100 times a second, and at its event loop 50 times, which takes about 3%."""


@contextmanager
def slurm_workers(
    job: Path, say: Callable[[str], None] = lambda _: None, *, patience_s: float = 60.0, answer_s: float = _ANSWER_S
) -> Generator[Dask]:
    """Ask SLURM for workers, and give what hands work to them; they come when SLURM has room for them.

    Parameters
    ----------
    job : TOML file.
    say : called with a sentence if SLURM refuses some of the jobs.
    patience_s : how long there may be no worker before SLURM is asked whether any job is left.
    answer_s : how long `sbatch` and `scancel` may take.

    Raises
    ------
    InputError : the file cannot be read, or describes no job.
    MissingPackageError : dask-jobqueue is not installed.
    WorkerError : there is no SLURM here, it does not answer, or it refuses the jobs.
    """
    options = _read(job)
    n_jobs = options.pop("jobs")
    try:
        from dask import config
        from dask.utils import parse_timedelta
        from distributed import Client

        jobqueue = importlib.import_module("dask_jobqueue")  # has no types
    except ImportError:
        raise MissingPackageError.of("SLURM workers need", "dask-jobqueue", extra="cluster") from None
    if shutil.which("sbatch") is None:
        raise WorkerError("there is no `sbatch` here. Run the same command on a machine of the cluster that has it.")
    patience = f"{max(_WITHOUT_NETWORK_S, parse_timedelta(config.get(_TCP_TIMEOUT))):.0f}s"
    prologue = options.pop("job_script_prologue", config.get("jobqueue.slurm.job-script-prologue", []))
    shared = {_TCP_TIMEOUT: patience, **LESS_WATCHED}
    exports = [f"export DASK_{name.replace('.', '__').upper()}={value}" for name, value in shared.items()]
    options["job_script_prologue"] = [*exports, *prologue]
    # A unit that killed two workers is poison; so many deaths Dask allows it.
    with config.set({"distributed.scheduler.allowed-failures": 1, **shared}):
        try:
            kind = _impatient(jobqueue.SLURMCluster.job_cls, answer_s)
            cluster = jobqueue.SLURMCluster(job_cls=kind, **_DEFAULTS | options)
        except (TypeError, ValueError) as error:
            raise InputError(f"`{job}` does not describe a SLURM job: {error}.") from None
        with cluster, Client(cluster, set_as_default=False) as client:
            _submit(cluster, n_jobs, job, say)
            numbers = [str(each.job_id) for each in cluster.workers.values()]
            yield Dask(client, patience_s=patience_s, why_none=partial(why_no_job, numbers))


def why_no_job(numbers: Sequence[str]) -> str:
    """Say that no job is left, and what to do; empty if one waits or runs, or if SLURM does not say.

    Parameters
    ----------
    numbers : of the jobs; at least one.
    """
    command = ["squeue", "--noheader", "--format=%i", f"--jobs={','.join(numbers)}"]
    try:
        said = subprocess.run(command, capture_output=True, text=True, timeout=_ANSWER_S, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    # SLURM forgets jobs a few minutes after their end; a number that it no longer knows is then an error.
    is_known = said.returncode == 0 or "Invalid job id" in said.stderr
    if not is_known or said.stdout.strip():
        return ""
    return (
        "all SLURM jobs have ended, but work is left. They may have reached their `walltime`, or failed when they "
        f"started: look at their output, such as `slurm-{numbers[0]}.out`. All work so far is stored; run the same "
        "command again."
    )


def _impatient(job: Any, answer_s: float) -> Any:
    """Return Dask's class of a SLURM job with a limit to how long `sbatch` and `scancel` may take."""

    async def call(command: Sequence[str], **_: object) -> str:
        process = await asyncio.create_subprocess_exec(
            *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )
        try:
            out, said = await asyncio.wait_for(process.communicate(), answer_s)
        except TimeoutError:
            process.kill()
            raise RuntimeError(f"{_NO_ANSWER} in {answer_s:g} s") from None
        if process.returncode != 0:
            raise RuntimeError(said.decode(errors="replace"))
        return out.decode(errors="replace")

    return type(job.__name__, (job,), {"_call": staticmethod(call)})


def _submit(cluster: Any, n_jobs: int, job: Path, say: Callable[[str], None]) -> None:
    """Hand jobs to SLURM; go on if it takes some of them, since many clusters limit how many one person may have.

    Not by `scale`, which returns at once and only logs that a job was refused, so that the work would wait forever.
    """

    async def submitted() -> None:
        await cluster

    for _ in range(n_jobs):
        cluster.worker_spec.update(cluster.new_worker_spec())
    try:
        cluster.sync(submitted)
    except (RuntimeError, ValueError) as error:
        _forget_refused(cluster)
        # The frames that it came through know all jobs, and while these live, Dask does not close the others in order.
        traceback.clear_frames(error.__traceback__)
        said = " ".join(str(error).split()).rstrip(".") or "it does not say why"
        is_silent = said.startswith(_NO_ANSWER)
        if not cluster.workers:
            if is_silent:
                raise WorkerError(f"{said}. Run the same command again when SLURM answers.") from None
            raise WorkerError(f"`sbatch` refuses the job of `{job}`: {said}. Correct its lines there.") from None
        taken = f"{len(cluster.workers):,} of {count(n_jobs, 'job')}"
        why = f"For the others, {said}." if is_silent else f"It refuses the others: {said}."
        say(f"SLURM takes {taken}, which do all the work. {why}")


def _forget_refused(cluster: Any) -> None:
    """Forget jobs without a number, which Dask could not close."""
    from distributed.core import Status

    for name, job in [*cluster.workers.items()]:
        if job.job_id is None:
            job.status = Status.failed
            del cluster.workers[name], cluster.worker_spec[name]


def _read(job: Path) -> dict[str, Any]:
    try:
        table = tomllib.loads(job.read_text(encoding="utf-8")).get("slurm")
    except OSError as error:
        raise InputError(f"`{job}` cannot be read: {error.strerror}. Check the path.") from None
    except ValueError as error:
        raise InputError(f"`{job}` cannot be read as TOML: {error}.") from None
    n_jobs = table.get("jobs") if isinstance(table, dict) else None
    if not isinstance(table, dict) or type(n_jobs) is not int or n_jobs < 1:
        raise InputError(f"expected a table `[slurm]` with `jobs`, a number of workers of at least 1, in `{job}`.")
    return dict(table)
