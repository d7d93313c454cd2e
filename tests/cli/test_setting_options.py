"""Settings in options, in files, and printed: one and the same."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from command_line import run

from coincide.cli.options.settings import SHORT_NAMES, option_name, settings_by_stage
from coincide.cli.options.settings_file import to_toml
from coincide.learned.settings import LearnSettings, load_settings

SETTINGS = [(stage, name) for stage, name, _ in settings_by_stage()]


def printed(*arguments: object) -> dict[str, dict[str, Any]]:
    return tomllib.loads(run("learn", "--print-settings", *arguments).stdout)


def test_every_setting_has_an_option_in_the_help() -> None:
    output = run("learn", "--help").output
    assert [name for stage, name in SETTINGS if option_name(stage, name) not in output] == []


def test_every_default_is_in_the_help() -> None:
    output = " ".join(run("learn", "--help").output.split())
    defaults = [field.default for _, _, field in settings_by_stage() if field.default is not None]
    assert [value for value in defaults if f"[default: {value}" not in output] == []


@pytest.mark.parametrize(("stage", "name"), SHORT_NAMES)
def test_short_names_are_of_settings(stage: str, name: str) -> None:
    assert (stage, name) in SETTINGS


def test_an_option_sets_its_setting() -> None:
    assert printed("--events-onset-z", 7)["events"]["onset_z"] == 7.0


def test_a_short_name_sets_its_setting() -> None:
    assert printed("--categories", 12)["categorize"]["categories"] == 12


def test_a_channel_is_a_number_or_a_word() -> None:
    values = [printed("--channels", value)["recordings"]["channels"] for value in ("1", "each")]
    assert values == [1, "each"]


def test_minutes_set_the_number_of_steps() -> None:
    assert printed("--minutes", 0.5)["embed"]["steps"] == 1000


def test_a_recipe_sets_what_is_not_given() -> None:
    embed = printed("--recipe", "original", "--embed-loss", "logistic")["embed"]
    assert (embed["loss"], embed["positives"]) == ("logistic", "neighbors")


def test_a_file_wins_over_defaults_and_an_option_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("[events]\nonset_z = 6.0\nedge_z = 3.0\n", encoding="utf-8")
    events = printed("--settings", file, "--events-edge-z", 2)["events"]
    assert (events["onset_z"], events["edge_z"]) == (6.0, 2.0)


def test_printed_settings_can_be_read_back(tmp_path: Path) -> None:
    settings = LearnSettings.model_validate({"events": {"length_s": 0.2}, "recordings": {"timezone": 'a"b'}})
    file = tmp_path / "settings.toml"
    file.write_text(to_toml(settings), encoding="utf-8")
    assert load_settings(file) == settings


def test_an_unknown_setting_in_a_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("[events]\nonset = 6.0\n", encoding="utf-8")
    result = run("learn", tmp_path, "--settings", file)
    assert (result.exit_code, "unknown setting `events.onset`" in result.stderr) == (1, True)


@pytest.mark.parametrize("arguments", [("--events-onset-z", "0.5"), ("--channels", "-1"), ("--embed-loss", "mse")])
def test_an_option_out_of_range_is_wrong_usage(arguments: tuple[str, str]) -> None:
    assert run("learn", "--print-settings", *arguments).exit_code == 2


def test_without_a_folder_there_is_nothing_to_learn() -> None:
    result = run("learn")
    assert (result.exit_code, result.stderr) == (
        2,
        "error: expected `FOLDER`, got none. See `coincide learn --help`.\n",
    )
