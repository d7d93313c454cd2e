"""`coincide sites` and `coincide summary` in a terminal."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from command_line import run

from coincide.cli.options.shared import words_in
from coincide.survey import make_season
from coincide.workflow.survey.season_catalog import store_season


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> str:
    place = tmp_path_factory.mktemp("season") / "s.coincide"
    store_season(make_season(n_sites=2, n_days=2, drift_s_per_day=0), place)
    return str(place)


def test_summary_counts_by_name(catalog: str) -> None:
    result = run("summary", "--catalog", catalog)
    assert result.exit_code == 0
    assert "calls per h" in result.output and "trill" in result.output


def test_short_recordings_do_not_look_like_no_time_at_all(tmp_path: Path) -> None:
    store_season(make_season(n_sites=1, n_days=1, minutes_per_hour=0.1, drift_s_per_day=0), tmp_path / "short.coincide")
    rows = run("summary", "--by", "recording", "--catalog", str(tmp_path / "short.coincide")).stdout.splitlines()[2:]
    assert {row.split()[-2] for row in rows if ".wav" in row} == {"0.0017"}  # 6 s


def test_names_of_recordings_are_not_broken_at_80_columns(catalog: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("LINES", "25")
    rows = run("summary", "--by", "recording,name", "--catalog", catalog).stdout.splitlines()[2:]
    assert [row for row in rows if ".wav" not in row.split(" ")[0] and "more row" not in row] == []


def test_groups_may_be_joined_by_commas_or_repeated(catalog: str) -> None:
    joined = run("summary", "--by", "site,hour", "--catalog", catalog)
    assert joined.output == run("summary", "--by", "site", "--by", "hour", "--catalog", catalog).output


def test_a_name_with_a_comma_is_given_in_quotes() -> None:
    assert words_in('trill, "wren, song",hoot') == ["trill", "wren, song", "hoot"]


def test_names_may_also_be_on_lines_of_their_own() -> None:
    assert words_in('trill\n"wren, ""song"""') == ["trill", 'wren, "song"']


def test_summary_for_machines_is_one_object(catalog: str) -> None:
    facts = json.loads(run("summary", "--by", "day,name", "--names", "trill", "--json", "--catalog", catalog).output)
    assert [row["day"] for row in facts["rows"]] == ["2024-04-20", "2024-04-21"]
    assert set(facts["rows"][0]) == {
        "day", "name", "calls", "recordings_with_calls", "minutes_with_calls", "recorded_h", "calls_per_recorded_h"
    }  # fmt: skip


def test_a_summary_of_nothing_but_noise_says_why_it_is_empty(tmp_path: Path) -> None:
    season = make_season(n_sites=1, n_days=1)
    noise = replace(season.detections, names=("noise",) * len(season.detections.names))
    store_season(replace(season, detections=noise), tmp_path / "noise.coincide")
    assert "count only if `--names` asks" in run("summary", "--catalog", str(tmp_path / "noise.coincide")).output


def test_wrong_group_is_told(catalog: str) -> None:
    result = run("summary", "--by", "yer", "--catalog", catalog)
    assert (result.exit_code, "got `yer`" in result.stderr) == (1, True)


def test_sites_lists_where_recorders_stood(catalog: str) -> None:
    result = run("sites", "--catalog", catalog)
    assert result.exit_code == 0
    assert "site01" in result.output and "REC02" in result.output


def test_headings_and_days_of_sites_are_whole_at_80_columns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store_season(make_season(n_sites=2, n_days=12, drift_s_per_day=0), tmp_path / "s.coincide")
    table = tmp_path / "sites.csv"
    rows = [f'"Lower meadow by the old mill, north",REC0{n},-53.1234,-118.1234' for n in (1, 2)]
    table.write_text("\n".join(["site,recorder,lat,lon", *rows, ""]), encoding="utf-8")
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("LINES", "25")
    lines = run("sites", str(table), "--catalog", str(tmp_path / "s.coincide")).stdout.splitlines()
    assert lines[0].split() == ["site", "position", "recorder", "recordings", "recorded", "days"]
    assert (lines[2].split()[-2:], lines[3].split()[-1]) == (["2024-04-20", "–"], "2024-05-01")


