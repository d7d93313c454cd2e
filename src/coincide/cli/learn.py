"""`coincide learn FOLDER`: the main job."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from coincide.cli.setting_options import SectionedCommand, given_settings, setting_options
from coincide.cli.shared_options import ANY_PATH, making_options

if TYPE_CHECKING:
    from coincide.workflow.info import Info
    from coincide.workflow.learn import Learned

_N_PROBLEMS = 5


@click.command("learn", cls=SectionedCommand)
@click.argument("folder", type=ANY_PATH, required=False, metavar="FOLDER")
@click.option(
    "--minutes",
    type=click.FloatRange(0, min_open=True),
    metavar="MINUTES",
    help="Training budget; 2000 steps a minute.",
)
@click.option("--seed", type=int, default=0, show_default=True, metavar="N", help="Seed of all random decisions.")
@click.option("--retrain", is_flag=True, help="Learn anew even if little has changed.")
@click.option(
    "--labels/--no-labels",
    "use_labels",
    default=True,
    show_default=True,
    help="Whether to learn from labels as well; enough new ones make it learn again.",
)
@click.option("--no-report", is_flag=True, help="Write no HTML report at the end.")
@click.option("--settings", "file", type=ANY_PATH, metavar="FILE", help="TOML file with settings; options win over it.")
@click.option("--print-settings", is_flag=True, help="Print the settings that would be used as TOML, and end.")
@click.option("--quiet", "-q", is_flag=True, help="Show no progress.")
@making_options
@setting_options
@click.pass_context
def command(
    context: click.Context,
    folder: Path | None,
    minutes: float | None,
    seed: int,
    retrain: bool,
    use_labels: bool,
    no_report: bool,
    file: Path | None,
    print_settings: bool,
    quiet: bool,
    catalog: Path | None,
    as_json: bool,
    **values: Any,
) -> None:
    """Find what recurs in FOLDER.

    Finds calls, learns to tell them apart, groups them, and writes a catalog beside FOLDER, which is only read. Run it
    again after an interruption, or when recordings were added: only new work is done.
    """
    from coincide.workflow.settings import load_settings, with_minutes

    settings = with_minutes(load_settings(file, overrides=given_settings(context, values)), minutes)
    if print_settings:
        from coincide.cli.setting_text import to_toml

        click.echo(to_toml(settings))
        return
    if folder is None:
        raise click.UsageError("expected `FOLDER`, got none.", context)
    from coincide.cli.progress import show_progress
    from coincide.workflow.learn import learn
    from coincide.workflow.report import report

    with show_progress(is_quiet=quiet) as progress:
        learned = learn(
            folder,
            catalog=catalog,
            settings=settings,
            seed=seed,
            retrain=retrain,
            use_labels=use_labels,
            progress=progress,
        )
    page_path = None if no_report else report(learned.catalog)
    _tell(learned, page_path, as_json)


def _tell(learned: Learned, report: Path | None, as_json: bool) -> None:
    from coincide.cli.json_output import write_json
    from coincide.workflow.info import info

    if as_json:
        fields = {field.name: getattr(learned, field.name) for field in dataclasses.fields(learned)}
        write_json({**fields, "report": report})
    else:
        _show(learned, info(learned.catalog), report)


def _show(learned: Learned, facts: Info, report: Path | None) -> None:
    from coincide.cli.catalog_tables import show_categories, show_gauge, show_problems, show_silhouettes, summary
    from coincide.cli.output import Page
    from coincide.cli.short_paths import shortened_command

    page = Page()
    page.heading(_what_happened(learned))
    if learned.what == "unchanged":
        page.say(summary(facts))
        show_problems(page, facts.problems, limit=_N_PROBLEMS)
        page.say("`coincide info` shows the categories.")
        page.line(f"Catalog: {learned.catalog}")
        return
    show_categories(page, facts)
    page.heading(summary(facts))
    for line in what_labels_did(learned):
        page.say(line)
    show_problems(page, facts.problems, limit=_N_PROBLEMS)
    show_gauge(page, facts.model_facts)
    show_silhouettes(page, facts.silhouettes)
    page.heading(f"Catalog: {learned.catalog}")
    if report is not None:
        page.line(f"Report:  {report}")
    page.heading("Next")
    here = Path.cwd()
    for step in facts.next_steps:
        page.say(f"{step.why}:")
        page.line(f"  {shortened_command(step.command, catalog=learned.catalog.absolute(), here=here)}")


def _what_happened(learned: Learned) -> str:
    if learned.what == "unchanged":
        return "Nothing is new; the categories are those of the last run."
    if learned.what == "extended":
        return f"{learned.n_new_events:,} new events joined the known categories."
    if learned.what == "kept":
        return "The model stays; its categories:"
    return "Categories, biggest first"


def what_labels_did(learned: Learned) -> list[str]:
    """Say how many labels were learned from, whether that helped, and how to go back."""
    from coincide.report.wording import count

    lines: list[str] = []
    if learned.n_labels_used:
        lines.append(f"Learned from {count(learned.n_labels_used, 'label')} too; `--no-labels` learns without them.")
    if learned.verdict is not None:
        lines.append(learned.verdict.in_words())
    elif learned.n_labels_used:
        lines.append(
            "Whether that helps was not checked: it takes six labels whose names were given twice, and a model before "
            "that was made in the same way."
        )
    if learned.what == "kept":
        lines.append("So the model before was kept. `--retrain` learns anew without the labels.")
    return lines
