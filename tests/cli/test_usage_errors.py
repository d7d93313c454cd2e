"""Wrong usage is told in the words of all other errors: expected, received, remedy."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from command_line import run

WRONG = {
    "lern": "there is no command `lern`. Did you mean `learn`? See `coincide --help`.",
    "xyzzy": "there is no command `xyzzy`. See `coincide --help`.",
    "annotations exprt": "there is no command `exprt`. Did you mean `export`? See `coincide annotations --help`.",
    "--foo": "there is no option `--foo`. See `coincide --help`.",
    "evaluate x --min-io 1": "there is no option `--min-io`. Did you mean `--min-iou`? See `coincide evaluate --help`.",
    "search x --k 5": "there is no option `--k`. Did you mean `-k`? See `coincide search --help`.",
    "learn x --no-label": "there is no option `--no-label`. Did you mean `--no-labels`? See `coincide learn --help`.",
    "plot dial --out x.svg": "expected diel, season, matrix, map, accumulation or sheet for `KIND`, got `dial`. "
    "See `coincide plot --help`.",
    "search": "expected `QUERY`, got none. See `coincide search --help`.",
    "export": "expected `--out`, got none. See `coincide export --help`.",
    "summary --by": "expected a value after `--by`, got none. See `coincide summary --help`.",
    "search a b": "expected nothing more, got `b`. Put names with spaces in quotes. See `coincide search --help`.",
    "evaluate x birds.coincide": "expected nothing more, got `birds.coincide`. A catalog is given as "
    "`--catalog birds.coincide`. See `coincide evaluate --help`.",
    "evaluate x --of songs --onset-tolerance 0.01": "`--onset-tolerance` changes nothing with `--of songs`, only with "
    "`--of events`. Omit it. See `coincide evaluate --help`.",
    "plot diel --out x.svg --n 3": "`--n` changes nothing with `diel`, only with `sheet`. Omit it. "
    "See `coincide plot --help`.",
    "search x.wav --workers 2": "`--workers` changes nothing with `--metric embedding`, only with `--metric euclidean` "
    "or `--metric dtw`. Omit it. See `coincide search --help`.",
    "search ((a)) --tree --metric dtw": "`--metric` changes nothing with `--tree`. Omit it. "
    "See `coincide search --help`.",
    "evaluate x --tolerance 0.01": "`--tolerance` changes nothing with `--of events`, only with `--of motifs` or "
    "`--of songs`. Omit it. See `coincide evaluate --help`.",
    "evaluate x --of motifs --labels-curve": "`--labels-curve` and `--of motifs` cannot be combined. Omit one of them. "
    "See `coincide evaluate --help`.",
    "search x --at five": "expected a number for `--at`, got `five`. See `coincide search --help`.",
    "search x -k 0": "expected a whole number of at least 1 for `--hits`, got `0`. See `coincide search --help`.",
    "learn x --seed 1.5": "expected a whole number for `--seed`, got `1.5`. See `coincide learn --help`.",
    "learn x --minutes 0": "expected a number above 0 for `--minutes`, got `0`. See `coincide learn --help`.",
    "learn x --categories 1": "expected a whole number from 2 to 1,000 for `--categories`, got `1`. "
    "See `coincide learn --help`.",
    "learn x --categories five": "expected a whole number from 2 to 1,000 for `--categories`, got `five`. "
    "See `coincide learn --help`.",
    "learn x --device gpu": "expected auto, cpu, cuda or mps for `--device`, got `gpu`. See `coincide learn --help`.",
    "recognize x --threshold a=b": "`--threshold`: expected a score such as 0.7, or NAME=0.7, got `a=b`. "
    "See `coincide recognize --help`.",
    "annotations export --out x --format Ravn": "expected raven, audacity, textgrid, csv, jsonl, "
    "kaleidoscope, birdnet, aoef, parquet or darwincore for `--format`, got `Ravn`. "
    "See `coincide annotations export --help`.",
}


@pytest.mark.parametrize("typed", WRONG)
def test_wrong_usage_is_told_in_one_line(typed: str) -> None:
    result = run(*typed.split())
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"error: {WRONG[typed]}\n")


@pytest.mark.parametrize("typed", ["", "annotations"])
def test_a_group_alone_shows_its_help(typed: str) -> None:
    said = run(*typed.split()).stderr
    assert (said.startswith("Usage: "), "error" in said, "See `" in said) == (True, False, False)


def test_a_value_after_an_option_is_missed() -> None:
    assert run("search", "x", "--at").stderr.startswith("error: expected a value after `--at`, got none.")


def test_the_name_of_a_format_may_have_capitals() -> None:
    result = run("annotations", "export", "--out", "x", "--format", "Raven", "--catalog", "none.coincide")
    assert "none.coincide" in result.stderr and "Raven" not in result.stderr


@pytest.mark.skipif(torch.cuda.is_available(), reason="this machine has the device that the test asks for in vain")
@pytest.mark.parametrize("command", ["learn", "recognize"])
def test_a_device_that_is_not_there_is_refused_at_once(command: str, tmp_path: Path) -> None:
    result = run(command, tmp_path, "--device", "cuda", "--catalog", tmp_path / "x.coincide")
    assert (result.exit_code, "cannot use `cuda` on this computer; it can use cpu" in result.stderr) == (1, True)
    assert not (tmp_path / "x.coincide").exists()


ALONE = ["info", "check", "label", "summary", "validate", "report", "serve", "clips --out x", "export --out x"]
ALONE += ["catalog digest", "annotations export --out x --format csv"]


@pytest.mark.parametrize("typed", ALONE)
def test_a_catalog_may_be_given_without_its_option(typed: str) -> None:
    assert run(*typed.split(), "a.coincide").exit_code == 1  # wrong usage ends with 2


@pytest.mark.parametrize("typed", ALONE)
def test_the_catalog_is_given_once(typed: str) -> None:
    result = run(*typed.split(), "a.coincide", "--catalog", "b.coincide")
    assert result.stderr.startswith("error: expected the catalog once, as `CATALOG` or with `--catalog`, got both.")
