"""`coincide validate`: a random sample is checked, and says how good names and counts are."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from coincide.cli.options.shared import catalog_options, words_in
from coincide.wording import count, listing, percent, score_or_more, some

if TYPE_CHECKING:
    from coincide.cli.output.page import Page
    from coincide.survey import NameEstimate
    from coincide.workflow.validate.result import ValidationResult

_N_DISAGREEMENTS = 10


@click.command("validate", epilog="Example: coincide validate --names trill,hoot --n 100 --who Ana")
@click.option(
    "--names", metavar="NAME,NAME", default="", help="Names to check; those of the newest sample if not given."
)
@click.option(
    "--n", type=click.IntRange(1), default=100, show_default=True, metavar="N", help="Events to check in a new sample."
)
@click.option("--who", default="", metavar="NAME", help="Your name; two people may check the same sample.")
@click.option(
    "--precision",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    default=0.9,
    show_default=True,
    metavar="SHARE",
    help="Find the score at or above which this share of events is right.",
)
@click.option("--new", "is_new", is_flag=True, help="Draw a new sample of these names.")
@click.option("--result", "is_only_result", is_flag=True, help="Ask nothing; show the results so far.")
@click.option("--no-sound", is_flag=True, help="Do not play sound.")
@click.option(
    "--timezone",
    metavar="ZONE",
    help="Time zone of recorders and sites without one; the sample is spread over the hours of the day.",
)
@click.option("--seed", type=int, default=0, show_default=True, metavar="N", help="Seed of the random sample.")
@catalog_options
def command(
    names: str,
    n: int,
    who: str,
    precision: float,
    is_new: bool,
    is_only_result: bool,
    no_sound: bool,
    timezone: str | None,
    seed: int,
    catalog: Path | None,
    as_json: bool,
) -> None:
    """Check a random sample of events to see how good names and counts are.

    Each item is shown and played; answer yes, no, or what it is. Every answer is stored at once: quit when you like,
    and run the same command to continue.
    """
    from coincide.cli.output.json_output import write_json
    from coincide.cli.output.page import Page
    from coincide.cli.survey.check_dialog import check_in_person
    from coincide.workflow.validate.session import Validation

    if is_new and is_only_result:
        raise click.UsageError("`--result` is about an earlier sample, and `--new` draws another. Omit one of them.")
    page = Page(is_error=as_json)
    wanted = words_in(names)
    validation = Validation(
        catalog,
        names=wanted,
        n=n,
        who=who,
        is_new=is_new,
        may_draw=not is_only_result,
        seed=seed,
        timezone=timezone,
        on_wait=page.say,
    )
    items = validation.sample.items
    n_wanted = min(n, sum(stratum.n_events for stratum in validation.sample.strata))
    if validation.is_continued and not is_only_result and (n_wanted, seed) != (len(items), validation.sample.seed):
        page.say(
            f"This continues the sample of {count(len(items), 'event')} that was drawn earlier; `--new` draws another."
        )
    if not is_only_result:
        check_in_person(page, validation, is_silent=no_sound)
    told = validation.result(wanted_precision=precision, is_of_anyone=is_only_result and not who)
    if as_json:
        write_json({"catalog": validation.catalog, **dataclasses.asdict(told)})
    else:
        _show(page, told)


def _show(page: Page, told: ValidationResult) -> None:
    from coincide.workflow.validate.result import count_in_words, share_in_words

    by = f" by {told.who}" if told.who else ""
    page.heading(
        f"{told.n_answered:,} of {count(told.n_items, 'item')} answered{by}, {told.n_skipped:,} of them skipped"
    )
    if told.others:
        page.say(f"`--who NAME` shows the result of another person: {some(told.others)}.")
    if not told.estimates.n_checked:
        return
    rows = [
        (
            each.name,
            f"{each.n_named:,}",
            f"{each.n_right} of {each.n_checked}",
            share_in_words(each.precision),
            share_in_words(each.recall),
            count_in_words(each.corrected),
        )
        for each in told.estimates.names
    ]
    page.table(["name", "events", "right", "precision", "recall", "corrected count"], rows, left=["name"])
    for sentence in thresholds_in_words(told.estimates.names, told.estimates.wanted_precision):
        page.say(sentence)
    for each in told.agreements:
        undefined = "is not defined, since each gave the same answer throughout"
        kappa = undefined if each.kappa is None else f"is {each.kappa:.2f}"
        page.say(
            f"{each.first or 'No name'} and {each.second or 'no name'} agree on {percent(each.share)} of "
            f"{count(each.n_items, 'item')}; Cohen's κ {kappa}."
        )
        for item, first, second in each.disagreements[:_N_DISAGREEMENTS]:
            page.say(f"  Item {item + 1}: {first}, {second}.")
    page.heading("For the methods section")
    page.say(told.sentence)


def thresholds_in_words(names: Sequence[NameEstimate], wanted: float) -> list[str]:
    """Say which score each name needs, and, in one sentence, which names the sample shows none for."""
    sentences = [
        f"{each.name}: of the events with a score of {score_or_more(found.score)} or more, {found.precision.value:.2f} "
        f"({found.precision.low:.2f}–{found.precision.high:.2f}) are right; they include {percent(found.kept)} of all "
        "right ones."
        for each in names
        if (found := each.threshold) is not None
    ]
    without = [each.name for each in names if each.threshold is None]
    if without:
        sentences.append(
            f"{listing(without)}: the sample shows no score at or above which {percent(wanted)} are right."
        )
    return sentences
