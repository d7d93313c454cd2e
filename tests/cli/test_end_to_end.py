"""From a folder of recordings to a report, by the command line alone."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from command_line import Workplace, in_a_process, run

pytestmark = pytest.mark.slow
ESCAPE = "\x1b"


def test_learn_succeeds(workplace: Workplace) -> None:
    assert workplace.learned.returncode == 0, workplace.learned.stderr


def test_learn_tells_categories_and_what_was_left_out(workplace: Workplace) -> None:
    expected = ["biggest first", "unsure", "2 recordings", "broken.wav", "The embedding is", "silhouette"]
    assert [each for each in expected if each not in workplace.learned.stdout] == []


def test_learn_says_what_to_type_next(workplace: Workplace) -> None:
    steps = workplace.learned.stdout.partition("\nNext\n")[2].splitlines()
    assert [step.split()[:2] for step in steps] == [["coincide", verb] for verb in ("label", "serve", "parse")]


def test_the_search_that_is_proposed_finds_something(workplace: Workplace) -> None:
    steps = json.loads(run("info", "--catalog", workplace.catalog, "--json").stdout)["next_steps"]
    command = next(step["command"] for step in steps if step["command"].startswith("coincide search "))
    assert "1  " in run(*command.split()[1:]).output


def test_progress_goes_to_standard_error_one_line_per_stage(workplace: Workplace) -> None:
    stages = [line.partition(":")[0] for line in workplace.learned.stderr.splitlines()]
    assert {"finding events", "learning", "grouping events", "building the index"} <= set(stages)


def test_output_into_a_pipe_has_no_escape_codes(workplace: Workplace) -> None:
    assert ESCAPE not in workplace.learned.stdout + workplace.learned.stderr


def test_learn_writes_the_report(workplace: Workplace) -> None:
    assert (workplace.catalog / "report.html").is_file()


def test_learning_again_finds_nothing_new(workplace: Workplace) -> None:
    settings = ("--embed-steps", 30, "--embed-baseline-steps", 10, "--categorize-steps", 30)
    result = run("learn", workplace.recordings, *settings, "--quiet", "--json", "--no-report")
    assert json.loads(result.stdout)["what"] == "unchanged"


def test_a_run_with_nothing_new_prints_one_line(workplace: Workplace) -> None:
    settings = ("--embed-steps", 30, "--embed-baseline-steps", 10, "--categorize-steps", 30)
    (line,) = run("learn", workplace.recordings, *settings, "--quiet", "--no-report").stdout.splitlines()
    assert re.fullmatch(r"Nothing new in .+field\.coincide: \d+ events, \d+ categor(y|ies), 1 file left out\.", line)


def test_quiet_writes_nothing_to_standard_error(workplace: Workplace) -> None:
    settings = ("--embed-steps", 30, "--embed-baseline-steps", 10, "--categorize-steps", 30)
    assert run("learn", workplace.recordings, *settings, "--quiet", "--no-report").stderr == ""


def test_info_shows_the_run_that_learned(workplace: Workplace) -> None:
    output = run("info", "--catalog", workplace.catalog).output
    assert "learn" in output.partition("Runs")[2]


def test_info_as_json_counts_what_is_there(workplace: Workplace) -> None:
    facts = json.loads(run("info", "--catalog", workplace.catalog, "--json").stdout)
    assert (facts["n_recordings"], facts["is_learned"], len(facts["categories"])) == (2, True, facts["n_categories"])


def test_info_finds_the_only_catalog_here(workplace: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(workplace.catalog.parent)
    assert run("info").exit_code == 0


def test_search_shows_as_many_hits_as_asked_for(workplace: Workplace) -> None:
    query = workplace.recordings / "a.wav"
    found = json.loads(run("search", query, "-k", 3, "--catalog", workplace.catalog, "--json").stdout)
    assert len(found["hits"]) == 3


def test_search_says_which_part_it_used(workplace: Workplace) -> None:
    query = workplace.recordings / "a.wav"
    output = run("search", query, "--at", 1, "--for", 0.5, "--catalog", workplace.catalog).output
    assert "Searched for 1.00 to 1.50 s" in output


def test_evaluate_shows_ours_first_and_tells_who_wins(workplace: Workplace) -> None:
    output = run("evaluate", workplace.truth, "--catalog", workplace.catalog).output
    assert output.index("coincide ") < output.index("logmel-pca-kmeans")
    assert "is better than coincide" in output


def test_evaluate_of_songs_stands_beside_plain_ways(workplace: Workplace) -> None:
    output = run("evaluate", workplace.truth, "--of", "songs", "--catalog", workplace.catalog).output
    table = output[output.index("Songs, against ") :].splitlines()[3:6]
    assert [row.split()[0] for row in table] == ["coincide", "best-fixed-gap", "each-event-alone"]


def test_evaluate_as_json_has_all_methods(workplace: Workplace) -> None:
    evaluation = json.loads(run("evaluate", workplace.truth, "--catalog", workplace.catalog, "--json").stdout)
    names = {"coincide", "embedding-kmeans", "logmel-pca-kmeans", "original-recipe"}
    assert {method["name"] for method in evaluation["methods"]} == names


def test_exported_annotations_can_be_imported(workplace: Workplace, tmp_path: Path) -> None:
    out, catalog = tmp_path / "out.csv", _copy(workplace, tmp_path)
    run("annotations", "export", "--format", "csv", "--out", out, "--catalog", catalog)
    assert run("annotations", "import", out, "--catalog", catalog).exit_code == 0


def test_importing_the_same_labels_twice_adds_none(workplace: Workplace, tmp_path: Path) -> None:
    catalog = _copy(workplace, tmp_path)
    arguments = ("annotations", "import", workplace.truth, "--who", "Ada", "--catalog", catalog, "--json")
    run(*arguments)
    assert json.loads(run(*arguments).stdout)["n_new"] == 0


def test_export_as_json_names_the_files(workplace: Workplace, tmp_path: Path) -> None:
    options = ("--format", "raven", "--layout", "many", "--catalog", workplace.catalog, "--json")
    files = json.loads(run("annotations", "export", "--out", tmp_path / "many", *options).stdout)["files"]
    assert all(Path(file).is_file() for file in files) and len(files) == 2


def test_report_goes_where_it_is_asked_to(workplace: Workplace, tmp_path: Path) -> None:
    run("report", "--out", tmp_path / "page.html", "--catalog", workplace.catalog)
    assert (tmp_path / "page.html").is_file()


def test_tables_fit_a_narrow_terminal(workplace: Workplace) -> None:
    output = in_a_process("info", "--catalog", workplace.catalog, COLUMNS="80").stdout
    table = output.partition("biggest first")[2].partition("Learning compared")[0]
    assert max(map(len, table.splitlines())) <= 80


def _copy(workplace: Workplace, folder: Path) -> Path:
    """The catalog of the workplace is shared by all tests, so none may put labels into it."""
    return Path(shutil.copytree(workplace.catalog, folder / "copy.coincide"))