def test_shift_is_stored_and_told(catalog: str) -> None:
    assert (
        "Clock of `REC01` shifted by -1 h"
        in run("sites", "--shift", "-1h", "--recorder", "REC01", "--catalog", catalog).output
    )


def test_wrong_table_is_told_with_its_row(catalog: str, tmp_path: Path) -> None:
    table = tmp_path / "sites.csv"
    table.write_text("site,lat,lon\nmoor,1,1\nfen,91,1\n", encoding="utf-8")
    result = run("sites", str(table), "--catalog", catalog)
    assert (result.exit_code, "row 3 of `sites.csv` has the latitude `91`" in result.stderr) == (1, True)


def test_validate_asks_and_tells(catalog: str) -> None:
    result = run(
        "validate", "--names", "trill", "--n", "6", "--catalog", catalog, typed="y\nno\nhoot\n?\nundo\nx\nquit\n"
    )
    assert result.exit_code == 0
    assert "Item 1 of 6" in result.output and "Undone: item 3" in result.output
    assert "3 of 6 items answered" in result.output and "For the methods section" in result.output


@pytest.mark.parametrize(("typed", "is_new"), [("hoot", False), ("Hoot", False), ("other hooot", True)])
def test_validate_remarks_on_a_new_name(catalog: str, typed: str, is_new: bool) -> None:
    asked = ("validate", "--names", "trill", "--n", "2", "--new", "--catalog", catalog)
    said = run(*asked, typed=f"{typed}\nundo\nquit\n").output
    assert ("is a new name. Type `undo`" in " ".join(said.split())) == is_new


def test_validate_says_that_a_sample_continues_only_if_another_was_asked_for(catalog: str) -> None:
    all_of_them = ("validate", "--names", "trill", "--n", "9999", "--catalog", catalog)
    run(*all_of_them, "--new", typed="quit\n")
    same, other = (run(*all_of_them, "--seed", seed, typed="quit\n").output for seed in ("0", "1"))
    assert ("This continues the sample" in same, "This continues the sample" in other) == (False, True)


def test_validate_for_machines_asks_on_standard_error(catalog: str) -> None:
    result = run("validate", "--names", "hoot", "--n", "4", "--json", "--catalog", catalog, typed="skip\n" * 4)
    assert json.loads(result.stdout)["n_skipped"] == 4


def test_result_without_a_name_is_that_of_the_person_who_checked(catalog: str) -> None:
    run(
        "validate", "--names", "trill,hoot", "--n", "4", "--new", "--who", "Ana", "--catalog", catalog, typed="no\n" * 4
    )
    said = run("validate", "--result", "--catalog", catalog).output
    assert "4 of 4 items answered by Ana" in said and "For the methods section" in said


def test_result_draws_no_sample(catalog: str) -> None:
    told = run("validate", "--result", "--names", "owl", "--catalog", catalog)
    assert (told.exit_code, "no sample of `owl` has been drawn" in " ".join(told.stderr.split())) == (1, True)


def test_result_of_a_new_sample_is_a_usage_error(catalog: str) -> None:
    told = run("validate", "--result", "--new", "--catalog", catalog)
    assert (told.exit_code, "`--new` draws another" in " ".join(told.stderr.split())) == (2, True)


def test_two_people_who_only_say_yes_get_no_kappa(catalog: str) -> None:
    check = ("validate", "--names", "trill", "--n", "2", "--catalog", catalog, "--who")
    run(*check, "Ana", typed="y\ny\n")
    said = run(*check, "Ben", typed="y\ny\n").output
    assert "Ana and Ben agree on 100% of 2 items; Cohen's κ is not defined" in " ".join(said.split())
