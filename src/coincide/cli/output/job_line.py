"""How far a job in another terminal is, in a line: how much is done, how fast, and how long the rest takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coincide.cli.output.progress import amount
from coincide.cli.output.stage_words import stage_words
from coincide.wording import count, duration, percent

if TYPE_CHECKING:
    from coincide.catalog import JobState

_SOUND = "s of sound"


def job_line(job: JobState) -> str:
    """Say how far a job is.

    Examples
    --------
    >>> from coincide.catalog import JobState
    >>> job_line(JobState("events", 7200.0, 36000.0, "s of sound", 60.0, n_workers=4))
    'Running now: finding events, 2 h of 10 h of sound (20%), 2.0 h a minute (0.5 by each of 4 workers), 4 min left.'
    """
    share = percent(job.done / job.total) if job.total > 0 else ""
    parts = [f"{stage_words(job.stage)}, {_done(job)}{f' ({share})' if share else ''}"]
    if job.unit == _SOUND and job.rate > 0:
        a_minute_h = job.rate / 60
        each = f" ({a_minute_h / job.n_workers:.1f} by each of {count(job.n_workers, 'worker')})"
        parts.append(f"{a_minute_h:.1f} h a minute{each if job.n_workers > 1 else ''}")
    if job.left_s is not None:
        parts.append(f"{duration(job.left_s)} left")
    watched = f" Dask shows it at {job.dashboard}" if job.dashboard else ""
    return f"Running now: {', '.join(parts)}.{watched}"


def _done(job: JobState) -> str:
    if job.unit == _SOUND:
        return f"{duration(job.done)} of {duration(job.total)} of sound"
    return f"{job.done:,.0f} of {amount(job.total, job.unit)}"
