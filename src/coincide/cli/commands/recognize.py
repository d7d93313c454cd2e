"""`coincide recognize FILES`: calls in recordings get the names that a person taught."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from coincide.cli.options.out_option import out_option
from coincide.cli.options.shared import (
    ANY_PLACE,
    WRITTEN_FORMATS,
    device_option,
    format_option,
    layout_option,
    shared_options,
    workers_option,
)
from coincide.cli.output.result import tell
from coincide.wording import count, duration, percent

if TYPE_CHECKING:
    from coincide.cli.output.page import Page
    from coincide.embed import Device
    from coincide.recognize import Reliability, Threshold
    from coincide.workflow.recognize.recognize import Recognition

_N_FILES, _N_PROBLEMS = 40, 20
_BASES = {
    "labels": "shown by its labels",
    "all names": "shown by the labels of all names",
    "score": "too few labels; by the score alone",
    "out of reach": "out of reach at any score",
    "given": "as you asked",
}


class NameAndScore(click.ParamType):  # pyright: ignore[reportMissingTypeArgument]  # older clicks are not generic
    """A score, or a name, an equals sign and a score."""

    name = "[NAME=]SCORE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, float]:
        if isinstance(value, tuple):
            return value  # pyright: ignore[reportUnknownVariableType]  # click converts twice
        name, _, score = str(value).rpartition("=")
        try:
            return name.strip(), float(score)
        except ValueError:
            return self.fail(f"expected a score such as 0.7, or NAME=0.7, got `{value}`.", param, ctx)


@click.command("recognize", epilog="Example: coincide recognize tonight.wav --out tonight.txt --format raven")
@click.argument("paths", type=ANY_PLACE, nargs=-1, required=True, metavar="FILES|FOLDER...")
@out_option("path", "Where to write: a file, or a folder for one table per recording.", to_stream=True)
@format_option(WRITTEN_FORMATS, "the table, chosen by the ending of PATH if not given")
@layout_option
@click.option(
    "--precision",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    metavar="SHARE",
    help="Share of calls of each name that must be right; calls that score too low become unknown.",
)
@click.option(
    "--threshold",
    "thresholds",
    type=NameAndScore(),
    multiple=True,
    metavar="[NAME=]SCORE",
    help="Score needed by all names, or by one; repeatable. 0.5 if not given.",
)
@click.option("--noise", is_flag=True, help="Also list events that are noise.")
@click.option("--speech", is_flag=True, help="Also list calls named `speech`, which are private.")
@click.option("--known-only", is_flag=True, help="Leave out events that are unknown.")
@click.option("--categories", is_flag=True, help="Use category numbers as names; needs no labels.")
@click.option(
    "--faint",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    metavar="SHARE",
    help="Also find repeats of known categories that are too faint for the detector; accept at most this estimated "
    "share of false ones, such as 0.05.",
)
@device_option
@workers_option
@click.option("--quiet", "-q", is_flag=True, help="Show no progress.")
@shared_options
def command(
    paths: tuple[Path | str, ...],
    out: Path | None,
    format: str | None,
    layout: Literal["one", "many"] | None,
    precision: float | None,
    thresholds: tuple[tuple[str, float], ...],
    noise: bool,
    speech: bool,
    known_only: bool,
    categories: bool,
    faint: float | None,
    device: Device,
    workers: str,
    quiet: bool,
    catalog: Path | None,
    as_json: bool,
) -> None:
    """Find and name the calls in FILES or folders of recordings.

    The names come from `coincide label`. The recordings need not be in the catalog, and nothing is learned from them.
    FILES may also be addresses, such as s3://bucket/night.wav. Files that cannot be read are listed at the end.
    """
    from coincide.execute import begin_workers
    from coincide.workflow.listen import READY

    begin_workers(workers, ready=READY)
    from coincide.cli.output.progress import show_progress
    from coincide.workflow.recognize.recognize import RecognizeOptions, recognize

    wanted = RecognizeOptions(precision, dict(thresholds), noise, known_only, categories, speech, faint)
    with show_progress(is_quiet=quiet) as progress:
        found = recognize(
            catalog,
            paths,
            wanted=wanted,
            out=out,
            format=format,
            layout=layout,
            device=device,
            workers=workers,
            progress=progress,
        )
    tell(found, partial(_show, out=out), as_json=as_json, out=out)


def _show(page: Page, found: Recognition, *, out: Path | None) -> None:
    _show_names(page, found)
    _show_faint(page, found)
    _show_files(page, found)
    if found.reliability is not None:
        _show_reliability(page, found.reliability)
    _show_sum(page, found)
    _show_left_out(page, found)
    if out is None:
        page.say("Nothing was written. To save the calls, add `--out calls.csv`.")
    for file in found.written:
        page.wrote(file)


def _show_names(page: Page, found: Recognition) -> None:

    counts = found.counts
    total = max(1, sum(counts.values()))
    thresholds = {threshold.name: threshold for threshold in found.thresholds}
    names = [*(name for name in thresholds if name not in counts), *counts]
    columns = ["name", "calls", "share", *(["score from", "right of", "why"] if thresholds else [])]
    rows = [
        (name, f"{counts.get(name, 0):,}", percent(counts.get(name, 0) / total), *_threshold_cells(thresholds, name))
        for name in sorted(names, key=lambda name: list(counts).index(name) if name in counts else -1)
    ]
    page.table(columns, rows, left=["name", "why"])


def _show_faint(page: Page, found: Recognition) -> None:
    if not found.faint:
        return
    page.heading("Faint repeats, among the calls above")
    rows = [
        (one.name, f"{one.n_repeats:,}", "" if one.false_share is None else percent(one.false_share))
        for one in found.faint
    ]
    page.table(["name", "faint calls", "false by estimate"], rows, left=["name"])


def _threshold_cells(thresholds: dict[str, Threshold], name: str) -> Sequence[str]:
    if not thresholds:
        return ()
    threshold = thresholds.get(name)
    if threshold is None:
        return "", "", ""
    right = "no label" if threshold.precision is None else f"{threshold.precision:.0%} of {threshold.n}"
    return f"{threshold.score:.2f}", right, _BASES[threshold.basis]


def _show_files(page: Page, found: Recognition) -> None:

    page.heading("Recordings")
    rows = [
        (file.recording, duration(file.duration_s), f"{sum(file.counts.values()):,}", _listed(file.counts))
        for file in found.files[:_N_FILES]
    ]
    page.table(["recording", "length", "calls", "names"], rows, left=["recording", "names"], names=["recording"])
    if len(found.files) > _N_FILES:
        page.say(f"and {len(found.files) - _N_FILES:,} more recordings, listed by `--json`.")


def _listed(counts: Any) -> str:
    most = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    shown = ", ".join(f"{name} {n:,}" for name, n in most[:6])
    return shown + (f", and {len(most) - 6} more" if len(most) > 6 else "")


def _show_reliability(page: Page, reliability: Reliability) -> None:

    page.heading("How far to trust the scores")
    if reliability.n_labels == 0:
        page.say(
            "No label could be tested: each name needs at least two labeled events. Until then, scores are a guess."
        )
        return
    rows = [
        (
            f"{one.low:.2f}–{one.high:.2f}",
            f"{one.n:,}",
            percent(one.mean_score),
            percent(one.share_right),
            f"{percent(one.right_low)} – {percent(one.right_high)}",
        )
        for one in reliability.bins
        if one.n > 0
    ]
    page.table(["score", "labels", "promised", "right", "95% interval"], rows)
    held_out = "whole recordings" if reliability.is_by_recording else "one label at a time"
    untestable = f"; {reliability.n_untestable:,} more could not be tested" if reliability.n_untestable else ""
    page.say(f"Measured on {count(reliability.n_labels, 'label')}, with {held_out} held out{untestable}.")


def _show_sum(page: Page, found: Recognition) -> None:

    n_calls = sum(sum(file.counts.values()) for file in found.files)
    left_out = sum((Counter(file.left_out) for file in found.files), Counter[str]())
    speed = found.total_s / max(found.seconds, 1e-9)
    page.heading(
        f"{count(n_calls, 'call')} in {count(len(found.files), 'recording')} with {duration(found.total_s)} of sound, "
        f"in {duration(found.seconds)} ({speed:,.{0 if speed >= 10 else 1}f} times real time)."
    )
    if left_out:
        parts = [f"{n:,} {_left_out_words(name)}" for name, n in left_out.most_common()]
        page.say(f"{count(left_out.total(), 'event')} left out: {', '.join(parts)}.")


def _left_out_words(name: str) -> str:
    from coincide.records import UNKNOWN

    return name if name == UNKNOWN else f"`{name}` (add `--{name.strip().casefold()}` to list them)"


def _show_left_out(page: Page, found: Recognition) -> None:
    from coincide.cli.output.catalog_tables import show_problems

    if found.left_out:
        page.say(f"{count(len(found.left_out), 'file')} could not be used:")
    problems = [*found.left_out, *found.remarks]
    show_problems(page, problems[:_N_PROBLEMS])
    if len(problems) > _N_PROBLEMS:
        page.say(f"  and {len(problems) - _N_PROBLEMS:,} more, listed by `--json`")
