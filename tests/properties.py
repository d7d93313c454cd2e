"""On how many examples properties are tried: on as many as the test names, on more or on fewer, by profile.

`pytest --hypothesis-profile NAME` chooses one: `all`, which is the default, `fast` with a seventh of the examples, or
`thorough` with ten times as many.
"""

from __future__ import annotations

from typing import Any

from hypothesis import settings

PERCENT = {"fast": 15, "all": 100, "thorough": 1000}


def register_profiles() -> None:
    """Make the profiles known to Hypothesis, and choose `all`."""
    for name, percent in PERCENT.items():
        settings.register_profile(name, max_examples=percent, deadline=None)
    settings.load_profile("all")


def examples(n: int, **options: Any) -> settings:
    """Try a property on `n` examples, or on the share of them that the profile wants."""
    return settings(max_examples=max(1, n * settings().max_examples // 100), deadline=None, **options)
