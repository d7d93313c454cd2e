"""Commands to copy: short where a person is, and still the same command."""

from __future__ import annotations

from pathlib import Path

import pytest

from coincide.cli.output.short_paths import shortened_command


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    (tmp_path / "field.coincide").mkdir()
    return tmp_path / "field.coincide"


def test_the_only_catalog_here_need_not_be_named(catalog: Path) -> None:
    command = f"coincide label --catalog {catalog}"
    assert shortened_command(command, catalog=catalog, here=catalog.parent) == "coincide label"


def test_paths_begin_where_the_person_is(catalog: Path) -> None:
    command = f"coincide search {catalog.parent}/field/a.wav --at 1.00 --for 0.50 --catalog {catalog}"
    expected = "coincide search field/a.wav --at 1.00 --for 0.50"
    assert shortened_command(command, catalog=catalog, here=catalog.parent) == expected


def test_one_of_two_catalogs_is_named(catalog: Path) -> None:
    (catalog.parent / "other.coincide").mkdir()
    command = f"coincide label --catalog {catalog}"
    assert shortened_command(command, catalog=catalog, here=catalog.parent) == "coincide label --catalog field.coincide"


def test_elsewhere_the_whole_path_stays(catalog: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    command = f"coincide label --catalog {catalog}"
    assert shortened_command(command, catalog=catalog, here=tmp_path_factory.mktemp("elsewhere")) == command


def test_quoted_names_stay_quoted(tmp_path: Path) -> None:
    catalog = tmp_path / "my field.coincide"
    catalog.mkdir()
    command = f"coincide search '{tmp_path}/my field/a b.wav' --catalog '{catalog}'"
    assert shortened_command(command, catalog=catalog, here=tmp_path) == "coincide search 'my field/a b.wav'"


def test_a_name_that_begins_with_a_dash_keeps_its_folder(catalog: Path) -> None:
    command = f"coincide search {catalog.parent}/-a.wav"
    assert shortened_command(command, catalog=catalog, here=catalog.parent) == command
