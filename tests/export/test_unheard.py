"""Names whose calls lie where the live page does not listen."""

from __future__ import annotations

import numpy as np

from coincide.workflow.export.unheard import unheard_names, unheard_note

HEARD_HZ = (50.0, 4000.0)


def _unheard(calls: list[tuple[str, float, float]], labels: list[str]) -> list[str]:
    names, lows, highs = zip(*calls, strict=True)
    return unheard_names(names, np.array(lows), np.array(highs), labels=labels, heard_hz=HEARD_HZ)


def test_names_above_and_below_the_range_are_unheard() -> None:
    calls = [("bat", 40_000.0, 60_000.0), ("whale", 100.0, 300.0), ("quake", 5.0, 20.0)]
    assert _unheard(calls, ["bat", "quake", "unknown", "whale"]) == ["bat", "quake"]


def test_a_name_of_which_half_is_heard_is_heard() -> None:
    assert _unheard([("mouse", 3000.0, 5000.0), ("mouse", 50_000.0, 60_000.0)], ["mouse"]) == []


def test_the_note_says_what_is_heard_and_who_is_not() -> None:
    note = unheard_note(["bat", "quake"], heard_hz=HEARD_HZ)
    assert note.startswith("It hears 50 Hz to 4 kHz. Names whose calls mostly lie outside: bat, quake.")
