"""Which events become clips."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pytest

from coincide.errors import InputError
from coincide.workflow.clips.choice import choose

NAMES = ["tit", "speech", "tit", "noise", "wren", "tit"]
CERTAINTY = [0.5, 0.9, 0.8, 0.9, 0.7, 0.9]


def _choose(wanted: Collection[str] = (), **options: Any) -> dict[str, list[int]]:
    given: dict[str, Any] = {"speech": False, "n": None, "pick": "surest", "seed": 0, **options}
    return choose(NAMES, CERTAINTY, wanted=wanted, **given)


def test_all_names_but_noise_and_speech_are_chosen() -> None:
    assert _choose() == {"tit": [0, 2, 5], "wren": [4]}


def test_the_surest_are_chosen() -> None:
    assert _choose(n=2)["tit"] == [2, 5]


def test_a_random_choice_is_the_same_for_a_seed() -> None:
    assert _choose(n=2, pick="random") == _choose(n=2, pick="random")


def test_names_are_found_in_any_case() -> None:
    assert list(_choose(["WREN"])) == ["wren"]


def test_noise_is_chosen_where_it_is_asked_for() -> None:
    assert _choose(["noise"]) == {"noise": [3]}


def test_speech_is_chosen_where_it_is_asked_for() -> None:
    assert _choose(speech=True)["speech"] == [1]


def test_speech_is_refused_without_the_switch() -> None:
    with pytest.raises(InputError, match=r"clips named `speech` are private; `coincide clips --speech`"):
        _choose(["speech"])


def test_an_unknown_name_is_told_with_those_there_are() -> None:
    with pytest.raises(InputError, match=r"got `owl`. The names are: noise, speech, tit, wren"):
        _choose(["owl"])
