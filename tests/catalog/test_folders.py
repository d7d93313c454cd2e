"""Where a catalog is, and what to type when it is not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from coincide.catalog import CatalogStore, default_catalog_path, find_catalog, model_folder
from coincide.errors import CatalogError


def _make(*paths: Path) -> None:
    for path in paths:
        CatalogStore.open(path, create=True).close()


def test_catalog_goes_beside_its_folder(tmp_path: Path) -> None:
    assert default_catalog_path(tmp_path / "a.b" / "..") == tmp_path.resolve().with_name(tmp_path.name + ".coincide")


def test_catalog_of_a_file_goes_beside_the_folder_that_it_is_in(tmp_path: Path) -> None:
    (tmp_path / "night").mkdir()
    (tmp_path / "night" / "a.wav").touch()
    assert default_catalog_path(tmp_path / "night" / "a.wav") == tmp_path.resolve() / "night-a.wav.coincide"


def test_catalog_that_an_earlier_version_made_beside_a_file_is_taken(tmp_path: Path) -> None:
    (tmp_path / "a.wav").touch()
    _make(tmp_path / "a.wav.coincide")
    assert default_catalog_path(tmp_path / "a.wav") == tmp_path.resolve() / "a.wav.coincide"


def test_top_of_a_disk_has_no_place_beside_it() -> None:
    with pytest.raises(CatalogError, match=r"there is no place beside `/`\. Choose a place with `--catalog`"):
        default_catalog_path(Path(Path.cwd().anchor))


def test_given_catalog_is_taken(folder: Path) -> None:
    _make(folder)
    assert find_catalog(folder) == folder


def test_only_catalog_here_is_taken(tmp_path: Path) -> None:
    _make(tmp_path / "sea.coincide")
    assert find_catalog(None, here=tmp_path) == tmp_path / "sea.coincide"


def test_no_catalog_here_says_what_to_type(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match=r"found none\. Give its path with .*make one with `coincide learn FOLDER`"):
        find_catalog(None, here=tmp_path)


def test_several_catalogs_are_listed(tmp_path: Path) -> None:
    _make(tmp_path / "sea.coincide", tmp_path / "air.coincide")
    with pytest.raises(CatalogError, match=r"found 2: `air.coincide`, `sea.coincide`\. Choose one"):
        find_catalog(None, here=tmp_path)


def test_folder_of_recordings_points_to_the_catalog_beside_it(tmp_path: Path) -> None:
    (tmp_path / "sea").mkdir()
    _make(tmp_path / "sea.coincide")
    with pytest.raises(CatalogError, match=r"sea` is not a catalog, but `.*sea.coincide` is"):
        find_catalog(tmp_path / "sea")


def test_folder_without_a_database_is_no_catalog(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match=r"has no `catalog\.sqlite` in it"):
        find_catalog(tmp_path)


def test_files_of_a_model_have_their_place(tmp_path: Path) -> None:
    assert model_folder(tmp_path, "m1") == tmp_path / "models" / "m1"
