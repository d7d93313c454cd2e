"""Workers that SLURM starts, from a few lines that describe their job.

    [slurm]
    jobs = 40              # workers, each a job of one core
    queue = "general"
    walltime = "04:00:00"
    memory = "2GB"

All other lines are options of dask-jobqueue's `SLURMCluster
<https://jobqueue.dask.org/en/latest/generated/dask_jobqueue.SLURMCluster.html>`_, such as ``account`` or
``job_extra_directives``. The scheduler runs in this process and ends with it, and so do the jobs.
"""

from __future__ import annotations

import importlib
import shutil
import tomllib
import traceback
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coincide.errors import InputError, MissingPackageError, WorkerError

if TYPE_CHECKING:
    from distributed import Client

_DEFAULTS = {"cores": 1, "processes": 1, "memory": "2GB"}
_TCP_TIMEOUT = "distributed.comm.timeouts.tcp"
_WITHOUT_NETWORK_S = 180
"""How long scheduler and workers wait for each other, unless Dask's configuration says longer; Dask's default is 30."""
LESS_WATCHED = {"distributed.worker.profile.enabled": False, "distributed.admin.tick.interval": "1s"}
"""Dask looks at what each worker does 100 times a second, and at its event loop 50 times, which takes about 3%."""


@contextmanager
def slurm_workers(job: Path) -> Generator[Client]:
    """Ask SLURM for workers, and give a client of their scheduler; they come when SLURM has room for them.

    Parameters
    ----------
    job : TOML file.

    Raises
    ------
    InputError : the file cannot be read, or describes no job.
    MissingPackageError : dask-jobqueue is not installed.
    WorkerError : there is no SLURM here, or it refuses the jobs.
    """
    options = _read(job)
    n_jobs = options.pop("jobs")
    try:
        from dask import config
        from dask.utils import parse_timedelta
        from distributed import Client

        jobqueue = importlib.import_module("dask_jobqueue")  # has no types
    except ImportError:
        raise MissingPackageError(
            "SLURM workers need dask-jobqueue. Install it with `pip install 'coincide[cluster]'`."
        ) from None
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
            cluster = jobqueue.SLURMCluster(**_DEFAULTS | options)
        except (TypeError, ValueError) as error:
            raise InputError(f"`{job}` does not describe a SLURM job: {error}.") from None
        with cluster, Client(cluster, set_as_default=False) as client:
            _submit(cluster, n_jobs, job)
            yield client


def _submit(cluster: Any, n_jobs: int, job: Path) -> None:
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
        if not cluster.workers:
            said = " ".join(str(error).rpartition("stderr:")[2].split()).rstrip(".") or "it does not say why"
            raise WorkerError(f"`sbatch` refuses the job of `{job}`: {said}. Correct its lines there.") from None


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
