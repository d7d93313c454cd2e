"""Choices and recipes."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from coincide.embed import EmbedSettings


def test_the_original_recipe_fills_loss_positives_and_negatives() -> None:
    chosen = EmbedSettings(recipe="original")
    assert (chosen.loss, chosen.positives, chosen.negatives, chosen.mined_share) == (
        "triplet",
        "neighbors",
        "other",
        0.0,
    )


def test_each_choice_of_a_recipe_can_be_overruled() -> None:
    chosen = EmbedSettings(recipe="original", negatives="any")
    assert (chosen.loss, chosen.negatives) == ("triplet", "any")


def test_the_default_is_the_default_recipe() -> None:
    assert EmbedSettings() == EmbedSettings(recipe="default")


def test_settings_come_back_from_json() -> None:
    chosen = EmbedSettings(recipe="original", loss="logistic", steps=7)
    assert EmbedSettings.model_validate_json(chosen.model_dump_json()) == chosen


@pytest.mark.parametrize(("n_events", "n_steps"), [(0, 600), (5, 601), (1000, 800), (7000, 2000), (10**6, 2000)])
def test_more_events_are_learned_from_in_more_steps(n_events: int, n_steps: int) -> None:
    assert EmbedSettings().steps_for(n_events) == n_steps


def test_a_given_number_of_steps_is_taken() -> None:
    assert EmbedSettings(steps=0).steps_for(1000) == 0


@pytest.mark.parametrize(
    "wrong", [{"loss": "hinge"}, {"temperature": 0.0}, {"batch_events": 4}, {"mined_share": 1.1}, {"lr": 1}]
)
def test_unknown_and_impossible_settings_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match=next(iter(wrong))):
        EmbedSettings.model_validate(wrong)


def test_something_that_is_no_table_is_refused() -> None:
    with pytest.raises(ValidationError, match="dictionary"):
        EmbedSettings.model_validate("original")


def test_both_ways_to_compare_are_open_by_default() -> None:
    ways = EmbedSettings().ways()
    assert {name: (way.negatives, way.partners, way.centering) for name, way in ways.items()} == {
        "within": ("same", "across", "recording"),
        "anywhere": ("any", "anywhere", "none"),
    }


def test_each_part_of_a_way_can_be_overruled() -> None:
    way = EmbedSettings(compare="anywhere", centering="recording").settled()
    assert (way.negatives, way.partners, way.centering) == ("any", "anywhere", "recording")


def test_one_way_is_left_where_all_parts_are_given() -> None:
    assert list(EmbedSettings(negatives="any", partners="across", centering="none").ways()) == ["within"]


def test_the_original_recipe_leaves_nothing_open() -> None:
    assert list(EmbedSettings(recipe="original").ways()) == ["within"]
