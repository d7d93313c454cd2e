"""Counts and figures: those of the commands, filtered, and as files."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from labeling import copy_of, name_category
from starlette.testclient import TestClient
from web_client import client_of

from coincide.workflow.survey.summary import summary

AT = "/api/survey"


def test_what_can_be_counted_is_told(season_reader: TestClient) -> None:
    found = season_reader.get(AT).json()
    assert (found["sites"], found["first_day"], found["last_day"]) == (["site01", "site02"], "2024-04-20", "2024-04-21")
    assert sum(each["n_events"] for each in found["names"]) == found["n_events"] > 0
    assert found["figures"] == ["diel", "season", "matrix", "map", "accumulation"]
    assert "habitat" in found["groups"]


def test_counts_are_those_of_the_command(season_reader: TestClient, season_once: Path) -> None:
    found = season_reader.get(f"{AT}/counts?by=site&by=name").json()
    wanted = summary(season_once, by=["site", "name"])
    assert found["columns"] == list(wanted.columns)
    assert found["rows"] == [list(row) for row in wanted.rows]


def test_filters_leave_out_the_others(season_reader: TestClient) -> None:
    query = "by=day&by=site&by=name&names=trill&sites=site02&first_day=2024-04-21"
    rows = season_reader.get(f"{AT}/counts?{query}").json()["rows"]
    assert [row[:3] for row in rows] == [["2024-04-21", "site02", "trill"]]


def test_a_file_holds_the_same_counts(season_reader: TestClient) -> None:
    answer = season_reader.get(f"{AT}/counts.csv?by=site")
    assert answer.headers["content-disposition"] == 'attachment; filename="counts.csv"'
    rows = list(csv.reader(io.StringIO(answer.text)))
    shown = season_reader.get(f"{AT}/counts?by=site").json()
    assert rows[0] == shown["columns"]
    assert [int(row[1]) for row in rows[1:]] == [row[1] for row in shown["rows"]]


@pytest.mark.slow
def test_a_figure_is_drawn_once_for_the_same_catalog(season_reader: TestClient) -> None:
    answer = season_reader.get(f"{AT}/figures/matrix.svg")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert b"<svg" in answer.content
    again = season_reader.get(f"{AT}/figures/matrix.svg", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.slow
def test_a_figure_whose_letters_no_font_has_says_so(season_once: Path, tmp_path: Path) -> None:
    catalog = copy_of(season_once, tmp_path)
    name_category(catalog, 1, "tit \U00010600")
    with client_of(catalog) as client:
        found = {kind: client.get(f"{AT}/figures/{kind}").json() for kind in ("matrix", "diel")}
    (notice,) = found["matrix"]
    assert notice.startswith("None of the fonts that figures use has \U00010600")
    assert found["diel"] == []  # it shows no names


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("counts?by=moon", "got `moon`"),
        ("counts?names=moa", "Nothing is named `moa`"),
        ("counts?sites=moon", "The sites are: site01, site02"),
        ("counts?first_day=1999-01-01&last_day=1999-01-02", "No recording began on these days"),
        ("counts?min_confidence=2", "min_confidence"),
        ("counts?moon=1", "moon"),
        ("figures/moon.png", "kind"),
        ("figures/diel.gif", "ending"),
        ("figures/sheet.png?names=moa", "moa"),
    ],
)
def test_what_makes_no_sense_is_refused(season_reader: TestClient, query: str, said: str) -> None:
    answer = season_reader.get(f"{AT}/{query}")
    assert answer.status_code == 422
    assert said in answer.json()["detail"]


def test_an_unknown_zone_is_refused_even_where_none_is_needed(season_reader: TestClient) -> None:
    assert season_reader.get(f"{AT}?timezone=Nowhere").status_code == 422


@pytest.mark.parametrize("path", ["", "/counts", "/counts.csv", "/figures/diel.png"])
def test_counts_need_the_key(season_once: Path, path: str) -> None:
    with client_of(season_once, has_key=False) as client:
        assert client.get(f"{AT}{path}").status_code == 401
        assert client.get(f"{AT}{path}", headers={"Host": "evil.example"}).status_code == 421
