"""How far a workflow is, on standard error: bars where a person watches, else one line per finished stage.

The bars disappear at the end, so that what stays on a terminal is the result.
"""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import contextmanager

import rich.progress
from rich.console import Console
from rich.table import Column
from rich.text import Text

from coincide.cli.output.broken_lines import broken
from coincide.cli.output.harmless_text import harmless
from coincide.cli.output.stage_words import stage_words
from coincide.wording import duration
from coincide.workflow.progress import Progress, Silent, StageProgress


@contextmanager
def show_progress(*, is_quiet: bool = False) -> Generator[Progress]:
    """Give a workflow something to report to.

    Parameters
    ----------
    is_quiet : show nothing.
    """
    console = Console(stderr=True, markup=False, highlight=False, emoji=False)
    if is_quiet:
        yield Silent()
    elif console.is_terminal:
        with _bars(console) as bars:
            yield _Bars(bars)
    else:
        yield _Lines(console)


def amount(number: float, unit: str) -> str:
    """Say how much of a unit: ``1,204 events``, ``1 file``, ``1 min 51 s of sound``."""
    if unit.startswith("s "):
        return f"{duration(number)}{unit.removeprefix('s')}"
    return f"{number:,.0f} {unit.removesuffix('s') if round(number) == 1 else unit}"


class _Lines:
    """One plain line per finished stage."""

    def __init__(self, console: Console) -> None:
        self._console = console

    @contextmanager
    def stage(self, name: str, *, total: float, unit: str) -> Generator[StageProgress]:
        began = time.perf_counter()
        counter = _Counter()
        yield counter
        seconds = time.perf_counter() - began
        if total > 0:
            self.say(f"{stage_words(name)}: {amount(counter.done, unit)} in {seconds:.1f} s")

    def say(self, message: str) -> None:
        self._console.print(harmless(message), soft_wrap=True)


class _Counter:
    """Adds up what is done."""

    def __init__(self) -> None:
        self.done = 0.0

    def advance(self, amount: float) -> None:
        self.done += amount


class _Bars:
    """One line with a bar per stage."""

    def __init__(self, bars: rich.progress.Progress) -> None:
        self._bars = bars

    @contextmanager
    def stage(self, name: str, *, total: float, unit: str) -> Generator[StageProgress]:
        if total == 0:
            yield _Counter()
            return
        task = self._bars.add_task(stage_words(name), total=total, unit=unit)
        yield _Bar(self._bars, task)
        self._bars.update(task, completed=total)

    def say(self, message: str) -> None:
        console = self._bars.console
        console.print(broken(harmless(message), console.width), soft_wrap=True)


class _Bar:
    """One bar that grows."""

    def __init__(self, bars: rich.progress.Progress, task: rich.progress.TaskID) -> None:
        self._bars = bars
        self._task = task

    def advance(self, amount: float) -> None:
        self._bars.advance(self._task, amount)


class _Words(rich.progress.ProgressColumn):
    """What is done; the end of it is left out where a line has no room."""

    def render(self, task: rich.progress.Task) -> Text:
        return Text(f"{task.description:<22}", no_wrap=True, overflow="ellipsis")


class _Amount(rich.progress.ProgressColumn):
    """How much is done, with its unit."""

    def render(self, task: rich.progress.Task) -> Text:
        return Text(amount(task.completed, str(task.fields["unit"])))


class _Rate(rich.progress.ProgressColumn):
    """How fast it goes, per second; of sound, hours a minute."""

    def render(self, task: rich.progress.Task) -> Text:
        speed = task.finished_speed or task.speed
        if speed is None:
            return Text("")
        if str(task.fields["unit"]) == "s of sound":
            return Text(f"{speed / 60:,.1f} h/min")
        return Text(f"{speed:,.0f}/s" if speed >= 10 else f"{speed:.1f}/s")


def _bars(console: Console) -> rich.progress.Progress:
    return rich.progress.Progress(
        _Words(),
        rich.progress.BarColumn(bar_width=14),
        _Amount(Column(no_wrap=True)),
        _Rate(Column(no_wrap=True)),
        rich.progress.TimeRemainingColumn(compact=True, elapsed_when_finished=True, table_column=Column(no_wrap=True)),
        console=console,
        transient=True,
    )
