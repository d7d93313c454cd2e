"""`coincide catalog`: one digest for all labels, and proofs that one label is under it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from coincide.cli.options.out_option import out_option
from coincide.cli.options.shared import ANY_PATH, catalog_options, machine_options, one_of, shared_options
from coincide.cli.output.result import tell
from coincide.cli.running import FAILED
from coincide.wording import count

if TYPE_CHECKING:
    from coincide.cli.output.page import Page
    from coincide.workflow.digest import DigestResult, ProofResult

_MOST = 20
"""Differences that are listed."""


@click.group("catalog", epilog="Example: coincide catalog digest --out labels.json")
def command() -> None:
    """Digest all labels of a catalog, prove that one is included, and list what has changed."""


@command.command("digest", epilog="Example: coincide catalog digest --out labels.json")
@out_option("file", "Write this digest, and one for each label, to FILE.", to_stream=True)
@click.option("--compare", type=ANY_PATH, metavar="FILE", help="List what has changed since this FILE was written.")
@catalog_options
@click.pass_context
def digest(context: click.Context, out: Path | None, compare: Path | None, catalog: Path | None, as_json: bool) -> None:
    """Compute one digest of all labels, answers and recordings.

    With --compare, the exit code is 1 if something has changed.
    """
    from coincide.workflow.digest import digest as compute

    found = compute(catalog, out=out, compare=compare)
    tell(found, partial(_show_digest, out=out), as_json=as_json, out=out)
    if found.differences:
        context.exit(FAILED)


@command.command("prove", epilog="Example: coincide catalog prove 12 --out proof.json")
@click.argument("number", type=click.IntRange(min=1))
@click.option(
    "--kind",
    type=one_of(["label", "answer"]),
    default="label",
    help="Whether NUMBER is that of a label or of an answer.",
)
@out_option("file", "Write the proof to FILE, so that others can check it.", to_stream=True)
@shared_options
def prove(number: int, kind: str, out: Path | None, catalog: Path | None, as_json: bool) -> None:
    """Prove that the digest of a catalog includes the label NUMBER.

    NUMBER is the id in the table `labels` or `answers`.
    """
    from coincide.workflow.digest import prove_label

    tell(prove_label(catalog, number=number, kind=kind, out=out), _show_proof, as_json=as_json, out=out)


@command.command("check-proof", epilog="Example: coincide catalog check-proof proof.json")
@click.argument("proof", type=ANY_PATH)
@click.option(
    "--digest",
    "expected",
    metavar="HEX",
    help="The digest, if you have it from elsewhere; the one in PROOF if not given.",
)
@machine_options
@click.pass_context
def check_proof(context: click.Context, proof: Path, expected: str | None, as_json: bool) -> None:
    """Check a proof of `coincide catalog prove`.

    This needs no catalog. The exit code is 1 if the proof does not hold.
    """
    from coincide.workflow.digest import check_proof as check

    found = check(proof, expected=expected)
    tell(found, _show_proof, as_json=as_json)
    if not found.is_proven:
        context.exit(FAILED)


def _show_digest(page: Page, found: DigestResult, out: Path | None) -> None:
    from coincide.cli.output.short_paths import shown_path
    from coincide.workflow.digest import in_words

    page.line(f"Catalog {shown_path(Path(found.catalog), here=Path.cwd())}")
    page.line(f"Digest {found.digest}")
    page.say(f"It covers {in_words(found)}.")
    if out is not None:
        page.wrote(out)
    if found.differences is None:
        return
    if not found.differences:
        page.say("Nothing has changed.")
        return
    page.heading(f"Changed since: {count(len(found.differences), 'record')}")
    for each in found.differences[:_MOST]:
        page.line(f"{each.kind} {each.id} {each.what}{': ' if each.about else ''}{each.about}")
    if len(found.differences) > _MOST:
        page.say(f"... and {len(found.differences) - _MOST} more; --json lists all.")


def _show_proof(page: Page, found: ProofResult) -> None:
    page.line(f"{found.kind} {found.id}: {found.about}")
    page.line(f"Digest {found.digest}")
    verdict = "includes" if found.is_proven else "does NOT include"
    proof = count(found.n_hashes, "hash", "hashes")
    page.say(f"According to a proof of {proof}, this digest {verdict} the record.")
