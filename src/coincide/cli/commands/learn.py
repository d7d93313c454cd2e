"""`coincide learn FOLDER...`: the main job."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from coincide.cli.options.settings import SectionedCommand, given_settings, setting_options
from coincide.cli.options.shared import ANY_PATH, ANY_PLACE, device_option, making_options, workers_option
from coincide.cli.output.result import tell
from coincide.wording import count

if TYPE_CHECKING:
    from coincide.cli.output.page import Page
    from coincide.embed import Device
    from coincide.workflow.info.info import Info
    from coincide.workflow.learn.learn import LearnResult

_N_PROBLEMS, _N_STEPS = 5, 3


@click.command("learn", cls=SectionedCommand, epilog="Example: coincide learn my_recordings")
@click.argument("folders", type=ANY_PLACE, nargs=-1, required=False, metavar="FOLDER...")
@click.option(
    "--minutes",
    type=click.FloatRange(0, min_open=True),
    metavar="MINUTES",
    help="How long to train, at 2000 steps per minute.",
)
@click.option("--seed", type=int, default=0, show_default=True, metavar="N", help="Seed for all random choices.")
@click.option("--retrain", is_flag=True, help="Learn again even if little has changed.")
@click.option(
    "--labels/--no-labels",
    "use_labels",
    default=True,
    show_default=True,
    help="Also learn from labels; learn again once there are enough new ones.",
)
@click.option("--no-report", is_flag=True, help="Write no HTML report at the end.")
@click.option("--settings", "file", type=ANY_PATH, metavar="FILE", help="TOML file with settings; options override it.")
@click.option("--print-settings", is_flag=True, help="Print the settings as TOML, and stop.")
@device_option
@workers_option
@click.option("--quiet", "-q", is_flag=True, help="Show no progress.")
@making_options
@setting_options
@click.pass_context
def command(
    context: click.Context,
    folders: tuple[Path | str, ...],
    minutes: float | None,
    seed: int,
    retrain: bool,
    use_labels: bool,
    no_report: bool,
    file: Path | None,
    print_settings: bool,
    device: Device,
    workers: str,
    quiet: bool,
    catalog: Path | None,
    as_json: bool,
    **values: Any,
) -> None:
    """Find recurring calls in FOLDER, or in several folders.

    FOLDER may also be an address, such as s3://bucket/site or https://host/site; it needs --catalog.

    This finds calls, learns to tell them apart, groups them, and writes a catalog beside the first FOLDER. Your
    recordings are never changed. Run it again after an interruption, or when you have added recordings: it does only
    what is left.
    """
    from coincide.learned.settings import load_settings, with_minutes

    settings = with_minutes(load_settings(file, overrides=given_settings(context, values)), minutes)
    if print_settings:
        from coincide.cli.options.settings_file import to_toml

        click.echo(to_toml(settings))
        return
    if not folders:
        raise click.UsageError("expected `FOLDER`, got none.", context)
    from coincide.execute import begin_workers
    from coincide.workflow.listen import READY

    begin_workers(workers, ready=READY)
    from coincide.cli.output.progress import show_progress
    from coincide.workflow.learn.learn import learn
    from coincide.workflow.report.report import report

    with show_progress(is_quiet=quiet) as progress:
        learned = learn(
            folders,
            catalog=catalog,
            settings=settings,
            seed=seed,
            retrain=retrain,
            use_labels=use_labels,
            device=device,
            workers=workers,
            progress=progress,
        )
    page_path = None if no_report else report(learned.catalog)
    fields = {field.name: getattr(learned, field.name) for field in dataclasses.fields(learned)}
    tell(
        learned,
        partial(_show, report=page_path, wanted=settings.categorize.categories),
        as_json=as_json,
        plain={**fields, "report": page_path},
    )


def _show(page: Page, learned: LearnResult, *, report: Path | None, wanted: int | None) -> None:
    from coincide.cli.output.catalog_tables import (
        show_categories,
        show_gauge,
        show_methods,
        show_problems,
        summary,
        what_became,
        what_it_holds,
    )
    from coincide.cli.output.live_ahead import make_ahead
    from coincide.cli.output.short_paths import shortened_command, shown_path
    from coincide.workflow.info.info import info

    here = Path.cwd()
    facts = info(learned.catalog)
    if learned.what == "unchanged":
        page.line(f"Nothing new in {shown_path(learned.catalog, here=here)}: {what_it_holds(facts)}.")
        _say_hint(page, facts)
        return
    page.heading(_what_happened(learned))
    show_categories(page, facts)
    page.heading(summary(facts))
    for line in [*(what_became(facts.model_facts) if learned.what == "learned" else []), *what_labels_did(learned)]:
        page.say(line)
    for line in what_is_missing(wanted, learned):
        page.say(line)
    if learned.what != "learned":
        _say_hint(page, facts)
    show_problems(page, facts.problems, limit=_N_PROBLEMS)
    show_gauge(page, facts.model_facts)
    show_methods(page, facts.silhouettes, facts.model_facts)
    page.heading(f"Catalog: {shown_path(learned.catalog, here=here)}")
    if report is not None:
        page.line(f"Report:  {shown_path(report, here=here)}")
    page.heading("Next")
    steps = facts.next_steps[:_N_STEPS]
    commands = [shortened_command(step.command, catalog=learned.catalog.absolute(), here=here) for step in steps]
    for line in next_lines(commands, [step.why for step in steps], width=page.width):
        page.line(line)
    make_ahead(page, learned.catalog)


def _say_hint(page: Page, facts: Info) -> None:
    if facts.hearing_hint:
        page.say(facts.hearing_hint)


def next_lines(commands: Sequence[str], reasons: Sequence[str], *, width: int) -> list[str]:
    """Return a line for each command to copy, and why to type it if that fits; the reasons stand below each other."""
    from rich.cells import cell_len

    pairs = list(zip(commands, reasons, strict=True))
    room = max((cell_len(command) for command, why in pairs if cell_len(f"  {command}  # {why}") <= width), default=0)
    gaps = [" " * max(0, room - cell_len(command)) for command in commands]
    lines = [(f"  {command}{gap}  # {why}", f"  {command}") for (command, why), gap in zip(pairs, gaps, strict=True)]
    return [whole if cell_len(whole) <= width else alone for whole, alone in lines]


def _what_happened(learned: LearnResult) -> str:
    if learned.what == "extended":
        return f"{count(learned.n_new_events, 'new event')} joined the known categories."
    if learned.what == "kept":
        return "The earlier model was kept; its categories:"
    return "Categories, biggest first"


def what_is_missing(wanted: int | None, learned: LearnResult) -> list[str]:
    """Say why there are fewer categories than a person asked for (None if not said), where that is so."""
    if wanted is None or learned.what != "learned" or learned.n_categories >= wanted:
        return []
    return [
        f"You asked for {wanted:,} categories, and there are {learned.n_categories:,}: others would hold no event, or "
        "only unsure ones. `--categorize-unsure-below 0` leaves no event unsure."
    ]


def what_labels_did(learned: LearnResult) -> list[str]:
    """Say how many labels were learned from, whether that helped, and how to go back."""
    lines: list[str] = []
    if learned.n_labels_used:
        lines.append(f"Also learned from {count(learned.n_labels_used, 'label')}; `--no-labels` learns without them.")
    if learned.verdict is not None:
        lines.append(learned.verdict.in_words())
    elif learned.n_labels_used:
        lines.append(
            "`learn` did not check whether that helps. The check needs at least six labels with names that you gave at "
            "least twice, and an earlier model that was learned in the same way."
        )
    if learned.what == "kept":
        lines.append("So the earlier model was kept. `--retrain` learns again without the labels.")
    elif learned.verdict is not None and learned.n_labels_tried:
        lines.append("So it was learned without the labels.")
    return lines
