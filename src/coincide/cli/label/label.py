"""`coincide label`: a few questions about whole categories, answered in the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from coincide.cli.options.shared import ANY_PATH, catalog_options, one_of

if TYPE_CHECKING:
    from coincide.cli.output.page import Page
    from coincide.workflow.label.questions import Questions

STRATEGIES = ("tree", "random", "k-center", "typical", "uncertain")
"""As in `coincide.label`, repeated so that help does without importing that; a test compares them."""


@click.command("label", epilog="Example: coincide label --budget 20")
@click.option("--budget", type=click.IntRange(0), metavar="N", help="Ask at most N questions; no limit if not given.")
@click.option("--who", default="", metavar="NAME", help="Your name, stored with each answer.")
@click.option(
    "--strategy",
    type=one_of(STRATEGIES),
    default="tree",
    show_default=True,
    help="How to choose the next question; all but `tree` are for comparison.",
)
@click.option("--review", is_flag=True, help="Ask about the most doubtful events; same as --strategy uncertain.")
@click.option(
    "--boundaries",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    metavar="N",
    help="Ask up to N times whether a sound is one call or two; `coincide learn` uses three or more answers.",
)
@click.option(
    "--edges",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    metavar="N",
    help="First ask up to N times where a call begins and ends; `coincide learn` then draws edges as you do.",
)
@click.option(
    "--edges-from",
    "edge_table",
    type=ANY_PATH,
    metavar="TABLE",
    help="Take the onsets and offsets of an annotation table as drawn edges.",
)
@click.option(
    "--import", "table", type=ANY_PATH, metavar="TABLE", help="Import the labels of an annotation table first."
)
@click.option("--oracle", type=ANY_PATH, metavar="TABLE", help="Take the answers from an annotation table, as a test.")
@click.option("--no-sound", is_flag=True, help="Do not play sound.")
@click.option(
    "--seed", type=int, default=0, show_default=True, metavar="N", help="Seed of a strategy's random choices."
)
@catalog_options
def command(
    budget: int | None,
    who: str,
    strategy: str,
    review: bool,
    boundaries: int,
    edges: int,
    edge_table: Path | None,
    table: Path | None,
    oracle: Path | None,
    no_sound: bool,
    seed: int,
    catalog: Path | None,
    as_json: bool,
) -> None:
    """Name everything by answering a few questions.

    Each question shows calls that are probably of one kind and asks what they are. Every answer is saved at once: quit
    at any time, and run the same command to continue. You can also pipe in answers, one per line.
    """
    from coincide.cli.label.dialog import answer_from_table, answer_in_person
    from coincide.cli.output.json_output import write_json
    from coincide.cli.output.page import Page
    from coincide.workflow.label.questions import Questions

    page = Page(is_error=as_json)
    if table is not None:
        _import(page, catalog, table, who)
    if edge_table is not None:
        _draw(page, catalog, edge_table, who)
    chosen = "uncertain" if review else strategy
    with Questions(
        catalog,
        budget=budget,
        who=who,
        strategy=chosen,
        n_boundaries=0 if oracle is not None else boundaries,
        n_edges=0 if oracle is not None else edges,
        seed=seed,
        on_wait=page.say,
    ) as questions:
        n_told = _tell(page, questions.notices)
        if oracle is not None:
            accuracy = answer_from_table(page, questions, oracle)
        else:
            accuracy = None
            answer_in_person(page, questions, is_silent=no_sound)
    _tell(page, questions.notices[n_told:])
    if as_json:
        write_json(_facts(questions, accuracy))
    else:
        _show_end(page, questions)


def _tell(page: Page, notices: Sequence[str]) -> int:
    for notice in notices:
        page.say(f"Note: {notice}")
    return len(notices)


def _import(page: Page, catalog: Path | None, table: Path, who: str) -> None:
    from coincide.cli.commands.annotations import show_imported
    from coincide.workflow.annotations import import_annotations

    show_imported(page, import_annotations(catalog, table, who=who, on_wait=page.say))


def _draw(page: Page, catalog: Path | None, table: Path, who: str) -> None:
    from coincide.cli.output.left_out_rows import tell_left_out
    from coincide.wording import count
    from coincide.workflow.label.edge_table import draw_from_table

    result = draw_from_table(catalog, table, who=who)
    known = f"; {count(result.n_known, 'event')} had them already" if result.n_known else ""
    page.say(f"The table gives the edges of {count(result.n_new, 'event')}{known}. `coincide learn` learns from them.")
    if result.n_unchanged:
        page.say(f"{count(result.n_unchanged, 'event')} left out: the table still has the edges that were found.")
    tell_left_out(page, result.notes, result.unknown_recordings)


def _facts(questions: Questions, accuracy: float | None) -> dict[str, object]:
    return {
        "n_answers": questions.n_answers,
        "n_labels": len(questions.labels),
        "names": questions.names,
        "quality": questions.quality,
        "promised": questions.promised,
        "accuracy": accuracy,
        "can_stop": questions.can_stop,
        "curve": questions.curve,
        "notices": questions.notices,
    }


def _show_end(page: Page, questions: Questions) -> None:
    from coincide.cli.label.standing import show_curve
    from coincide.cli.output.live_ahead import make_ahead
    from coincide.cli.output.short_paths import shortened_command

    if not questions.labels:
        page.say("Nothing has a name yet. Run the same command again to continue.")
        return
    page.heading("Names so far")
    counts = sorted(questions.counts_by_name(), key=lambda row: not row[0])  # what has no name comes last
    page.table(["name", "events"], [(name or "(none yet)", f"{n:,}") for name, n in counts], left=["name"])
    show_curve(page, questions.curve)
    place = questions.catalog
    from coincide.workflow.info.next_steps import quoted

    page.heading("Next")
    page.say("Open the names in Raven:")
    whole, here = place.absolute(), Path.cwd()
    at = f"--catalog {quoted(str(whole))}"
    export = f"coincide annotations export --format raven --out selections.txt {at}"
    page.line(f"  {shortened_command(export, catalog=whole, here=here)}")
    page.say("Continue:")
    page.line(f"  {shortened_command(f'coincide label {at}', catalog=whole, here=here)}")
    make_ahead(page, place)
