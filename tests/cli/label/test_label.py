"""`coincide label`, typed and piped: what it shows, stores and says."""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path

import pytest
from command_line import Workplace, in_a_process, run

from coincide.catalog import CatalogStore
from coincide.cli.label import label
from coincide.cli.output.page import Page
from coincide.label import STRATEGIES

pytestmark = pytest.mark.slow


@pytest.fixture
def catalog(workplace: Workplace, tmp_path: Path) -> Path:
    return Path(shutil.copytree(workplace.catalog, tmp_path / "c.coincide"))


def _answers(catalog: Path) -> list[str]:
    with CatalogStore.open(catalog) as store:
        return [answer.name or answer.answer for answer in store.answers.all()]


def test_strategies_are_those_of_labeling() -> None:
    assert label.STRATEGIES == STRATEGIES


def test_typed_answers_are_stored(catalog: Path) -> None:
    result = run("label", "--catalog", catalog, typed="trill\n=1\nnoise\nmixed\nskip\nquit\n")
    assert result.exit_code == 0, result.output
    assert _answers(catalog) == ["trill", "trill", "noise", "mixed", "skip"]


def test_a_name_that_stands_for_no_name_is_told_and_asked_again(catalog: Path) -> None:
    result = run("label", "--catalog", catalog, typed="unknown\ntrill\n")
    assert (result.exit_code, "which stands for calls that no name fits" in result.output) == (0, True)
    assert _answers(catalog) == ["trill"]


def test_the_end_of_the_input_quits(catalog: Path) -> None:
    assert (run("label", "--catalog", catalog, typed="trill\n").exit_code, _answers(catalog)) == (0, ["trill"])


def test_without_any_input_nothing_is_stored(catalog: Path) -> None:
    result = run("label", "--catalog", catalog, typed="")
    assert (result.exit_code, _answers(catalog)) == (0, [])
    assert "Nothing has a name yet. Run the same command again to continue." in " ".join(result.output.split())


def test_a_question_shows_what_it_speaks_for(catalog: Path) -> None:
    output = run("label", "--catalog", catalog, "--budget", 3, typed="").output
    expected = ["Question 1 of 3: stands for", "recording", "kHz", "1 typical", "└", "What is this?"]
    assert [each for each in expected if each not in output] == []


def test_a_question_fits_a_terminal_of_80_by_30(catalog: Path) -> None:
    lines = run("label", "--catalog", catalog, typed="").output.partition("What is this")[0].splitlines()
    assert (max(map(len, lines)) <= 80, len(lines) <= 30) == (True, True)


def test_every_answer_tells_how_sure_it_is(catalog: Path) -> None:
    output = run("label", "--catalog", catalog, typed="trill\nclick\n").output
    assert "% of all events have the right name after 2 answers (a rough guess" in output


