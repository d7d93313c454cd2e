"""The three ways to a phone each say what to do, and to whom the page is then open."""

from __future__ import annotations

import pytest

from coincide.workflow.export.ways import ways_to_a_phone


def test_there_are_three_ways() -> None:
    assert len(ways_to_a_phone("live", computer="field.local")) == 3


@pytest.mark.parametrize("number", range(3))
def test_each_way_says_who_can_open_the_page(number: int) -> None:
    assert ways_to_a_phone("live", computer="field.local")[number].who.startswith(("Everyone", "Only"))


def test_the_commands_name_the_folder() -> None:
    steps = [
        step
        for way in ways_to_a_phone("'my live'", computer="field.local")
        for step in way.steps
        if step.startswith("  ")
    ]
    assert sum("'my live'" in step for step in steps) == 2


def test_the_address_in_the_network_is_that_of_the_command() -> None:
    way = ways_to_a_phone("live", computer="field.local")[2]
    assert way.address == "https://field.local/"
    assert any(step.endswith("--domain field.local") for step in way.steps)
