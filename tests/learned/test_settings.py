"""What a model depends on."""

from __future__ import annotations

import pytest

from coincide.errors import SettingsError
from coincide.learned.settings import load_settings, recipe_values


def test_settings_that_came_later_change_nothing_at_their_defaults() -> None:
    embed, categorize = recipe_values(load_settings())
    assert not {"compare", "partners", "centering", "space"} & set(embed)
    assert embed["negatives"] == "same"
    assert "counting" not in categorize


def test_the_original_recipe_depends_on_what_it_did_before() -> None:
    embed, _ = recipe_values(load_settings(overrides={"embed": {"recipe": "original"}}))
    assert not {"compare", "space"} & set(embed)
    assert embed["negatives"] == "other"


@pytest.mark.parametrize(
    ("stage", "name", "value"),
    [("embed", "compare", "anywhere"), ("embed", "space", "ours"), ("categorize", "counting", "tree")],
)
def test_a_later_setting_that_was_chosen_counts(stage: str, name: str, value: str) -> None:
    assert recipe_values(load_settings(overrides={stage: {name: value}})) != recipe_values(load_settings())


def test_the_usual_limit_for_unsure_counts_if_a_person_sets_it() -> None:
    usual, chosen = (
        recipe_values(load_settings(overrides={"categorize": values}))[1] for values in ({}, {"unsure_below": 0.3})
    )
    assert usual["unsure_below"] == 0.3 != chosen["unsure_below"]


def test_the_usual_largest_number_counts_if_a_person_sets_it() -> None:
    usual, chosen = (
        recipe_values(load_settings(overrides={"categorize": values}))[1] for values in ({}, {"max_categories": 60})
    )
    assert usual["max_categories"] == 60 != chosen["max_categories"]


def test_a_setting_without_its_stage_is_told() -> None:
    with pytest.raises(SettingsError, match="unknown setting `steps`"):
        load_settings(overrides={"steps": 500})


def test_a_stage_that_is_no_table_is_told() -> None:
    with pytest.raises(SettingsError, match=r"setting `embed`: .*, got 500"):
        load_settings(overrides={"embed": 500})
