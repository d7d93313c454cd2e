"""The options that every command has, and types of options that several have."""

from __future__ import annotations

import csv
import functools
import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from coincide.cli.options.given_path import GivenPath
from coincide.cli.options.out_option import check_streams
from coincide.cli.running import ask_for_traceback


class PathOrAddress(GivenPath):
    """A path, or an address such as `s3://bucket/site`, which stays text: its slashes mean something."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return value if isinstance(value, str) and "://" in value else super().convert(value, param, ctx)


ANY_PATH = GivenPath()
ANY_PLACE = PathOrAddress()
"""A path. The workflow checks whether it exists, since its messages name the remedy."""
DEVICES = ("auto", "cpu", "cuda", "mps")
_BOTH_WAYS = ("raven", "audacity", "textgrid", "csv", "jsonl", "kaleidoscope", "birdnet", "aoef", "parquet")
WRITTEN_FORMATS = (*_BOTH_WAYS, "darwincore")
READ_FORMATS = (*_BOTH_WAYS, "deepsqueak")
"""As in `coincide.embed` and `coincide.annotations`, repeated so that help imports neither; a test compares them."""


def one_of(words: Sequence[str]) -> click.Choice[str]:
    """Take one of some words, in capitals or not."""
    return click.Choice(words, case_sensitive=False)


class ChoiceOrNumber(click.ParamType):  # pyright: ignore[reportMissingTypeArgument]  # older clicks are not generic
    """One of some words, or a whole number from 0."""

    name = "choice or number"

    def __init__(self, words: tuple[str, ...]) -> None:
        self._words = words

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:  # noqa: ARG002 - click names them
        return f"[{'|'.join(self._words)}|N]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str | int:
        if str(value).lower() in self._words:
            return str(value).lower()
        if str(value).isdecimal():
            return int(value)
        return self.fail(f"expected {', '.join(self._words)} or a whole number from 0, got `{value}`.", param, ctx)


def format_option(
    formats: Sequence[str], of: str, *, required: bool = False
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Add `--format`, one of some names of formats; the function gets `format`.

    Parameters
    ----------
    of : what has the format, and what happens if none is given.
    """
    names = f"{', '.join(formats[:-1])} or {formats[-1]}"
    return click.option(
        "--format", type=one_of(formats), required=required, metavar="FORMAT", help=f"Format of {of}: {names}."
    )


def min_confidence_option(of: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Add `--min-confidence`; the function gets `min_confidence`.

    Parameters
    ----------
    of : what is left out below it.
    """
    return click.option(
        "--min-confidence",
        type=click.FloatRange(0, 1),
        default=0.0,
        show_default=True,
        metavar="SHARE",
        help=f"Leave out {of} below this confidence.",
    )


workers_option = click.option(
    "--workers",
    default="1",
    show_default=True,
    metavar="N|tcp://HOST:PORT",
    help="Processes that share the work, the address of a Dask scheduler, or a SLURM job (.toml); the result is the "
    "same.",
)
device_option = click.option(
    "--device",
    type=one_of(DEVICES),
    default="cpu",
    show_default=True,
    help="Where to compute; auto uses a graphics card if there is one.",
)
layout_option = click.option(
    "--layout",
    type=one_of(("one", "many")),
    help="One table for all recordings, or one per recording; chosen by PATH and format if not given.",
)


def words_in(text: str) -> list[str]:
    """Return the words of a list with commas, such as ``trill, hoot``; quotes keep a word with commas together."""
    rows = csv.reader(io.StringIO(text, newline=""), skipinitialspace=True)
    return [word.strip() for row in rows for word in row if word.strip()]


def shared_options(function: Callable[..., None]) -> Callable[..., None]:
    """Add `--catalog`, `--json` and `--debug`; the function gets `catalog` and `as_json`."""
    place = "The catalog; if not given, the only NAME.coincide in the current folder."
    return _with_catalog(place)(function)


def catalog_options(function: Callable[..., None]) -> Callable[..., None]:
    """Add the same to a command without another argument, which then takes the catalog without `--catalog` as well."""

    @functools.wraps(function)
    def with_one_catalog(*args: Any, place: Path | None, catalog: Path | None, **others: Any) -> None:
        if place is not None and catalog is not None:
            raise click.UsageError("expected the catalog once, as `CATALOG` or with `--catalog`, got both.")
        function(*args, catalog=place if catalog is None else catalog, **others)

    return click.argument("place", required=False, type=ANY_PATH, metavar="[CATALOG]")(shared_options(with_one_catalog))


def making_options(function: Callable[..., None]) -> Callable[..., None]:
    """Add the same to a command that makes a catalog."""
    return _with_catalog(
        "Where to put the catalog; if not given, FOLDER.coincide beside FOLDER, or FOLDER-FILE.coincide for one file."
    )(function)


def machine_options(function: Callable[..., None]) -> Callable[..., None]:
    """Add `--json` and `--debug` to a command that needs no catalog; the function gets `as_json`."""
    return _with(())(function)


def _with_catalog(place: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    return _with((click.option("--catalog", type=ANY_PATH, metavar="DIR", help=place),))


def _with(first: tuple[Callable[..., Any], ...]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    options = (
        *first,
        click.option("--json", "as_json", is_flag=True, help="Print one JSON object."),
        click.option(
            "--debug",
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_note_debug,
            help="Show the traceback of an error.",
        ),
    )

    def add(function: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(function)
        def with_clear_streams(*args: Any, **values: Any) -> None:
            check_streams(values)
            function(*args, **values)

        with_options: Callable[..., None] = with_clear_streams
        for option in reversed(options):
            with_options = option(with_options)
        return with_options

    return add


def _note_debug(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    ask_for_traceback(context, wanted)