def test_the_next_commands_are_as_short_as_they_can_be(catalog: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(catalog.parent)
    shown = run("label", typed="trill\n").output.partition("Next")[2]
    assert re.findall(r"^  (coincide .*)$", shown, re.MULTILINE) == [
        "coincide annotations export --format raven --out selections.txt",
        "coincide label",
    ]


def test_undo_is_told(catalog: Path) -> None:
    output = run("label", "--catalog", catalog, typed="undo\ntrill\nundo\n").output
    assert ("There is no answer to undo." in output, "Undone: trill." in output) == (True, True)
    assert _answers(catalog) == []


def test_help_curve_and_names_are_shown_on_request(catalog: Path) -> None:
    output = run("label", "--catalog", catalog, typed="?\ntrill\nnames\ncurve\n").output
    expected = ["several kinds of sound", "=1    trill", "right name, after each answer:"]
    assert [each for each in expected if each not in output] == []


def test_what_is_not_understood_is_told_and_asked_again(catalog: Path) -> None:
    output = run("label", "--catalog", catalog, typed="=7\n\ntrill\n").output
    assert "Not understood: `=7` must be = and the number of a name (none yet)" in output
    assert _answers(catalog) == ["trill"]


def test_a_second_name_is_called_new(catalog: Path) -> None:
    output = run("label", "--catalog", catalog, typed="trill\ntrlil\ntrill\n").output
    assert output.count("is a new name") == 1


def test_playing_without_a_player_is_told(catalog: Path) -> None:
    output = run("label", "--catalog", catalog, "--no-sound", typed="p\n2\n8\nquit\n").output
    assert output.count("No sound: ") == 3


def test_the_end_tells_what_everything_is(catalog: Path) -> None:
    output = run("label", "--catalog", catalog, "--budget", 2, typed="trill\nclick\n").output
    expected = ["Names so far", "trill", "click", "annotations export"]
    assert [each for each in expected if each not in output] == []


def test_events_without_a_name_are_counted_last(catalog: Path) -> None:
    output = run("label", "--catalog", catalog, "--budget", 1, typed="trill\n").output
    names = output[output.index("Names so far") : output.index("Estimated share")].splitlines()
    assert [line.split("  ")[0] for line in names[3:] if line] == ["trill", "(none yet)"]


def test_the_budget_counts_what_is_asked_now(catalog: Path) -> None:
    for _ in range(2):
        run("label", "--catalog", catalog, "--budget", 2, typed="trill\n" * 5)
    assert _answers(catalog) == ["trill"] * 4


def test_an_oracle_answers_and_shows_truth_beside_the_estimate(workplace: Workplace, catalog: Path) -> None:
    result = run("label", "--catalog", catalog, "--budget", 5, "--oracle", workplace.truth)
    assert result.exit_code == 0, result.output
    assert (len(_answers(catalog)), result.output.count("Right: ")) == (5, 5)


def test_an_oracle_names_nearly_everything_right(workplace: Workplace, catalog: Path) -> None:
    options = ("--budget", 12, "--oracle", workplace.truth, "--json")
    facts = json.loads(run("label", "--catalog", catalog, *options).stdout)
    assert (facts["accuracy"] > 0.8, facts["n_answers"], len(facts["curve"])) == (True, 12, 12)


def test_an_oracle_is_asked_only_about_recordings_that_it_covers(
    workplace: Workplace, catalog: Path, tmp_path: Path
) -> None:
    head, *rows = workplace.truth.read_text().splitlines()
    name = rows[0].split(",")[0]
    (tmp_path / "t.csv").write_text("\n".join([head, *(row for row in rows if row.startswith(f"{name},")), ""]))
    run("label", "--catalog", catalog, "--budget", 6, "--oracle", tmp_path / "t.csv")
    with CatalogStore.open(catalog) as store:
        recordings = {one.id: one.name for one in store.recordings.all()}
        answers = store.answers.all()
    assert len(answers) == 6
    assert {(recordings[one.span.recording_id], one.answer == "skip") for one in answers} == {(name, False)}


def test_an_oracle_skips_what_its_table_calls_unknown(workplace: Workplace, catalog: Path, tmp_path: Path) -> None:
    head, *rows = csv.reader(workplace.truth.read_text().splitlines())
    place = head.index("label")
    lines = [head, *([*row[:place], "unknown", *row[place + 1 :]] for row in rows)]
    (tmp_path / "t.csv").write_text("\n".join(",".join(line) for line in lines))
    run("label", "--catalog", catalog, "--budget", 3, "--oracle", tmp_path / "t.csv")
    assert _answers(catalog) == ["skip"] * 3


def test_an_oracle_without_names_is_told(catalog: Path, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("recording,start_s,end_s,label\na.wav,1,2,\n")
    result = run("label", "--catalog", catalog, "--oracle", tmp_path / "t.csv")
    assert (result.exit_code, "must name what it marks, but no row has a label" in result.output) == (1, True)


def test_an_oracle_of_other_recordings_is_told(catalog: Path, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("recording,start_s,end_s,label\nz.wav,1,2,x\n")
    result = run("label", "--catalog", catalog, "--oracle", tmp_path / "t.csv")
    assert (result.exit_code, "fits a recording of" in result.output) == (1, True)


def test_labels_can_be_imported_without_a_question(workplace: Workplace, catalog: Path) -> None:
    output = run("label", "--catalog", catalog, "--import", workplace.truth, "--budget", 0, "--who", "Ana").output
    assert ("new labels, 0 already known" in output, "Names so far" in output) == (True, True)
    assert _answers(catalog) == []


def test_a_table_with_wrong_columns_is_told(catalog: Path, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("recording,when,label\na.wav,1,x\n")
    result = run("label", "--catalog", catalog, "--import", tmp_path / "t.csv", typed="")
    assert (result.exit_code, "error: " in result.output) == (1, True)


def test_review_asks_about_single_calls_in_doubt(catalog: Path) -> None:
    run("label", "--catalog", catalog, "--budget", 3, typed="trill\nclick\nchirp\n")
    output = run("label", "--catalog", catalog, "--review", "--budget", 1, typed="").output
    assert "stands for 1 call, this one only" in output


def test_json_is_one_object_and_the_dialog_goes_to_standard_error(catalog: Path) -> None:
    result = run("label", "--catalog", catalog, "--json", typed="trill\n")
    facts = json.loads(result.stdout)
    assert (facts["names"], "What is this?" in result.stderr) == (["trill"], True)


def test_categories_have_names_in_info(catalog: Path) -> None:
    run("label", "--catalog", catalog, "--budget", 20, typed="call\n" * 20)
    assert re.search(r"^\d+ call ", run("info", "--catalog", catalog).output, re.MULTILINE)


def test_names_are_exported(catalog: Path, tmp_path: Path) -> None:
    run("label", "--catalog", catalog, "--budget", 20, typed="call\n" * 20)
    run("annotations", "export", "--format", "csv", "--out", tmp_path / "x.csv", "--catalog", catalog)
    assert "call" in (tmp_path / "x.csv").read_text()


def test_a_catalog_in_which_nothing_was_learned_is_told(tmp_path: Path) -> None:
    CatalogStore.open(tmp_path / "c.coincide", create=True).close()
    result = run("label", "--catalog", tmp_path / "c.coincide", typed="")
    assert (result.exit_code, "nothing has been learned yet" in result.output) == (1, True)


def test_edges_are_drawn_in_milliseconds(catalog: Path) -> None:
    result = run(
        "label", "--catalog", catalog, "--budget", 3, "--edges", 3, typed="yes\nbegin -4 end +10\nbegin 99\nskip\n"
    )
    assert result.exit_code == 0, result.output
    assert _answers(catalog) == ["drawn", "drawn", "skip"]
    expected = ["Question 1 of 3: where calls begin and end", "Does it begin at", "Not understood: an event must begin"]
    assert [each for each in expected if each not in result.output] == []
    with CatalogStore.open(catalog) as store:
        moved = store.answers.all()[1]
    assert moved.facts["onset_s"] - moved.span.onset_s == pytest.approx(-0.004)
    assert moved.facts["offset_s"] - moved.span.offset_s == pytest.approx(0.010)


def test_a_question_about_edges_fits_a_terminal_of_80_by_30(catalog: Path) -> None:
    output = run("label", "--catalog", catalog, "--edges", 1, typed="").output
    lines = output.partition("Does it begin")[0].splitlines()
    assert (max(map(len, lines)) <= 80, len(lines) <= 30) == (True, True)


def test_edges_can_be_taken_from_a_table_once(workplace: Workplace, catalog: Path) -> None:
    asked = ("label", "--catalog", catalog, "--edges-from", workplace.truth, "--budget", 0)
    first = run(*asked)
    assert first.exit_code == 0, first.output
    n_drawn = len(_answers(catalog))
    assert f"The table gives the edges of {n_drawn} events." in first.output
    assert f"the edges of 0 events; {n_drawn} events had them already" in run(*asked).output
    assert (n_drawn > 10, len(_answers(catalog))) == (True, n_drawn)


def test_of_an_exported_table_only_moved_edges_are_drawn(catalog: Path, tmp_path: Path) -> None:
    table = tmp_path / "edges.csv"
    assert run("annotations", "export", "--catalog", catalog, "--out", table, "--format", "csv").exit_code == 0
    with table.open(encoding="utf-8") as file:
        first, *others = csv.DictReader(file)
    first["start_s"] = f"{float(first['start_s']) + 0.004:.6f}"
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(first))
        writer.writeheader()
        writer.writerows([first, *others])
    output = run("label", "--catalog", catalog, "--edges-from", table, "--budget", 0).output
    assert "gives the edges of 1 event." in output and f"{len(others)} events left out" in output
    assert len(_answers(catalog)) == 1


def test_no_catalog_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("label", typed="")
    assert (result.exit_code, "expected a catalog" in result.output) == (1, True)


def test_a_terminal_without_unicode_gets_ascii(catalog: Path) -> None:
    result = in_a_process("label", "--catalog", catalog, "--budget", 1, PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert (result.returncode, result.stdout.isascii(), "1 typical" in result.stdout) == (0, True, True)


def test_a_closed_input_quits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coincide.cli.output.page.sys.stdin", None)
    assert Page().ask() is None
