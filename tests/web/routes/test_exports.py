"""Tables and clips in one archive: what the commands write, without what is private."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from web_client import client_of

AT = "/api/exports"


def names_in(content: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.namelist()


@pytest.mark.parametrize(
    ("format", "file"),
    [("raven", "annotations.txt"), ("darwincore", "annotations.csv"), ("aoef", "annotations.json")],
)
def test_tables_come_in_an_archive(season_reader: TestClient, format: str, file: str) -> None:
    answer = season_reader.get(f"{AT}/annotations.zip?format={format}")
    assert answer.headers["content-disposition"] == f'attachment; filename="annotations-{format}.zip"'
    assert names_in(answer.content) == [file]


def test_formats_of_one_recording_come_as_many_tables(season_reader: TestClient) -> None:
    found = names_in(season_reader.get(f"{AT}/annotations.zip?format=textgrid").content)
    assert len(found) > 1 and all(name.endswith(".TextGrid") for name in found)


@pytest.mark.slow
def test_clips_come_with_their_table(reader: TestClient) -> None:
    found = names_in(reader.get(f"{AT}/clips.zip?names=category 1&n=2&format=flac").content)
    assert "clips.csv" in found
    assert sum(name.endswith(".flac") for name in found) == 2


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("annotations.zip?format=moon", "got `moon`"),
        ("clips.zip?names=moa", "moa"),
        ("clips.zip?n=201", "`n`"),
        ("clips.zip?timezone=Nowhere", "Nowhere"),
    ],
)
def test_what_makes_no_sense_is_refused(season_reader: TestClient, query: str, said: str) -> None:
    answer = season_reader.get(f"{AT}/{query}")
    assert answer.status_code == 422
    assert said in answer.json()["detail"]


@pytest.mark.parametrize("path", ["annotations.zip", "clips.zip"])
def test_archives_need_the_key_and_the_host(season_once: Path, path: str) -> None:
    with client_of(season_once, has_key=False) as stranger:
        assert stranger.get(f"{AT}/{path}").status_code == 401
        assert stranger.get(f"{AT}/{path}", headers={"Host": "evil.example"}).status_code == 421
